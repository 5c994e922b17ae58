package dev.stompbox.websocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.socket.WebSocketExtension;

/**
 * Turns away upgrades whose list of extensions (RFC 6455 §9.1) Spring's handshake could
 * not read: it would answer them as if the server had failed.
 */
final class ExtensionsFilter extends OncePerRequestFilter {

	private static final String HEADER = "Sec-WebSocket-Extensions";

	private static final byte[] UNREADABLE = """
			{"type":"about:blank","title":"WebSocket protocol error","status":400,"code":"SB-312",\
			"detail":"The header Sec-WebSocket-Extensions cannot be read.",\
			"hint":"Leave it out, or send: permessage-deflate"}""".getBytes(StandardCharsets.UTF_8);

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (request.getHeader(HEADER) == null || readable(request)) {
			chain.doFilter(request, response);
			return;
		}
		response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
		response.setContentType("application/problem+json");
		response.getOutputStream().write(UNREADABLE);
	}

	private static boolean readable(HttpServletRequest request) {
		try {
			Collections.list(request.getHeaders(HEADER)).forEach(WebSocketExtension::parseExtensions);
			return true;
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			return false;
		}
	}

}
