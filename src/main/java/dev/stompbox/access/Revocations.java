package dev.stompbox.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What was taken back before its time: callers by name, keys by name, tokens by their id.
 * Bounded; kept in memory alone.
 */
public final class Revocations {

	private static final int MOST = 10_000;

	private final Map<Revoked, Instant> all = new ConcurrentHashMap<>();

	private final InstantSource clock;

	/**
	 * @param clock says when a time is over
	 */
	Revocations(InstantSource clock) {
		this.clock = clock;
	}

	/** What is taken back. */
	public enum Kind {

		/** A caller, however they prove who they are. */
		NAME,
		/** An API key, and who has the certificate that it stands for. */
		KEY,
		/** A token, by its claim {@code jti}. */
		TOKEN_ID;

		/** As it is written in JSON. */
		public String key() {
			return (this == TOKEN_ID) ? "tokenId" : name().toLowerCase(Locale.ROOT);
		}

	}

	/** One thing that is taken back. */
	public record Revoked(Kind kind, String value) {
	}

	/**
	 * Takes something back, at once.
	 * @param until when it may come back; {@code null} for when it is {@link #forgive
	 * forgiven}
	 * @throws Refused {@link ErrorCode#BAD_REQUEST} for the operator,
	 * {@link ErrorCode#TOO_MANY_SESSIONS} when the list is full
	 */
	public void revoke(Revoked what, @Nullable Instant until) {
		if (what.value.equals(Caller.OPERATOR) && what.kind == Kind.NAME) {
			throw new Refused(ErrorCode.BAD_REQUEST, "The operator cannot be taken back: nobody could undo it.",
					"Start the server with another token.");
		}
		if (this.all.size() >= MOST) {
			Instant now = this.clock.instant();
			this.all.values().removeIf((end) -> !now.isBefore(end));
		}
		if (this.all.size() >= MOST && !this.all.containsKey(what)) {
			throw new Refused(ErrorCode.TOO_MANY_SESSIONS, MOST + " things are taken back, as many as may be.",
					"Say until when (the token's exp), so that they leave the list by themselves.");
		}
		this.all.put(what, (until != null) ? until : Instant.MAX);
	}

	/** Takes something off the list. Returns whether it was on it. */
	public boolean forgive(Revoked what) {
		return this.all.remove(what) != null;
	}

	/** What is on the list, with its end; {@link Instant#MAX} for none. */
	public List<Map.Entry<Revoked, Instant>> list() {
		return this.all.entrySet()
			.stream()
			.filter((entry) -> this.clock.instant().isBefore(entry.getValue()))
			.map((entry) -> Map.entry(entry.getKey(), entry.getValue()))
			.toList();
	}

	boolean covers(Caller caller) {
		if (this.all.isEmpty() || caller.proof() == Caller.Proof.NONE || caller.proof() == Caller.Proof.TOKEN) {
			return false;
		}
		String id = caller.credential().id();
		boolean byKey = caller.proof() == Caller.Proof.KEY
				|| (caller.proof() == Caller.Proof.CERTIFICATE && id != null);
		return has(Kind.NAME, caller.name()) || (byKey && has(Kind.KEY, caller.name()))
				|| (caller.proof() == Caller.Proof.JWT && id != null && has(Kind.TOKEN_ID, id));
	}

	private boolean has(Kind kind, String value) {
		Instant until = this.all.get(new Revoked(kind, value));
		return until != null && this.clock.instant().isBefore(until);
	}

}
