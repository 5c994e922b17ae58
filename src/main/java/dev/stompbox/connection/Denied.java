package dev.stompbox.connection;

/**
 * Why a client is not let in now.
 *
 * @param code the stable code
 * @param status the HTTP status
 * @param title the code in a few words
 * @param detail what happened and why, one sentence
 * @param limit the limit, as a person writes it
 * @param property the property that changes it
 * @param retryAfter after how many seconds it may try again
 */
public record Denied(String code, int status, String title, String detail, String limit, String property,
		int retryAfter) {

	/** What the client, or the operator, can do. */
	public String hint() {
		if (this.code.equals(CloseReason.GOING_AWAY.code())) {
			return "Come back in " + this.retryAfter + " s, to this server or another that takes its place.";
		}
		return "Try again in " + this.retryAfter + " s, or raise " + this.property + '.';
	}

}
