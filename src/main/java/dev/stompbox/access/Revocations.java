package dev.stompbox.access;

import java.io.IOException;
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
 * Bounded. Kept in memory, and in a file where there is one.
 */
public final class Revocations {

	private static final int MOST = 10_000;

	private final Map<Revoked, Instant> all = new ConcurrentHashMap<>();

	private final InstantSource clock;

	private final @Nullable RevocationFile file;

	/**
	 * Begins with what is in the file.
	 * @param clock says when a time is over
	 * @param file where they survive a restart; {@code null} for nowhere
	 * @throws UnusableRevocationsException when the file cannot be read
	 */
	Revocations(InstantSource clock, @Nullable RevocationFile file) {
		this.clock = clock;
		this.file = file;
		if (file != null) {
			this.all.putAll(file.read());
		}
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

	/** Whether a restart leaves them as they are. */
	public boolean surviveRestart() {
		return this.file != null;
	}

	/**
	 * Takes something back, at once. When it returns, a restart leaves it so where there
	 * is a file.
	 * @param until when it may come back; {@code null} for when it is {@link #forgive
	 * forgiven}
	 * @throws Refused {@link ErrorCode#BAD_REQUEST} for the operator,
	 * {@link ErrorCode#TOO_MANY_SESSIONS} when the list is full,
	 * {@link ErrorCode#NOT_WRITTEN} when it is taken back until the next start alone
	 */
	public synchronized void revoke(Revoked what, @Nullable Instant until) {
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
		Instant end = (until != null) ? until : Instant.MAX;
		this.all.put(what, end);
		write(what, end, "It is taken back, and stays out until this server ends.");
	}

	/**
	 * Takes something off the list. Returns whether it was on it.
	 * @throws Refused {@link ErrorCode#NOT_WRITTEN} when it stays on it
	 */
	public synchronized boolean forgive(Revoked what) {
		Instant until = this.all.remove(what);
		if (until == null) {
			return false;
		}
		try {
			write(what, null, "It is still taken back.");
		}
		catch (Refused ex) {
			this.all.put(what, until);
			throw ex;
		}
		return true;
	}

	private void write(Revoked what, @Nullable Instant until, String so) {
		if (this.file == null) {
			return;
		}
		try {
			Instant now = this.clock.instant();
			this.all.values().removeIf((end) -> !now.isBefore(end));
			this.file.write(what, until, this.all);
		}
		catch (IOException ex) {
			throw new Refused(ErrorCode.NOT_WRITTEN,
					so + " The file of revocations cannot be written: " + RevocationFile.why(ex),
					"Make room for it, or let the server write there, and do the same again.")
				.at(String.valueOf(this.file.path()), "stompbox.access.revocations-file");
		}
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
