package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.TopicPattern;

/**
 * One entry of {@code stompbox.access.keys}: who it is, and how it is proved.
 *
 * @param name the caller's name
 * @param hash SHA-256 of the secret, or {@code null} for none
 * @param certificate the common name of the client certificate, or {@code null}
 * @param roles what the caller is
 * @param grants patterns that it grants by itself
 * @param id tells it from all that are not quite the same, and says nothing of the secret
 */
record ApiKey(String name, byte @Nullable [] hash, @Nullable String certificate, Set<String> roles,
		Map<Action, List<TopicPattern>> grants, String id) {

	/** What a bearer token consists of (RFC 6750 §2.1). */
	private static final String BEARER = "[A-Za-z0-9._~+/-]+=*";

	/**
	 * Reads a key.
	 * @throws IllegalArgumentException naming what is wrong, without a secret
	 */
	static ApiKey of(int index, AccessProperties.Key key) {
		String place = "stompbox.access.keys[" + index + "]";
		if (!CallerNames.free(key.name())) {
			throw new IllegalArgumentException(
					place + ".name: \"" + CallerNames.shown(key.name()) + "\" is not one. " + CallerNames.RULE);
		}
		byte[] hash = hash(key, place);
		Map<Action, List<TopicPattern>> grants = Map.of(Action.SUBSCRIBE,
				patterns(key.subscribe(), place + ".subscribe"), Action.PUBLISH,
				patterns(key.publish(), place + ".publish"));
		String all = HexFormat.of().formatHex((hash != null) ? hash : new byte[0]) + key.certificate()
				+ List.of(key.name(), key.roles(), key.subscribe(), key.publish());
		return new ApiKey(key.name(), hash, key.certificate(), Set.copyOf(key.roles()), grants,
				HexFormat.of().formatHex(sha256(all), 0, 8));
	}

	private static byte @Nullable [] hash(AccessProperties.Key key, String place) {
		boolean secret = key.secret() != null && !key.secret().isBlank();
		boolean hashed = key.secretSha256() != null && !key.secretSha256().isBlank();
		boolean certificate = key.certificate() != null && !key.certificate().isBlank();
		if ((secret ? 1 : 0) + (hashed ? 1 : 0) + (certificate ? 1 : 0) != 1) {
			throw new IllegalArgumentException(
					place + " (" + key.name() + ") needs one of secret, secret-sha256 and certificate");
		}
		if (secret && !String.valueOf(key.secret()).matches(BEARER)) {
			throw new IllegalArgumentException(place + ".secret (" + key.name()
					+ ") has a character that a token cannot have. It is of letters, digits and - . _ ~ + /");
		}
		if (secret) {
			return sha256(String.valueOf(key.secret()));
		}
		if (!hashed) {
			return null;
		}
		if (!String.valueOf(key.secretSha256()).matches("[0-9a-fA-F]{64}")) {
			throw new IllegalArgumentException(place + ".secret-sha256 (" + key.name()
					+ ") is not 64 hex digits, as of: printf %s SECRET | sha256sum");
		}
		return HexFormat.of().parseHex(String.valueOf(key.secretSha256()).toLowerCase(Locale.ROOT));
	}

	private static List<TopicPattern> patterns(List<String> texts, String key) {
		return IntStream.range(0, texts.size())
			.mapToObj((i) -> Rule.pattern(texts.get(i), key + "[" + i + "]"))
			.toList();
	}

	static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/** The caller who proved to have it. */
	Caller caller(Caller.Proof proof, @Nullable Instant until) {
		return new Caller(this.name, proof, this.roles, new Credential(until, this.id, null, this.grants, Map.of()));
	}

}
