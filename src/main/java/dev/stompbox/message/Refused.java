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

	private final Advice advice;

	private record Advice(@Nullable String limit, @Nullable String property, int retryAfter) {

		private static final Advice NONE = new Advice(null, null, 0);

	}

	/**
	 * @param code which refusal
	 * @param detail one sentence: what happened and why
	 * @param hint one sentence: what to do
	 */
	public Refused(ErrorCode code, String detail, String hint) {
		this(code, detail, hint, Advice.NONE);
	}

	private Refused(ErrorCode code, String detail, String hint, Advice advice) {
		super(detail, null, false, false);
		this.code = code;
		this.hint = hint;
		this.advice = advice;
	}

	/**
	 * This refusal, with the limit that was hit.
	 * @param limit the limit, as a person writes it
	 * @param property the property that changes it
	 */
	public Refused at(String limit, String property) {
		return new Refused(this.code, detail(), this.hint, new Advice(limit, property, this.advice.retryAfter()));
	}

	/**
	 * This refusal, with when it is worth asking again.
	 * @param seconds in so many
	 */
	public Refused retryAfter(int seconds) {
		return new Refused(this.code, detail(), this.hint,
				new Advice(this.advice.limit(), this.advice.property(), seconds));
	}

	/** In how many seconds it is worth asking again; 0 when that is not known. */
	public int retryAfter() {
		return this.advice.retryAfter();
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
		return this.advice.limit();
	}

	/** The property that changes the limit, or {@code null}. */
	public @Nullable String property() {
		return this.advice.property();
	}

	/** What to do about it. */
	public String hint() {
		return this.hint;
	}

}
