package dev.stompbox.echo;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Sends each text message back. */
final class TextEchoEndpoint extends TextWebSocketHandler {

	private final long mostBytes;

	TextEchoEndpoint(long mostBytes) {
		this.mostBytes = mostBytes;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		EchoConnection.begin(session.getAttributes(), "echo-text", "", this.mostBytes);
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
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
		EchoConnection.wrongKind(session.getAttributes(), "binary", "text", "/echo/text");
	}

}
