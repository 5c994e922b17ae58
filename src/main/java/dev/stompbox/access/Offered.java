package dev.stompbox.access;

import java.util.Collections;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Where a request may have credentials besides its {@code Authorization} header. */
final class Offered {

	private static final String BEARER = "bearer.";

	private static final String TICKET = "ticket=";

	private Offered() {
	}

	static boolean isUpgrade(HttpServletRequest request) {
		return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
	}

	/**
	 * The token of a subprotocol {@code bearer.TOKEN}, which a browser can send with an
	 * upgrade; the handshake agrees to the real ones alone.
	 */
	static @Nullable String subprotocol(HttpServletRequest request) {
		if (!isUpgrade(request)) {
			return null;
		}
		for (String header : Collections.list(request.getHeaders("Sec-WebSocket-Protocol"))) {
			for (String protocol : header.split(",")) {
				if (protocol.strip().startsWith(BEARER)) {
					return protocol.strip().substring(BEARER.length());
				}
			}
		}
		return null;
	}

	/** The ticket in the address of an upgrade or an event stream. */
	static @Nullable String ticket(HttpServletRequest request) {
		String query = request.getQueryString();
		boolean stream = "GET".equals(request.getMethod())
				&& (isUpgrade(request) || request.getRequestURI().endsWith("/events"));
		if (query == null || !stream) {
			return null;
		}
		for (String parameter : query.split("&")) {
			if (parameter.startsWith(TICKET)) {
				return parameter.substring(TICKET.length());
			}
		}
		return null;
	}

}
