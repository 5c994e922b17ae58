package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param reason why
 * @param code the stable code; that of the reason, or a more exact one
 * @param detail what exactly happened, one sentence without secrets
 * @param limit the limit that was hit, as a person writes it, or {@code null}
 * @param property the property that changes the limit, or {@code null}
 * @param reconnectAfter after how many ms the client may come back, or -1 when that is
 * not said
 */
public record Closed(CloseReason reason, String code, String detail, @Nullable String limit, @Nullable String property,
		long reconnectAfter) {

	/** An end of which it is not said when the client may come back. */
	public Closed(CloseReason reason, String code, String detail, @Nullable String limit, @Nullable String property) {
		this(reason, code, detail, limit, property, -1);
	}

	/** An end that no limit was part of. */
	public static Closed of(CloseReason reason, String detail) {
		return new Closed(reason, reason.code(), detail, null, null);
	}

	/**
	 * The server goes away, and this client may come back after {@code reconnectAfter}
	 * ms; the sentence says so too, for clients that only see the reason of a close.
	 */
	static Closed goingAway(long reconnectAfter) {
		return new Closed(CloseReason.GOING_AWAY, CloseReason.GOING_AWAY.code(),
				"The server is going away; reconnect after " + reconnectAfter + " ms", null, null, reconnectAfter);
	}

	/** An end because a limit was hit. */
	public static Closed limit(CloseReason reason, String detail, String limit, String property) {
		return new Closed(reason, reason.code(), detail, limit, property);
	}

	/**
	 * What the client is told with the close frame: code and cause; cut to fit where it
	 * is written.
	 */
	public String said() {
		return (this.reason == CloseReason.NORMAL) ? "" : this.code + ' ' + this.detail;
	}

}
