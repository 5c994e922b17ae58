package dev.stompbox.echo;

import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import dev.stompbox.connection.Connection;

/**
 * Sends each message back, text as text and binary as binary. A message is streamed: each
 * part of it goes back as it comes, and none is held.
 */
final class EchoEndpoint extends AbstractWebSocketHandler {

	private final long mostBytes;

	EchoEndpoint(long mostBytes) {
		this.mostBytes = mostBytes;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		EchoConnection.begin(session.getAttributes(), "echo", "", this.mostBytes);
		Connection connection = Connection.of(session.getAttributes());
		connection.receiver(new EchoStream(connection));
	}

}
