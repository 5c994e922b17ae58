package dev.stompbox.websocket;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.server.TunnelSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Shows a WebSocket's CONNECT over HTTP/2 (RFC 8441 §4) to all that judges requests as
 * the upgrade that it is over HTTP/1.1, so that the same rules, paths and endpoints hold.
 */
final class Http2UpgradeFilter extends OncePerRequestFilter {

	private static final String ORIGINAL = Http2UpgradeFilter.class.getName();

	/**
	 * The CONNECT that was sent as {@code request}, or {@code null} for other requests.
	 */
	static @Nullable HttpServletRequest connect(HttpServletRequest request) {
		return (HttpServletRequest) request.getAttribute(ORIGINAL);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!request.getMethod().equals("CONNECT") || !asksForWebSocket(request)) {
			chain.doFilter(request, response);
			return;
		}
		request.setAttribute(ORIGINAL, request);
		chain.doFilter(new Upgrade(request), response);
	}

	private static boolean asksForWebSocket(HttpServletRequest request) {
		TunnelSupport tunnel = ServletCoreRequest.wrap(request).getTunnelSupport();
		return tunnel != null && "websocket".equals(tunnel.getProtocol());
	}

	/** The request as it would be over HTTP/1.1 (RFC 6455 §4.1). */
	private static final class Upgrade extends HttpServletRequestWrapper {

		// The key proves nothing over HTTP/2, and none is sent; a handshake has one.
		private static final Map<String, String> ADDED = Map.of("upgrade", "websocket", "connection", "Upgrade",
				"sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA==");

		Upgrade(HttpServletRequest connect) {
			super(connect);
		}

		@Override
		public String getMethod() {
			return "GET";
		}

		@Override
		public @Nullable String getHeader(String name) {
			String added = ADDED.get(name.toLowerCase(Locale.ROOT));
			return (added != null) ? added : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			String added = ADDED.get(name.toLowerCase(Locale.ROOT));
			return (added != null) ? Collections.enumeration(Set.of(added)) : super.getHeaders(name);
		}

		@Override
		public Enumeration<String> getHeaderNames() {
			Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
			names.addAll(ADDED.keySet());
			return Collections.enumeration(names);
		}

	}

}
