package dev.stompbox.access;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose JSON Web Tokens (RFC 7519) are taken. One issuer is written here directly,
 * several under {@code issuers}.
 *
 * @param secret signs by HS256; at least 32 bytes
 * @param publicKey checks signatures: PEM, or a file with it
 * @param jwkSetUri where the issuer's public keys are, which may change (RFC 7517)
 * @param issuer what the claim {@code iss} has to be
 * @param audience of these the claim {@code aud} has to have one
 * @param algorithms what tokens may be signed by; none but these
 * @param clockSkew how far {@code nbf} may lie in the future; {@code exp} is taken as it
 * stands, since connections end at that second
 * @param issuers several of them
 */
@ConfigurationProperties("stompbox.jwt")
public record JwtProperties(@Nullable String secret, @Nullable String publicKey, @Nullable String jwkSetUri,
		@Nullable String issuer, @DefaultValue List<String> audience, @DefaultValue List<String> algorithms,
		@DefaultValue("10s") Duration clockSkew, @DefaultValue List<Issuer> issuers) {

	private static final int SHORTEST_SECRET = 32;

	/**
	 * Checks all that can be without asking an issuer.
	 * @throws IllegalArgumentException naming what is wrong, without a secret
	 */
	public JwtProperties {
		if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofHours(1)) > 0) {
			throw new IllegalArgumentException("stompbox.jwt.clock-skew is from 0 to 1h");
		}
		List<Issuer> all = all(new Issuer(issuer, secret, publicKey, jwkSetUri, audience, algorithms), issuers);
		for (int i = 0; i < all.size(); i++) {
			String place = (all.size() == issuers.size()) ? "stompbox.jwt.issuers[" + i + "]" : "stompbox.jwt";
			check(all.get(i), place, all.size() > 1);
		}
	}

	/**
	 * One issuer of several.
	 *
	 * @param issuer what the claim {@code iss} has to be
	 * @param secret signs by HS256; at least 32 bytes
	 * @param publicKey checks signatures: PEM, or a file with it
	 * @param jwkSetUri where the issuer's public keys are
	 * @param audience of these the claim {@code aud} has to have one
	 * @param algorithms what tokens may be signed by; none but these
	 */
	public record Issuer(@Nullable String issuer, @Nullable String secret, @Nullable String publicKey,
			@Nullable String jwkSetUri, @DefaultValue List<String> audience, @DefaultValue List<String> algorithms) {

		/** Hides the secret from logs. */
		@Override
		public String toString() {
			return "Issuer[issuer=" + this.issuer + "]";
		}

	}

	List<Issuer> all() {
		return all(new Issuer(this.issuer, this.secret, this.publicKey, this.jwkSetUri, this.audience, this.algorithms),
				this.issuers);
	}

	private static List<Issuer> all(Issuer first, List<Issuer> issuers) {
		List<Issuer> all = new ArrayList<>(issuers);
		if (count(first.secret(), first.publicKey(), first.jwkSetUri(), first.issuer()) > 0) {
			all.add(0, first);
		}
		return all;
	}

	private static void check(Issuer issuer, String place, boolean several) {
		if (count(issuer.secret(), issuer.publicKey(), issuer.jwkSetUri()) != 1) {
			throw new IllegalArgumentException(place + " needs one of secret, public-key and jwk-set-uri");
		}
		if (several && count(issuer.issuer()) == 0) {
			throw new IllegalArgumentException(place + " needs an issuer, since there are several");
		}
		String secret = issuer.secret();
		boolean symmetric = count(secret) == 1;
		if (symmetric && String.valueOf(secret).getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
			throw new IllegalArgumentException(place + ".secret has less than " + SHORTEST_SECRET
					+ " bytes, which HS256 needs (RFC 7518 §3.2); make one: openssl rand -base64 48");
		}
		checkKey(issuer, place);
		for (String algorithm : issuer.algorithms()) {
			if (!algorithm.matches(symmetric ? "HS(256|384|512)" : "(RS|PS)(256|384|512)|ES(256|384|512)")) {
				throw new IllegalArgumentException(place + ".algorithms: \"" + algorithm + "\" is none of "
						+ (symmetric ? "HS256, HS384, HS512" : "RS256, PS256, ES256 and their like"));
			}
		}
	}

	private static void checkKey(Issuer issuer, String place) {
		try {
			if (count(issuer.publicKey()) == 1) {
				PublicKeys.read(String.valueOf(issuer.publicKey()));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(place + ".public-key " + ex.getMessage(), ex);
		}
		try {
			if (count(issuer.jwkSetUri()) == 1) {
				address(String.valueOf(issuer.jwkSetUri()));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					place + ".jwk-set-uri: \"" + issuer.jwkSetUri() + "\" is not an address, as https://… is");
		}
	}

	/**
	 * Where keys are fetched from.
	 * @throws IllegalArgumentException when that is nowhere
	 */
	static URL address(String uri) {
		try {
			return URI.create(uri).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException("This is not an address", ex);
		}
	}

	private static int count(@Nullable String... values) {
		int count = 0;
		for (String value : values) {
			count += (value != null && !value.isBlank()) ? 1 : 0;
		}
		return count;
	}

	/** Hides the secret from logs. */
	@Override
	public String toString() {
		return "JwtProperties[issuers=" + all() + "]";
	}

}
