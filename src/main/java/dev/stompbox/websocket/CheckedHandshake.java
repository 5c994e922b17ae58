package dev.stompbox.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.HandshakeHandler;

/**
 * Spring's handshake, after what RFC 6455 §4.2.1 asks of a request and Spring does not
 * look at: that it is HTTP/1.1, and that its key is one.
 */
final class CheckedHandshake implements HandshakeHandler {

	private static final String KEY = "Sec-WebSocket-Key";

	private static final int KEY_BYTES = 16;

	private static final String REFUSAL = """
			{"type":"/errors#SB-312","title":"Not a WebSocket handshake","status":400,"code":"SB-312",\
			"detail":"%s","hint":"Use a client that keeps to RFC 6455, and a proxy that passes upgrades on."}""";

	private final HandshakeHandler handshake;

	CheckedHandshake(HandshakeHandler handshake) {
		this.handshake = handshake;
	}

	@Override
	public boolean doHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) throws HandshakeFailureException {
		String fault = fault(request);
		if (fault == null) {
			return this.handshake.doHandshake(request, response, handler, attributes);
		}
		response.setStatusCode(HttpStatus.BAD_REQUEST);
		response.getHeaders().set("Content-Type", "application/problem+json");
		try {
			response.getBody().write(REFUSAL.formatted(fault).getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new HandshakeFailureException("The refusal could not be written", ex);
		}
		return false;
	}

	/** Over HTTP/2 a handshake is a CONNECT, without a key (RFC 8441 §5). */
	private static @Nullable String fault(ServerHttpRequest request) {
		if (!HttpMethod.GET.equals(request.getMethod())) {
			return null;
		}
		if (request instanceof ServletServerHttpRequest servlet
				&& servlet.getServletRequest().getProtocol().equals("HTTP/1.0")) {
			return "The request is HTTP/1.0; a WebSocket is opened by HTTP/1.1 or higher.";
		}
		List<String> keys = request.getHeaders().getOrEmpty(KEY);
		return (keys.size() == 1 && isKey(keys.get(0).trim())) ? null
				: "There has to be one " + KEY + ", with 16 bytes in Base64.";
	}

	private static boolean isKey(String text) {
		try {
			return Base64.getDecoder().decode(text).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
