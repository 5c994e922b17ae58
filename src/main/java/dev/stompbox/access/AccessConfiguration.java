package dev.stompbox.access;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.cors.CorsConfiguration;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Guards every request, upgrades included: where it comes from, and whose token it
 * carries.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ AccessProperties.class, RuleProperties.class })
class AccessConfiguration {

	/** What the page may load and talk to; nothing from other hosts, nothing inline. */
	private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; "
			+ "connect-src 'self'; img-src 'self' blob:; media-src 'self' blob:; worker-src 'self' blob:; "
			+ "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

	/**
	 * A request's attribute that says that who judges it must not wait for anything: what
	 * is refused for that is asked again where waiting does no harm.
	 */
	private static final String MUST_NOT_WAIT = "stompbox.must-not-wait";

	private static final List<String> CORS_METHODS = List.of("GET", "POST", "DELETE", "OPTIONS");

	@Bean
	OperatorToken operatorToken(AccessProperties properties) {
		return OperatorToken.of(properties.token());
	}

	@Bean
	Authenticator authenticator(OperatorToken token, AccessProperties properties, TokenReader reader) {
		return new Authenticator(token.value(), properties.access(), reader);
	}

	@Bean
	AccessRules accessPolicy(RuleProperties properties) {
		return new AccessRules(properties.rules());
	}

	@Bean
	OriginPolicy originPolicy(AccessProperties properties, ServerProperties server) {
		InetAddress address = server.getAddress();
		return new OriginPolicy(properties.access().allowedOrigins(), address != null && address.isLoopbackAddress());
	}

	/**
	 * For upgrades: the same questions, and none of the filters that are about pages,
	 * sessions and forms.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SecurityFilterChain upgradeGuard(HttpSecurity http, OriginPolicy origins, Authenticator authenticator,
			ObjectProvider<Refusals> refusals) throws Exception {
		return asked(http, origins, authenticator, refusals)
			.securityMatcher((request) -> "websocket".equalsIgnoreCase(request.getHeader("Upgrade")))
			.csrf(AbstractHttpConfigurer::disable)
			.sessionManagement(AbstractHttpConfigurer::disable)
			.securityContext(AbstractHttpConfigurer::disable)
			.exceptionHandling(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable)
			.servletApi(AbstractHttpConfigurer::disable)
			.anonymous(AbstractHttpConfigurer::disable)
			.build();
	}

	@Bean
	SecurityFilterChain guard(HttpSecurity http, OriginPolicy origins, Authenticator authenticator,
			ObjectProvider<Refusals> refusals) throws Exception {
		return asked(http, origins, authenticator, refusals)
			.csrf((csrf) -> csrf.csrfTokenRepository(new PageTokens(authenticator))
				.csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
				.requireCsrfProtectionMatcher((request) -> SessionFilter.changes(request, authenticator)))
			.exceptionHandling((handling) -> handling.accessDeniedHandler((request, response, ex) -> forged(request,
					response, refusals.getIfAvailable(() -> Refusals.UNHEARD))))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.cors((cors) -> cors.configurationSource((request) -> cors(request, origins)))
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.headers((headers) -> headers.contentSecurityPolicy((csp) -> csp.policyDirectives(CONTENT_SECURITY_POLICY))
				.frameOptions(FrameOptionsConfig::deny)
				.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
			.build();
	}

	/** Nobody reads an observation of each of its filters, and each costs a request. */
	@Bean
	SecurityObservationSettings securityObservations() {
		return SecurityObservationSettings.noObservations();
	}

	// Every request is let through to the broker, which judges by topic.
	private static HttpSecurity asked(HttpSecurity http, OriginPolicy origins, Authenticator authenticator,
			ObjectProvider<Refusals> refusals) {
		Refusals told = refusals.getIfAvailable(() -> Refusals.UNHEARD);
		BearerTokenResolver header = new DefaultBearerTokenResolver();
		return http.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.oauth2ResourceServer((bearer) -> bearer.bearerTokenResolver((request) -> offered(request, header))
				.authenticationManagerResolver((request) -> manager(authenticator, request))
				.authenticationEntryPoint((request, response, ex) -> {
					Refused refused = refusalIn(ex);
					response.setHeader(
							(refused.code() == ErrorCode.TOO_MANY_GUESSES) ? "Retry-After" : "WWW-Authenticate",
							(refused.code() == ErrorCode.TOO_MANY_GUESSES) ? "60" : "Bearer");
					OriginFilter.answer(response, refused);
					told.refused(request, refused);
				}))
			.addFilterAfter(new OriginFilter(origins, told), SecurityContextHolderFilter.class)
			.addFilterBefore(new SessionFilter(authenticator, told), CsrfFilter.class)
			.addFilterAfter(new CertificateFilter(authenticator), BearerTokenAuthenticationFilter.class)
			.addFilterAfter(new CallerFilter(), AuthorizationFilter.class);
	}

	/** From the request's header, else from its subprotocols or its address. */
	private static @Nullable String offered(HttpServletRequest request, BearerTokenResolver header) {
		String token = header.resolve(request);
		if (token == null) {
			token = Offered.subprotocol(request);
		}
		return (token != null) ? token : Offered.ticket(request);
	}

	private static boolean byTicket(HttpServletRequest request) {
		return request.getHeader("Authorization") == null && Offered.subprotocol(request) == null;
	}

	private static AuthenticationManager manager(Authenticator authenticator, HttpServletRequest request) {
		boolean mayWait = request.getAttribute(MUST_NOT_WAIT) == null;
		if (!byTicket(request)) {
			return (authentication) -> authenticated(authentication,
					(token) -> authenticator.authenticate(token, request.getRemoteAddr(), mayWait));
		}
		if (!mayWait) {
			// It would be used up when the upgrade then goes the long way.
			throw new IllegalStateException("A ticket is looked at once");
		}
		return (authentication) -> authenticated(authentication, authenticator::redeem);
	}

	private static Authentication authenticated(Authentication authentication, Function<String, Caller> callers) {
		try {
			Caller caller = callers.apply(((BearerTokenAuthenticationToken) authentication).getToken());
			return new PreAuthenticatedAuthenticationToken(caller, "",
					AuthorityUtils.createAuthorityList(caller.roles().toArray(String[]::new)));
		}
		catch (Refused ex) {
			throw new InvalidBearerTokenException(ex.detail(), ex);
		}
	}

	private static void forged(HttpServletRequest request, HttpServletResponse response, Refusals told)
			throws IOException {
		Refused refused = new Refused(ErrorCode.CSRF,
				"A request by cookie that changes something has to prove that it comes from the page.",
				"Send the \"csrf\" of GET /api/session as " + Sessions.CSRF_HEADER
						+ ", or a token in place of the cookie.");
		OriginFilter.answer(response, refused);
		told.refused(request, refused);
	}

	/** The CSRF tokens of pages' sessions, which come and go with these. */
	private record PageTokens(Authenticator authenticator) implements CsrfTokenRepository {

		@Override
		public CsrfToken generateToken(HttpServletRequest request) {
			// Nobody is told of it, so that nothing fits.
			return new DefaultCsrfToken(Sessions.CSRF_HEADER, "_csrf", Secrets.make());
		}

		@Override
		public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
			// It is the session's.
		}

		@Override
		public @Nullable CsrfToken loadToken(HttpServletRequest request) {
			Sessions.Session session = SessionFilter.find(request, this.authenticator);
			return (session != null) ? new DefaultCsrfToken(Sessions.CSRF_HEADER, "_csrf", session.csrf()) : null;
		}

	}

	private static Refused refusalIn(Exception ex) {
		return (ex.getCause() instanceof Refused refused) ? refused : new Refused(ErrorCode.UNAUTHENTICATED,
				"The Authorization header holds no usable token.", "Send it as: Authorization: Bearer TOKEN");
	}

	private static CorsConfiguration cors(HttpServletRequest request, OriginPolicy origins) {
		CorsConfiguration cors = new CorsConfiguration();
		String origin = request.getHeader("Origin");
		if (origin != null && origins.allows(origin, request.getHeader("Host"))) {
			cors.setAllowedOrigins(List.of(origin));
			cors.setAllowedMethods(CORS_METHODS);
			cors.addAllowedHeader(CorsConfiguration.ALL);
			// SockJS clients ask in this way whether there are cookies or not; there are
			// none.
			cors.setAllowCredentials(request.getRequestURI().startsWith("/sockjs/"));
		}
		return cors;
	}

}
