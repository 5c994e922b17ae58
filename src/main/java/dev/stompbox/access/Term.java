package dev.stompbox.access;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.TopicPattern;

/**
 * Whom a rule means: one entry of its {@code subscribe}, {@code publish} or
 * {@code manage}.
 */
sealed interface Term {

	/** Everybody, with credentials or without. */
	record Anyone() implements Term {
	}

	/** Everybody who proved who they are. */
	record Authenticated() implements Term {
	}

	/** Those who have a role. */
	record Role(String name) implements Term {
	}

	/** One caller. */
	record User(String name) implements Term {
	}

	/** The caller whose name is the {@code number}th word that a wildcard matched. */
	record Word(int number) implements Term {
	}

	/** Those whose token has a claim, and, where there is one, with this value. */
	record Claim(String name, @Nullable String value) implements Term {
	}

	/**
	 * Reads a term.
	 * @throws IllegalArgumentException when it is none
	 */
	static Term parse(String text) {
		int colon = text.indexOf(':');
		String rest = text.substring(colon + 1);
		if (colon < 0 || rest.isBlank()) {
			return switch (text) {
				case "anyone" -> new Anyone();
				case "authenticated" -> new Authenticated();
				default -> throw unknown(text);
			};
		}
		return switch (text.substring(0, colon)) {
			case "role" -> new Role(rest);
			case "user" -> user(rest);
			case "claim" -> claim(rest);
			default -> throw unknown(text);
		};
	}

	private static Term user(String name) {
		if (!name.startsWith("{")) {
			return new User(name);
		}
		if (!name.matches("\\{[1-9]}")) {
			throw new IllegalArgumentException(
					"\"user:" + name + "\": between the braces is a number from 1 to 9, that of a wildcard's word");
		}
		return new Word(name.charAt(1) - '0');
	}

	private static Term claim(String text) {
		int equals = text.indexOf('=');
		return (equals < 0) ? new Claim(text, null) : new Claim(text.substring(0, equals), text.substring(equals + 1));
	}

	private static IllegalArgumentException unknown(String text) {
		return new IllegalArgumentException("\"" + text
				+ "\" is none of anyone, authenticated, role:NAME, user:NAME, user:{1}, claim:NAME, claim:NAME=VALUE");
	}

	/**
	 * What of a rule's topics it grants to a caller: patterns that together match exactly
	 * that.
	 */
	default List<TopicPattern> granted(TopicPattern match, Caller caller) {
		if (this instanceof Word word) {
			return caller.authenticated() ? CapturedWord.of(match, word.number(), caller.name()) : List.of();
		}
		return holds(caller) ? List.of(match) : List.of();
	}

	private boolean holds(Caller caller) {
		if (this instanceof Anyone) {
			return true;
		}
		if (this instanceof Role role) {
			return caller.roles().contains(role.name());
		}
		if (this instanceof User user) {
			return caller.authenticated() && caller.name().equals(user.name());
		}
		if (this instanceof Claim claim) {
			Set<String> values = caller.credential().claims().getOrDefault(claim.name(), Set.of());
			return (claim.value() != null) ? values.contains(claim.value())
					: !values.isEmpty() && !values.equals(Set.of("false"));
		}
		return caller.authenticated();
	}

	/** As it is written in the configuration. */
	default String text() {
		if (this instanceof Role role) {
			return "role:" + role.name();
		}
		if (this instanceof User user) {
			return "user:" + user.name();
		}
		if (this instanceof Word word) {
			return "user:{" + word.number() + '}';
		}
		if (this instanceof Claim claim) {
			return "claim:" + claim.name() + ((claim.value() != null) ? '=' + claim.value() : "");
		}
		return (this instanceof Anyone) ? "anyone" : "authenticated";
	}

}
