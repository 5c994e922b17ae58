package dev.stompbox.store;

import java.io.IOException;

/** A file of the log is not what was written to it. */
public final class DamagedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final long position;

	DamagedException(String what, long position) {
		super(what);
		this.position = position;
	}

	DamagedException(String what, long position, Throwable cause) {
		super(what, cause);
		this.position = position;
	}

	/** Where in the file, bytes from its start. */
	public long position() {
		return this.position;
	}

}
