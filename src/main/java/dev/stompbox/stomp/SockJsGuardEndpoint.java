package dev.stompbox.stomp;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

import dev.stompbox.access.Problem;
import dev.stompbox.connection.Connections;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Asked before a SockJS client is let in: turns it away while the server is full, and
 * hands on its first request.
 */
final class SockJsGuardEndpoint implements HandshakeInterceptor {

	private static final String REQUEST = SockJsGuardEndpoint.class.getName();

	private final Connections connections;

	SockJsGuardEndpoint(Connections connections) {
		this.connections = connections;
	}

	static ServerHttpRequest request(Map<String, Object> attributes) {
		return (ServerHttpRequest) Objects.requireNonNull(attributes.get(REQUEST));
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) throws IOException {
		if (this.connections.hasRoom()) {
			attributes.put(REQUEST, request);
			return true;
		}
		String limit = String.valueOf(this.connections.limits().connections());
		Refused refused = new Refused(ErrorCode.TOO_MANY_CONNECTIONS,
				"This server has as many connections open as it takes (stompbox.limits.connections).",
				"Try again in a moment, or raise the limit.")
			.at(limit, "stompbox.limits.connections");
		response.setStatusCode(HttpStatusCode.valueOf(refused.code().status()));
		response.getHeaders().set("Retry-After", "5");
		response.getHeaders().set("Content-Type", Problem.MEDIA_TYPE);
		response.getBody().write(Problem.of(refused).json());
		return false;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception failure) {
		// nothing to give back
	}

}
