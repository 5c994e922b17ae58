package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * The server's "no": what happened and why ({@link #getMessage()}), and what to do about
 * it ({@link #hint()}). Edges turn it into a STOMP ERROR, a problem detail or a close; it
 * carries no stack trace, since a refusal is an answer and not a fault.
 */
public final class Refused extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final String hint;

	private final @Nullable String limit;

	private final @Nullable String property;

	/**
	 * @param code which refusal
	 * @param detail one sentence: what happened and why
	 * @param hint one sentence: what to do
	 */
	public Refused(ErrorCode code, String detail, String hint) {
		this(code, detail, hint, null, null);
	}

	private Refused(ErrorCode code, String detail, String hint, @Nullable String limit, @Nullable String property) {
		super(detail, null, false, false);
		this.code = code;
		this.hint = hint;
		this.limit = limit;
		this.property = property;
	}

	/**
	 * This refusal, with the limit that was hit.
	 * @param limit the limit, as a person writes it
	 * @param property the property that changes it
	 */
	public Refused at(String limit, String property) {
		return new Refused(this.code, detail(), this.hint, limit, property);
	}

	/** Which refusal. */
	public ErrorCode code() {
		return this.code;
	}

	/** What happened and why. */
	public String detail() {
		return String.valueOf(getMessage());
	}

	/** The limit that was hit, or {@code null}. */
	public @Nullable String limit() {
		return this.limit;
	}

	/** The property that changes the limit, or {@code null}. */
	public @Nullable String property() {
		return this.property;
	}

	/** What to do about it. */
	public String hint() {
		return this.hint;
	}

}
