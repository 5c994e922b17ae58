package dev.stompbox.access;

/**
 * The file of revocations is not what the server wrote, so that it does not start: it
 * would let in again whoever was taken back.
 */
public final class UnusableRevocationsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** With the file and the line in {@code message}. */
	UnusableRevocationsException(String message, Exception cause) {
		super(message, cause);
	}

}
