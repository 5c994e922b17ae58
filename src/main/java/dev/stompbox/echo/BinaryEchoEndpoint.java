package dev.stompbox.echo;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.BinaryWebSocketHandler;

/** Sends each binary message back. */
final class BinaryEchoEndpoint extends BinaryWebSocketHandler {

	private final long mostBytes;

	BinaryEchoEndpoint(long mostBytes) {
		this.mostBytes = mostBytes;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		EchoConnection.begin(session.getAttributes(), "echo-binary", "", this.mostBytes);
	}

	/** Long messages come, and go back, in parts, so that none is held twice. */
	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		session.sendMessage(message);
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) {
		EchoConnection.wrongKind(session.getAttributes(), "text", "binary", "/echo/binary");
	}

}
