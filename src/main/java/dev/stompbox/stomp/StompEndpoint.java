package dev.stompbox.stomp;

import java.util.List;

import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import dev.stompbox.access.Caller;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.MessageLimit;

/**
 * STOMP over WebSocket: gives each connection a {@link StompSession}, which takes its
 * bytes from then on.
 */
final class StompEndpoint extends AbstractWebSocketHandler implements SubProtocolCapable {

	static final List<String> SUB_PROTOCOLS = List.of("v12.stomp", "v11.stomp", "v10.stomp");

	private final StompServer server;

	StompEndpoint(StompServer server) {
		this.server = server;
	}

	@Override
	public List<String> getSubProtocols() {
		return SUB_PROTOCOLS;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		Connection connection = Connection.of(session.getAttributes());
		// Frames are bounded by the decoder, whatever messages they come in.
		connection.limitMessages(MessageLimit.NONE);
		connection.serve("stomp", Caller.of(session.getPrincipal(), connection.id()).name());
		connection.receiver(new StompSession(connection, this.server, session.getPrincipal()));
	}

}
