package dev.stompbox.access;

import java.io.IOException;
import java.security.cert.X509Certificate;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.preauth.x509.SubjectX500PrincipalExtractor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Makes the common name of a client certificate the caller who asks, where nothing else
 * is sent. That the certificate is good TLS has found before
 * ({@code server.ssl.client-auth}).
 */
final class CertificateFilter extends OncePerRequestFilter {

	private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

	private final SubjectX500PrincipalExtractor names = new SubjectX500PrincipalExtractor();

	private final Authenticator authenticator;

	CertificateFilter(Authenticator authenticator) {
		this.authenticator = authenticator;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		Caller caller = (SecurityContextHolder.getContext().getAuthentication() == null) ? caller(request) : null;
		if (caller != null) {
			SecurityContextHolder.getContext()
				.setAuthentication(new PreAuthenticatedAuthenticationToken(caller, "",
						AuthorityUtils.createAuthorityList(caller.roles().toArray(String[]::new))));
		}
		chain.doFilter(request, response);
	}

	private @Nullable Caller caller(HttpServletRequest request) {
		if (!request.isSecure() || !(request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] certificates)
				|| certificates.length == 0) {
			return null;
		}
		return this.authenticator.ofCertificate(String.valueOf(this.names.extractPrincipal(certificates[0])),
				certificates[0].getNotAfter().toInstant());
	}

}
