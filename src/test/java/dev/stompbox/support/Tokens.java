package dev.stompbox.support;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import tools.jackson.databind.json.JsonMapper;

/**
 * JSON Web Tokens (RFC 7519), good and forged, made by hand so that they are as wrong as
 * a test wants them.
 */
public final class Tokens {

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	private Tokens() {
	}

	/** SHA-256 of a text, in hex. */
	public static String sha256(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Claims: names and values in turn; an {@link Instant} is a number of seconds. */
	public static Map<String, Object> claims(Object... entries) {
		Map<String, Object> claims = new LinkedHashMap<>();
		for (int i = 0; i < entries.length; i += 2) {
			Object value = entries[i + 1];
			claims.put((String) entries[i], (value instanceof Instant at) ? at.getEpochSecond() : value);
		}
		return claims;
	}

	/** A token signed by HS256 with these bytes. */
	public static String hs256(byte[] secret, Map<String, Object> claims) {
		return hmac(Map.of("alg", "HS256", "typ", "JWT"), secret, claims);
	}

	/** A token of the header given, signed by HMAC with SHA-256. */
	public static String hmac(Map<String, Object> header, byte[] secret, Map<String, Object> claims) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			String signed = part(header) + '.' + part(claims);
			return signed + '.' + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/** A token of the header given, signed by RSA with SHA-256. */
	public static String rs256(Map<String, Object> header, PrivateKey key, Map<String, Object> claims) {
		return signed("SHA256withRSA", header, key, claims);
	}

	/** A token signed by ES256 (RFC 7518 §3.4). */
	public static String es256(PrivateKey key, Map<String, Object> claims) {
		return signed("SHA256withECDSAinP1363Format", Map.of("alg", "ES256"), key, claims);
	}

	private static String signed(String algorithm, Map<String, Object> header, PrivateKey key,
			Map<String, Object> claims) {
		try {
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			String signed = part(header) + '.' + part(claims);
			signature.update(signed.getBytes(StandardCharsets.US_ASCII));
			return signed + '.' + BASE64.encodeToString(signature.sign());
		}
		catch (GeneralSecurityException ex) {
			throw new AssertionError(ex);
		}
	}

	/** A token that nobody signed. */
	public static String unsigned(Map<String, Object> header, Map<String, Object> claims) {
		return part(header) + '.' + part(claims) + '.';
	}

	private static String part(Map<String, Object> json) {
		return BASE64.encodeToString(JsonMapper.shared().writeValueAsBytes(json));
	}

}
