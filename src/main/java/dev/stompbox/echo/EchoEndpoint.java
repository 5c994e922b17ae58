package dev.stompbox.echo;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** Sends each message back, text as text and binary as binary. */
final class EchoEndpoint extends AbstractWebSocketHandler {

	private final long mostBytes;

	EchoEndpoint(long mostBytes) {
		this.mostBytes = mostBytes;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		EchoConnection.begin(session.getAttributes(), "echo", "", this.mostBytes);
	}

	/** Long messages come, and go back, in parts, so that none is held twice. */
	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		session.sendMessage(message);
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		session.sendMessage(message);
	}

}
