package dev.stompbox.stomp;

import java.io.IOException;
import java.security.Principal;
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
import dev.stompbox.connection.Denied;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Asked before a SockJS client is let in: turns it away while the server is full or it
 * has had its share, and hands on its first request.
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
		Principal principal = request.getPrincipal();
		// An upgrade is asked for where all are.
		Denied denied = "websocket".equalsIgnoreCase(request.getHeaders().getUpgrade()) ? null
				: this.connections.ask(request.getRemoteAddress(), (principal != null) ? principal.getName() : null);
		if (denied == null) {
			attributes.put(REQUEST, request);
			return true;
		}
		Refused refused = new Refused(ErrorCode.of(denied.code()), denied.detail(), denied.hint()).at(denied.limit(),
				denied.property());
		this.connections.denied(request.getRemoteAddress(), denied);
		response.setStatusCode(HttpStatusCode.valueOf(denied.status()));
		response.getHeaders().set("Retry-After", String.valueOf(denied.retryAfter()));
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
