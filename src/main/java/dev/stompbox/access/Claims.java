package dev.stompbox.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.TokenReader.BadToken;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/** What a JSON Web Token that is good says of its caller. */
final class Claims {

	/** More of one thing no honest token has. */
	private static final int MOST = 200;

	/** The claims that have a meaning of their own, and are none for rules. */
	private static final Set<String> OWN = Set.of("sub", "roles", "subscribe", "publish", "exp", "nbf", "iat", "jti");

	private Claims() {
	}

	/**
	 * The caller.
	 * @param claims as they are in the token; moments as {@link Instant}
	 * @throws BadToken when one of those that matter is missing or cannot be read
	 */
	static Caller caller(Map<String, Object> claims) throws BadToken {
		Object name = claims.get("sub");
		if (!(name instanceof String sub) || !CallerNames.free(sub)) {
			boolean operator = Caller.OPERATOR.equals(name) && roles(claims).contains(Caller.OPERATOR);
			if (!operator) {
				throw new BadToken("its claim sub is no name for a caller. " + CallerNames.RULE);
			}
		}
		Instant expires = (claims.get("exp") instanceof Instant at) ? at : null;
		if (expires != null && !expires.isAfter(Instant.now())) {
			throw new BadToken("it has expired");
		}
		String id = (claims.get("jti") instanceof String jti) ? jti : null;
		Map<Action, List<TopicPattern>> grants = Map.of(Action.SUBSCRIBE, patterns(claims, "subscribe"), Action.PUBLISH,
				patterns(claims, "publish"));
		return new Caller(String.valueOf(name), Caller.Proof.JWT, roles(claims),
				new Credential(expires, id, null, grants, forRules(claims)));
	}

	private static Set<String> roles(Map<String, Object> claims) throws BadToken {
		return Set.copyOf(words(claims, "roles"));
	}

	private static List<TopicPattern> patterns(Map<String, Object> claims, String name) throws BadToken {
		List<TopicPattern> patterns = new ArrayList<>();
		for (String text : words(claims, name)) {
			try {
				patterns.add(TopicPattern.parse(text));
			}
			catch (Refused ex) {
				throw new BadToken("its claim " + name + " has what is no pattern: " + ex.detail());
			}
		}
		return List.copyOf(patterns);
	}

	/** A list of texts, or one text of words. */
	private static Set<String> words(Map<String, Object> claims, String name) throws BadToken {
		Set<String> words = new LinkedHashSet<>();
		Object claim = claims.get(name);
		if (claim instanceof String text && !text.isBlank()) {
			words.addAll(List.of(text.strip().split("[ ,]+")));
		}
		else if (claim instanceof Collection<?> list) {
			list.forEach((each) -> words.add(String.valueOf(each)));
		}
		if (words.size() > MOST) {
			throw new BadToken("its claim " + name + " has more than " + MOST + " entries");
		}
		return words;
	}

	private static Map<String, Set<String>> forRules(Map<String, Object> claims) {
		Map<String, Set<String>> flat = new HashMap<>();
		claims.forEach((name, value) -> {
			if (!OWN.contains(name)) {
				add(flat, name, value);
			}
		});
		return flat;
	}

	/** An object's claims are named with a dot: {@code realm_access.roles}. */
	private static void add(Map<String, Set<String>> flat, String name, @Nullable Object value) {
		if (flat.size() >= MOST || value == null) {
			return;
		}
		if (value instanceof Map<?, ?> object) {
			object.forEach((key, inner) -> add(flat, name + '.' + key, inner));
		}
		else if (value instanceof Collection<?> list) {
			Set<String> texts = new LinkedHashSet<>();
			list.stream().limit(MOST).forEach((each) -> texts.add(text(each)));
			flat.put(name, Set.copyOf(texts));
		}
		else {
			flat.put(name, Set.of(text(value)));
		}
	}

	private static String text(@Nullable Object value) {
		return (value instanceof Instant at) ? String.valueOf(at.getEpochSecond()) : String.valueOf(value);
	}

}
