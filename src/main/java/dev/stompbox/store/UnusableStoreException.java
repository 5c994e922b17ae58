package dev.stompbox.store;

import java.io.IOException;

/** The log on disk cannot be opened, so that the server does not start. */
public final class UnusableStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean damaged;

	/** Since {@code why}. */
	public UnusableStoreException(IOException why) {
		super(Reason.of(why), why);
		this.damaged = why instanceof DamagedException;
	}

	/** Whether a file is not what was written to it. */
	public boolean isDamaged() {
		return this.damaged;
	}

}
