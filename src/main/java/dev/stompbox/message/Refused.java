package dev.stompbox.message;

/**
 * The server's "no": what happened and why ({@link #getMessage()}), and what to do about
 * it ({@link #hint()}). Edges turn it into a STOMP ERROR, a problem detail or a close; it
 * carries no stack trace, since a refusal is an answer and not a fault.
 */
public final class Refused extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final String hint;

	/**
	 * @param code which refusal
	 * @param detail one sentence: what happened and why
	 * @param hint one sentence: what to do
	 */
	public Refused(ErrorCode code, String detail, String hint) {
		super(detail, null, false, false);
		this.code = code;
		this.hint = hint;
	}

	/** Which refusal. */
	public ErrorCode code() {
		return this.code;
	}

	/** What happened and why. */
	public String detail() {
		return String.valueOf(getMessage());
	}

	/** What to do about it. */
	public String hint() {
		return this.hint;
	}

}
