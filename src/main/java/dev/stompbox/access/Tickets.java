package dev.stompbox.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Tickets: each lets its caller in once, within seconds, where a client can send nothing
 * but an address. Bounded; kept in memory alone.
 */
public final class Tickets {

	private static final int MOST = 10_000;

	private final Duration life;

	private final Map<String, Ticket> open = new LinkedHashMap<>();

	Tickets(Duration life) {
		this.life = life;
	}

	/**
	 * A ticket.
	 *
	 * @param ticket what is sent as {@code ?ticket=}
	 * @param caller whom it lets in
	 * @param expires until when
	 */
	public record Ticket(String ticket, Caller caller, Instant expires) {

		/** Hides the ticket from logs. */
		@Override
		public String toString() {
			return "Ticket[caller=" + this.caller + "]";
		}

	}

	/**
	 * Makes a ticket for a caller.
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when they have not proved who
	 * they are, {@link ErrorCode#TOO_MANY_SESSIONS} when too many tickets wait to be used
	 */
	public Ticket issue(Caller caller) {
		if (!caller.authenticated()) {
			throw new Refused(ErrorCode.UNAUTHENTICATED, "A ticket is for who proved who they are.",
					"Send a token: Authorization: Bearer TOKEN");
		}
		Instant now = Instant.now();
		Ticket ticket = new Ticket(Secrets.make(), caller, now.plus(this.life));
		synchronized (this.open) {
			// All live equally long, so that the oldest ends first.
			this.open.values().removeIf((old) -> this.open.size() >= MOST && !now.isBefore(old.expires));
			if (this.open.size() >= MOST) {
				throw new Refused(ErrorCode.TOO_MANY_SESSIONS, MOST + " tickets wait to be used, as many as may.",
						"Try again in " + this.life.toSeconds() + " s.")
					.at(String.valueOf(MOST), "stompbox.access.ticket-time");
			}
			this.open.put(ticket.ticket, ticket);
		}
		return ticket;
	}

	/**
	 * The caller of a ticket, which is used up by this.
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when there is none, or it is over
	 */
	Caller redeem(String text) {
		Ticket ticket;
		synchronized (this.open) {
			ticket = this.open.remove(text);
		}
		if (ticket == null || !Instant.now().isBefore(ticket.expires)) {
			throw new Refused(ErrorCode.UNAUTHENTICATED, "This ticket is not known here, or was used.",
					"Each is good once, for " + this.life.toSeconds() + " s. Get another: POST /api/tickets");
		}
		return ticket.caller;
	}

}
