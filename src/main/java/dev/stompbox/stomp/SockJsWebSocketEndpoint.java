package dev.stompbox.stomp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.sockjs.transport.SockJsServiceConfig;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.SockJsSessionFactory;
import org.springframework.web.socket.sockjs.transport.TransportHandler;
import org.springframework.web.socket.sockjs.transport.TransportType;

import dev.stompbox.access.Caller;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.MessageLimit;

/**
 * SockJS over WebSocket: a connection of the engine as at {@code /ws}, with SockJS's
 * framing between it and the {@link StompSession}. Without the framing, at
 * {@code /sockjs/websocket}, it is {@link StompEndpoint}'s.
 */
final class SockJsWebSocketEndpoint extends AbstractWebSocketHandler
		implements SubProtocolCapable, TransportHandler, SockJsSessionFactory, HandshakeHandler {

	private final StompServer server;

	private final HandshakeHandler handshake;

	SockJsWebSocketEndpoint(StompServer server, HandshakeHandler handshake) {
		this.server = server;
		this.handshake = handshake;
	}

	@Override
	public void initialize(SockJsServiceConfig config) {
		// the engine has its own settings
	}

	@Override
	public TransportType getTransportType() {
		return TransportType.WEBSOCKET;
	}

	/** Forgotten at once: no other request comes for a client that has a WebSocket. */
	@Override
	public SockJsSession createSession(String id, WebSocketHandler handler, Map<String, Object> attributes) {
		return new SockJsClientEndpoint(id, SockJsGuardEndpoint.request(attributes));
	}

	@Override
	public boolean checkSessionType(SockJsSession session) {
		return !(session instanceof SockJsHttpEndpoint.Client);
	}

	@Override
	public void handleRequest(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			SockJsSession session) {
		this.handshake.doHandshake(request, response, this, new HashMap<>());
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		return this.handshake.doHandshake(request, response, handler, new HashMap<>());
	}

	@Override
	public List<String> getSubProtocols() {
		return StompEndpoint.SUB_PROTOCOLS;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		Connection connection = Connection.of(session.getAttributes());
		// Frames are bounded by the decoder, whatever messages they come in.
		connection.limitMessages(MessageLimit.NONE);
		connection.serve("sockjs", Caller.of(session.getPrincipal(), connection.id()).name());
		StompSession stomp = new StompSession(connection, this.server, session.getPrincipal(), Packaging.SOCKJS);
		SockJsReceiver receiver = new SockJsReceiver(connection, stomp, null);
		receiver.open();
		connection.receiver(receiver);
	}

}
