package dev.stompbox.connection;

/**
 * Every reason for which a connection ends: the WebSocket close code (RFC 6455 §7.4;
 * 4000–4999 are the application's), the stable {@code SB-} code, and one sentence for the
 * operator.
 */
public enum CloseReason {

	/** The client said goodbye, or an exchange is complete. */
	NORMAL(1000, "SB-000", "The connection ended normally"),
	/** The server is going down; reconnect after a moment. */
	GOING_AWAY(1001, "SB-120", "The server is going away"),
	/** The bytes are not RFC 6455. */
	WEBSOCKET_ERROR(1002, "SB-312", "The client broke the WebSocket protocol"),
	/** Text to an endpoint for binary, or the other way round. */
	WRONG_KIND(1003, "SB-310", "The client sent a kind of message that this endpoint does not take"),
	/** The client's end of the socket went away without a goodbye. */
	GONE(1006, "SB-001", "The client went away without saying goodbye"),
	/** A compressed message is not DEFLATE. */
	NOT_DEFLATE(1007, "SB-318", "The client sent a compressed message that cannot be read"),
	/** A text message is not UTF-8. */
	BAD_UTF8(1007, "SB-313", "The client sent text that is not UTF-8"),
	/** A person cut it off. */
	CUT(1008, "SB-121", "An operator cut the connection"),
	/** A message is larger than the limit. */
	TOO_BIG(1009, "SB-301", "The client sent a message over the limit"),
	/** The server failed. */
	INTERNAL(1011, "SB-111", "The server failed on this connection"),
	/**
	 * As many connections as are allowed are open, or what is needed is away; try later.
	 */
	TRY_LATER(1013, "SB-304", "The server could not serve the client at that moment"),
	/** A frame that is not STOMP, or not at this point. */
	PROTOCOL_ERROR(4400, "SB-500", "The client broke the STOMP protocol"),
	/** Unknown credentials. */
	UNAUTHENTICATED(4401, "SB-201", "The client's credentials are not known"),
	/** Something the caller may not do. */
	FORBIDDEN(4403, "SB-401", "The caller tried what is not permitted"),
	/** Nothing was heard for too long. */
	SILENT(4408, "SB-308", "Nothing was heard from the client for too long"),
	/** More was waiting to be sent than the outbox holds. */
	SLOW(4413, "SB-302", "The client read too slowly"),
	/** Too much of something. */
	TOO_MANY(4429, "SB-305", "The client asked for too much");

	private final int webSocketCode;

	private final String code;

	private final String sentence;

	CloseReason(int webSocketCode, String code, String sentence) {
		this.webSocketCode = webSocketCode;
		this.code = code;
		this.sentence = sentence;
	}

	/** The WebSocket close code. */
	public int webSocketCode() {
		return this.webSocketCode;
	}

	/** The stable code. */
	public String code() {
		return this.code;
	}

	/** What happened, for the operator, without a full stop. */
	public String sentence() {
		return this.sentence;
	}

	/**
	 * Whether it is what an operator wants to hear of: not a client that came and went as
	 * clients do.
	 */
	public boolean notable() {
		return this != NORMAL && this != GONE && this != GOING_AWAY;
	}

}
