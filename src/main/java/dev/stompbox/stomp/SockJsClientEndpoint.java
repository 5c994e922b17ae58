package dev.stompbox.stomp;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import dev.stompbox.connection.Connection;

/**
 * A SockJS client as Spring's service keeps it: by the id that the client made up, with
 * the caller and the address of its first request, which it compares with those of each
 * that follows. Everything else about the client is its connection's.
 */
class SockJsClientEndpoint implements SockJsSession {

	private final String id;

	private final URI uri;

	private final @Nullable Principal principal;

	private final InetSocketAddress local;

	private final InetSocketAddress remote;

	SockJsClientEndpoint(String id, ServerHttpRequest first) {
		this.id = id;
		this.uri = first.getURI();
		this.principal = first.getPrincipal();
		this.local = first.getLocalAddress();
		this.remote = first.getRemoteAddress();
	}

	/** The connection, or {@code null} when the service need not know it. */
	@Nullable Connection connection() {
		return null;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.principal;
	}

	@Override
	public InetSocketAddress getRemoteAddress() {
		return this.remote;
	}

	/** Decides when the service forgets the client: at its next look, or not yet. */
	@Override
	public long getTimeSinceLastActive() {
		return Long.MAX_VALUE;
	}

	@Override
	public boolean isOpen() {
		Connection connection = connection();
		return connection != null && connection.closed() == null;
	}

	/** Does nothing: the connection has a clock of its own, and has closed by then. */
	@Override
	public void close() {
	}

	@Override
	public void close(CloseStatus status) {
	}

	@Override
	public void disableHeartbeat() {
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) {
		throw new UnsupportedOperationException("What is sent goes through the connection");
	}

	@Override
	public URI getUri() {
		return this.uri;
	}

	@Override
	public HttpHeaders getHandshakeHeaders() {
		return HttpHeaders.EMPTY;
	}

	@Override
	public Map<String, Object> getAttributes() {
		Connection connection = connection();
		return (connection != null) ? Map.of(Connection.ATTRIBUTE, connection) : Map.of();
	}

	@Override
	public InetSocketAddress getLocalAddress() {
		return this.local;
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return null;
	}

	@Override
	public void setTextMessageSizeLimit(int bytes) {
	}

	@Override
	public int getTextMessageSizeLimit() {
		return -1;
	}

	@Override
	public void setBinaryMessageSizeLimit(int bytes) {
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return -1;
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return List.of();
	}

}
