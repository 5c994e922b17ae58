package dev.stompbox.access;

import java.io.IOException;
import java.util.Collections;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.stompbox.access.Sessions.Session;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Makes the caller of a page's cookie the one who asks, where no token is sent. An
 * upgrade by a cookie alone has to say which page it comes from: browsers always do, and
 * whoever does not is no page.
 */
final class SessionFilter extends OncePerRequestFilter {

	private final Authenticator authenticator;

	private final Refusals refusals;

	SessionFilter(Authenticator authenticator, Refusals refusals) {
		this.authenticator = authenticator;
		this.refusals = refusals;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Session session = counts(request) ? find(request, this.authenticator) : null;
		if (session != null && Offered.isUpgrade(request) && request.getHeader("Origin") == null) {
			Refused refused = new Refused(ErrorCode.COOKIE_ALONE,
					"The cookie of a page came without the Origin of a page.",
					"A program sends a token: Authorization: Bearer TOKEN");
			OriginFilter.answer(response, refused);
			this.refusals.refused(request, refused);
			return;
		}
		if (session != null) {
			SecurityContextHolder.getContext()
				.setAuthentication(new PreAuthenticatedAuthenticationToken(session.caller(), "",
						AuthorityUtils.createAuthorityList(session.caller().roles().toArray(String[]::new))));
		}
		chain.doFilter(request, response);
	}

	/** Whether a cookie is what the request goes by. */
	private static boolean counts(HttpServletRequest request) {
		// What SockJS's clients post has no place for a CSRF token.
		boolean posted = request.getRequestURI().startsWith("/sockjs/") && !Offered.isUpgrade(request);
		return !posted && request.getHeader("Authorization") == null && Offered.subprotocol(request) == null
				&& Offered.ticket(request) == null;
	}

	/** Whether the request goes by a cookie, and changes something. */
	static boolean changes(HttpServletRequest request, Authenticator authenticator) {
		return switch (request.getMethod()) {
			case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
			default -> counts(request) && find(request, authenticator) != null;
		};
	}

	/** The session of the request's cookie, or {@code null}. */
	static @Nullable Session find(HttpServletRequest request, Authenticator authenticator) {
		String name = (request.isSecure() ? Sessions.HOST : "") + Sessions.COOKIE + '=';
		for (String header : Collections.list(request.getHeaders("Cookie"))) {
			for (String cookie : header.split(";")) {
				if (cookie.strip().startsWith(name)) {
					Session session = authenticator.sessions().find(cookie.strip().substring(name.length()));
					if (session != null && authenticator.over(session.caller()) == null) {
						return session;
					}
				}
			}
		}
		return null;
	}

}
