package dev.stompbox.message;

/**
 * Every refusal that a client can meet, with its stable code, its HTTP status and its
 * title. The page {@code /errors} documents the codes; once published, a code keeps its
 * meaning.
 */
public enum ErrorCode {

	/** RabbitMQ, to which this server passes messages on, cannot be reached. */
	BROKER_UNREACHABLE("SB-103", 503, "Message broker not reachable"),
	/** RabbitMQ does not take the login that this server has for it. */
	BROKER_LOGIN_REFUSED("SB-104", 503, "Message broker refused the login"),
	/** RabbitMQ refused what was passed on to it. */
	BROKER_REFUSED("SB-105", 502, "Message broker refused"),
	/** The server has no such thing yet. */
	NOT_AVAILABLE("SB-110", 501, "Not available in this version"),
	/** The server failed where it should not have. */
	INTERNAL("SB-111", 500, "Internal error"),
	/** The configuration, read again, cannot be used. */
	BAD_SETTINGS("SB-102", 422, "Settings cannot be used"),
	/** The server is going away, and lets nobody in. */
	GOING_AWAY("SB-120", 503, "Going away"),
	/** The token, key or passcode is not known, or the call needs one. */
	UNAUTHENTICATED("SB-201", 401, "Not authenticated"),
	/** The page that makes the request comes from an origin that is not allowed. */
	ORIGIN_REFUSED("SB-202", 403, "Origin not allowed"),
	/** The token's time is over. */
	TOKEN_EXPIRED("SB-203", 401, "Token expired"),
	/** As many wrong tokens as are allowed came from an address. */
	TOO_MANY_GUESSES("SB-204", 429, "Too many wrong tokens"),
	/** The caller, the key or the token was taken back. */
	REVOKED("SB-205", 401, "Taken back"),
	/** A new token for a connection is another caller's. */
	ANOTHER_CALLER("SB-206", 403, "Another caller's token"),
	/** A page's session is over. */
	SESSION_OVER("SB-207", 401, "Session over"),
	/** A request by cookie does not prove that it comes from the page. */
	CSRF("SB-208", 403, "CSRF token missing or wrong"),
	/** As many tickets, sessions or revocations as are kept are in use. */
	TOO_MANY_SESSIONS("SB-209", 429, "Too many at once"),
	/** An upgrade by cookie does not say which page it comes from. */
	COOKIE_ALONE("SB-210", 403, "Cookie without an Origin"),
	/** What was taken back could not be written down. */
	NOT_WRITTEN("SB-211", 503, "Not written"),
	/** A right was lost while it was used. */
	RIGHT_LOST("SB-402", 403, "No longer permitted"),
	/** The caller may not do this to that topic or to this server. */
	FORBIDDEN("SB-401", 403, "Not permitted"),
	/** A message, or a request's body, is larger than the limit. */
	MESSAGE_TOO_BIG("SB-301", 413, "Message too big"),
	/** As many connections as are allowed are open. */
	TOO_MANY_CONNECTIONS("SB-304", 503, "Too many connections"),
	/** As many subscriptions as one connection may have are open. */
	TOO_MANY_SUBSCRIPTIONS("SB-305", 429, "Too many subscriptions"),
	/** As many topics as the server keeps are in use. */
	TOO_MANY_TOPICS("SB-306", 429, "Too many topics"),
	/** A frame's header block is too long or has too many headers. */
	HEADERS_TOO_BIG("SB-307", 431, "Headers too big"),
	/** CONNECT did not come in time. */
	CONNECT_TIMEOUT("SB-309", 408, "CONNECT did not come in time"),
	/** A batch has more messages than are taken at once. */
	BATCH_TOO_BIG("SB-311", 413, "Batch too big"),
	/** A queue holds as much as it may. */
	QUEUE_FULL("SB-314", 429, "Queue full"),
	/** As many queues as the server keeps are in use. */
	TOO_MANY_QUEUES("SB-315", 429, "Too many queues"),
	/** A connection's open transactions are too many or too big. */
	TRANSACTION_TOO_BIG("SB-316", 413, "Transaction too big"),
	/** A message was handed out as often as it may be, and nobody acknowledged it. */
	UNDELIVERABLE("SB-317", 500, "Message given up"),
	/** A request's headers, or its body, did not come in time. */
	REQUEST_TIMEOUT("SB-318", 408, "Request did not come in time"),
	/** As many connections as one address may have are open. */
	TOO_MANY_FROM_ADDRESS("SB-319", 429, "Too many connections from one address"),
	/** As many connections as one caller may have are open. */
	TOO_MANY_OF_CALLER("SB-320", 429, "Too many connections of one caller"),
	/** An address opens connections faster than it may. */
	TOO_FAST("SB-321", 429, "Too many connections in a short time"),
	/** A caller opened and lost too many connections right after one another. */
	HELD_OFF("SB-322", 429, "Held off"),
	/** More is published to a topic per second than its rule has it. */
	PUBLISH_RATE("SB-327", 429, "Published too fast"),
	/** Too many requests of one address are under way. */
	TOO_MANY_REQUESTS("SB-329", 429, "Too many requests at once"),
	/** A pattern or a queue has no position to begin at. */
	NO_POSITION("SB-340", 400, "No position to begin at"),
	/** Not all messages since a position are kept any more. */
	NOT_RECOVERED("SB-341", 410, "Messages were missed"),
	/** The disk of the log is full. */
	STORE_FULL("SB-350", 507, "Disk full"),
	/** The log on disk is not written to any more. */
	STORE_FAILED("SB-351", 503, "Log on disk failed"),
	/** More is to be written than the disk takes. */
	STORE_BUSY("SB-352", 503, "Disk too slow"),
	/** The log on disk cannot be opened: the server does not start. */
	STORE_UNUSABLE("SB-353", 503, "Log on disk cannot be used"),
	/** The frame's command is not one of STOMP's client commands. */
	UNKNOWN_COMMAND("SB-501", 400, "Unknown command"),
	/** The bytes are not a STOMP frame. */
	MALFORMED_FRAME("SB-502", 400, "Malformed frame"),
	/** A header that the frame needs is missing or has no usable value. */
	BAD_HEADER("SB-503", 400, "Missing or bad header"),
	/** The frame is right, but not at this point of the conversation. */
	WRONG_STATE("SB-504", 400, "Wrong state"),
	/** The name is not a topic, a pattern or a destination. */
	BAD_TOPIC("SB-505", 400, "Bad topic name"),
	/** Client and server share no STOMP version. */
	UNKNOWN_VERSION("SB-506", 400, "No common STOMP version"),
	/**
	 * There is already a subscription with this id on the connection, or there is none.
	 */
	SUBSCRIPTION_ID("SB-507", 400, "Subscription id"),
	/** The request's parameters or body cannot be read. */
	BAD_REQUEST("SB-508", 400, "Bad request"),
	/** There is nothing at this address. */
	NOT_FOUND("SB-509", 404, "Not found"),
	/** The address takes WebSocket upgrades only, or another method. */
	WRONG_METHOD("SB-510", 405, "Method not allowed"),
	/** A plain request to an address that takes WebSocket upgrades only. */
	UPGRADE_REQUIRED("SB-511", 426, "WebSocket upgrade required"),
	/** An acknowledgement of a message that does not wait for one of this client. */
	NOT_IN_FLIGHT("SB-512", 400, "Not waiting for this acknowledgement"),
	/** There is no such transaction on the connection, or there is one already. */
	TRANSACTION("SB-513", 400, "Transaction");

	private final String code;

	private final int status;

	private final String title;

	ErrorCode(String code, int status, String title) {
		this.code = code;
		this.status = status;
		this.title = title;
	}

	/**
	 * The refusal with this stable code.
	 * @throws IllegalArgumentException when there is none
	 */
	public static ErrorCode of(String code) {
		for (ErrorCode each : values()) {
			if (each.code.equals(code)) {
				return each;
			}
		}
		throw new IllegalArgumentException("There is no code " + code);
	}

	/** The stable code, {@code SB-} and three digits. */
	public String code() {
		return this.code;
	}

	/** The HTTP status that goes with it. */
	public int status() {
		return this.status;
	}

	/** What it is, in a few words. */
	public String title() {
		return this.title;
	}

}
