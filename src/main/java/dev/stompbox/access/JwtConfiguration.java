package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

import dev.stompbox.access.TokenReader.BadToken;

/** Spring Security's and Nimbus' checks of JSON Web Tokens, as the configuration says. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JwtProperties.class)
class JwtConfiguration {

	@Bean
	TokenReader tokenReader(JwtProperties properties) {
		return reader(properties);
	}

	/**
	 * Reads the tokens of these issuers.
	 * @throws IllegalArgumentException when a key cannot be read
	 */
	static TokenReader reader(JwtProperties properties) {
		List<Known> issuers = new ArrayList<>();
		for (JwtProperties.Issuer issuer : properties.all()) {
			issuers.add(known(issuer, properties));
		}
		return issuers.isEmpty() ? TokenReader.NONE : (token, mayWait) -> read(issuers, token, mayWait);
	}

	/**
	 * An issuer that tokens are taken from.
	 *
	 * @param issuer the claim {@code iss}, or {@code null} when it is the only one
	 * @param patient fetches keys where it has to
	 * @param atHand takes the keys that are there
	 */
	private record Known(@Nullable String issuer, JwtDecoder patient, JwtDecoder atHand) {
	}

	private static Known known(JwtProperties.Issuer issuer, JwtProperties properties) {
		OAuth2TokenValidator<Jwt> validator = validator(issuer, properties);
		if (isSet(issuer.jwkSetUri())) {
			Set<JWSAlgorithm> algorithms = new HashSet<>();
			issuer.algorithms().forEach((name) -> algorithms.add(JWSAlgorithm.parse(name)));
			if (algorithms.isEmpty()) {
				algorithms.add(JWSAlgorithm.RS256);
			}
			FetchedKeys keys = fetched(String.valueOf(issuer.jwkSetUri()));
			return new Known(issuer.issuer(),
					decoder(new JWSVerificationKeySelector<>(algorithms, keys.patient()), validator),
					decoder(new JWSVerificationKeySelector<>(algorithms, keys.atHand()), validator));
		}
		boolean secret = isSet(issuer.secret());
		Key key = secret ? new SecretKeySpec(String.valueOf(issuer.secret()).getBytes(StandardCharsets.UTF_8), "HMAC")
				: PublicKeys.read(String.valueOf(issuer.publicKey()));
		String algorithm = !issuer.algorithms().isEmpty() ? issuer.algorithms().get(0)
				: secret ? "HS256" : (key instanceof ECPublicKey) ? "ES256" : "RS256";
		JwtDecoder decoder = decoder(new SingleKeyJWSKeySelector<>(JWSAlgorithm.parse(algorithm), key), validator);
		return new Known(issuer.issuer(), decoder, decoder);
	}

	private static FetchedKeys fetched(String uri) {
		FetchedKeys keys = new FetchedKeys(JwtProperties.address(uri));
		keys.prefetch();
		return keys;
	}

	private static JwtDecoder decoder(JWSKeySelector<SecurityContext> keys, OAuth2TokenValidator<Jwt> validator) {
		DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
		processor.setJWSKeySelector(keys);
		processor.setJWSTypeVerifier(
				new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
		processor.setJWTClaimsSetVerifier((claims, context) -> {
			// Spring's validators look at the claims.
		});
		NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
		decoder.setJwtValidator(validator);
		return decoder;
	}

	private static OAuth2TokenValidator<Jwt> validator(JwtProperties.Issuer issuer, JwtProperties properties) {
		List<OAuth2TokenValidator<Jwt>> all = new ArrayList<>();
		all.add(new JwtTimestampValidator(properties.clockSkew()));
		if (isSet(issuer.issuer())) {
			all.add(new JwtIssuerValidator(String.valueOf(issuer.issuer())));
		}
		if (!issuer.audience().isEmpty()) {
			all.add(new JwtClaimValidator<List<String>>("aud",
					(audience) -> audience != null && audience.stream().anyMatch(issuer.audience()::contains)));
		}
		return new DelegatingOAuth2TokenValidator<>(all);
	}

	private static Caller read(List<Known> issuers, String token, boolean mayWait) throws BadToken {
		Known issuer = (issuers.size() == 1) ? issuers.get(0) : issuerOf(issuers, token);
		try {
			Jwt jwt = (mayWait ? issuer.patient : issuer.atHand).decode(token);
			return Claims.caller(jwt.getClaims());
		}
		catch (JwtException ex) {
			throw new BadToken(String.valueOf(ex.getMessage()));
		}
	}

	/** By what the token says of itself, which is checked with everything else then. */
	private static Known issuerOf(List<Known> issuers, String token) throws BadToken {
		try {
			String named = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
			return issuers.stream()
				.filter((issuer) -> issuer.issuer != null && issuer.issuer.equals(named))
				.findFirst()
				.orElseThrow(() -> new BadToken("its claim iss is none of those in stompbox.jwt.issuers"));
		}
		catch (ParseException ex) {
			throw new BadToken("it cannot be read");
		}
	}

	private static boolean isSet(@Nullable String value) {
		return value != null && !value.isBlank();
	}

}
