package dev.stompbox.access;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Sessions of web pages: a cookie that scripts cannot read stands for a token. Bounded;
 * kept in memory alone, so that a restart ends them.
 */
public final class Sessions {

	/**
	 * The cookie's name; over TLS with a prefix that ties it to this host (RFC 6265bis).
	 */
	public static final String COOKIE = "stompbox-session";

	/** Before {@link #COOKIE} over TLS. */
	public static final String HOST = "__Host-";

	/** The header in which a page proves that it may read this server's answers. */
	public static final String CSRF_HEADER = "X-CSRF-Token";

	private static final int MOST = 10_000;

	private final Duration life;

	private final Map<String, Session> open = new HashMap<>();

	Sessions(Duration life) {
		this.life = life;
	}

	/**
	 * A session.
	 *
	 * @param id the cookie's value
	 * @param csrf what has to be sent with each request that changes something
	 * @param caller whose it is
	 * @param expires until when: at most as long as the token
	 */
	public record Session(String id, String csrf, Caller caller, Instant expires) {

		/** Hides the cookie from logs. */
		@Override
		public String toString() {
			return "Session[caller=" + this.caller + "]";
		}

	}

	/**
	 * Begins a session.
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when the caller has not proved
	 * who they are, {@link ErrorCode#TOO_MANY_SESSIONS} when too many are open
	 */
	public Session begin(Caller caller) {
		if (!caller.authenticated()) {
			throw new Refused(ErrorCode.UNAUTHENTICATED, "A session is for who proved who they are.",
					"Send a token: Authorization: Bearer TOKEN");
		}
		Instant now = Instant.now();
		Instant end = now.plus(this.life);
		Instant token = caller.credential().expires();
		String id = Secrets.make();
		Session session = new Session(id, Secrets.make(), caller.in(id),
				(token != null && token.isBefore(end)) ? token : end);
		synchronized (this.open) {
			if (this.open.size() >= MOST) {
				this.open.values().removeIf((old) -> !now.isBefore(old.expires));
			}
			if (this.open.size() >= MOST) {
				throw new Refused(ErrorCode.TOO_MANY_SESSIONS, MOST + " sessions of pages are open, as many as may be.",
						"Log out elsewhere, or send the token with each request.")
					.at(String.valueOf(MOST), "stompbox.access.session-time");
			}
			this.open.put(id, session);
		}
		return session;
	}

	/** The session of a cookie, or {@code null}. */
	@Nullable Session find(@Nullable String id) {
		Session session;
		synchronized (this.open) {
			session = this.open.get(id);
		}
		return (session != null && Instant.now().isBefore(session.expires)) ? session : null;
	}

	/** The session that a caller came by. */
	public Optional<Session> of(Caller caller) {
		String id = caller.credential().session();
		return (id != null) ? Optional.ofNullable(find(id)) : Optional.empty();
	}

	/** Ends a caller's session; connections that were opened by it end too. */
	public void end(Caller caller) {
		synchronized (this.open) {
			this.open.remove(String.valueOf(caller.credential().session()));
		}
	}

}
