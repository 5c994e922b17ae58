package dev.stompbox.access;

import java.io.IOException;
import java.security.Principal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes the {@link Caller} that Spring Security found the request's principal, so that
 * controllers and WebSocket sessions ask {@code getPrincipal()} and need to know nothing
 * of Spring Security.
 */
final class CallerFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (authentication != null && authentication.getPrincipal() instanceof Caller caller) {
			chain.doFilter(new WithCaller(request, caller), response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private static final class WithCaller extends HttpServletRequestWrapper {

		private final Caller caller;

		WithCaller(HttpServletRequest request, Caller caller) {
			super(request);
			this.caller = caller;
		}

		@Override
		public @Nullable Principal getUserPrincipal() {
			return this.caller;
		}

	}

}
