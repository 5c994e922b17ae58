package dev.stompbox.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.TopicPattern;

/**
 * What a caller's credentials say beyond who they are. Never a secret. Immutable, but for
 * what the rules remember of the caller.
 */
public final class Credential {

	private final @Nullable Instant expires;

	private final @Nullable String id;

	private final @Nullable String session;

	private final Map<Action, List<TopicPattern>> grants;

	private final Map<String, Set<String>> claims;

	/** What the rules remember; theirs alone. */
	volatile @Nullable Memory memory;

	/**
	 * @param expires when they end, or {@code null} for never
	 * @param id the token's id, or what tells a key from others; {@code null} for none
	 * @param session the page's session that they came by, or {@code null}
	 * @param grants patterns that they grant by themselves
	 * @param claims what a token says, by name; a list's values one by one
	 */
	Credential(@Nullable Instant expires, @Nullable String id, @Nullable String session,
			Map<Action, List<TopicPattern>> grants, Map<String, Set<String>> claims) {
		this.expires = expires;
		this.id = id;
		this.session = session;
		this.grants = Map.copyOf(grants);
		this.claims = Map.copyOf(claims);
	}

	/** Nothing is said. One for each caller, since rules remember things with it. */
	static Credential none() {
		return new Credential(null, null, null, Map.of(), Map.of());
	}

	/** The same by way of a page's session. */
	Credential in(String asSession) {
		return new Credential(this.expires, this.id, asSession, this.grants, this.claims);
	}

	/** When they end, or {@code null} for never. */
	public @Nullable Instant expires() {
		return this.expires;
	}

	@Nullable String id() {
		return this.id;
	}

	@Nullable String session() {
		return this.session;
	}

	List<TopicPattern> grants(Action action) {
		return this.grants.getOrDefault(action, List.of());
	}

	Map<String, Set<String>> claims() {
		return this.claims;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Credential that && Objects.equals(this.expires, that.expires)
				&& Objects.equals(this.id, that.id) && Objects.equals(this.session, that.session)
				&& this.grants.equals(that.grants) && this.claims.equals(that.claims);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.expires, this.id, this.session);
	}

	/** What may be in a log: not what the token says. */
	@Override
	public String toString() {
		return "Credential[expires=" + this.expires + "]";
	}

}
