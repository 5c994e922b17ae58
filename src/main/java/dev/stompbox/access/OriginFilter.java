package dev.stompbox.access;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Turns away what a stranger's web page sends: upgrades and calls from an Origin that is
 * not allowed, and requests to a host name that is not this server's. Everything else
 * about a request is judged later.
 */
final class OriginFilter extends OncePerRequestFilter {

	private static final String PROPERTY = "stompbox.access.allowed-origins";

	private final OriginPolicy policy;

	private final Refusals refusals;

	OriginFilter(OriginPolicy policy, Refusals refusals) {
		this.policy = policy;
		this.refusals = refusals;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Refused refused = judge(request.getHeader("Origin"), request.getHeader("Host"));
		if (refused == null) {
			chain.doFilter(request, response);
			return;
		}
		answer(response, refused);
		this.refusals.refused(request, refused);
	}

	private @Nullable Refused judge(@Nullable String origin, @Nullable String host) {
		if (!this.policy.knowsHost(host)) {
			return new Refused(ErrorCode.ORIGIN_REFUSED,
					"This server listens on this machine only and was asked for as \"" + printable(host) + "\".",
					"Use http://localhost:PORT, or name the origin in stompbox.access.allowed-origins.")
				.at("localhost", PROPERTY);
		}
		if (!this.policy.allows(origin, host)) {
			return new Refused(ErrorCode.ORIGIN_REFUSED, "Connections from " + printable(origin) + " are not allowed.",
					"null".equals(origin)
							? "Open the page from a web server, for example with: npx serve. A page opened as a file has no origin."
							: "Add it: stompbox.access.allowed-origins=" + printable(origin))
				.at("this server's own", PROPERTY);
		}
		return null;
	}

	static void answer(HttpServletResponse response, Refused refused) throws IOException {
		response.setStatus(refused.code().status());
		response.setContentType(Problem.MEDIA_TYPE);
		// Upgrades do not pass what gives other answers theirs.
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
		response.getOutputStream().write(Problem.of(refused).json());
	}

	private static String printable(@Nullable String header) {
		String text = (header != null) ? header : "";
		return ((text.length() > 100) ? text.substring(0, 100) + "…" : text).replaceAll("[^\\x21-\\x7e…]", "?");
	}

}
