package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/**
 * How a connection leaves that is asked to, while its client may be in the middle of
 * something: what is being read is done, and answered, and nothing after it is begun.
 *
 * <p>
 * No lock: the reader says that it reads and then looks whether it may, who asks says so
 * and then looks whether somebody reads; one of the two sees the other, and closes.
 */
public final class Leaving {

	private final Connection connection;

	private final Outbox outbox;

	private final Transport transport;

	private volatile boolean reading;

	private volatile @Nullable Closed why;

	Leaving(Connection connection, Outbox outbox, Transport transport) {
		this.connection = connection;
		this.outbox = outbox;
		this.transport = transport;
	}

	/** Whether it is to leave and has not begun to. */
	public boolean isDue() {
		return this.why != null && this.connection.closed() == null;
	}

	/**
	 * Says that what came from the client is about to be handed on: until
	 * {@link #endReading} the connection is not sent away.
	 * @return whether it may be handed on; not when the connection is to leave
	 */
	public boolean beginReading() {
		this.reading = true;
		return !isDue();
	}

	/** Says that it was. */
	public void endReading() {
		this.reading = false;
		if (this.why != null) {
			look();
		}
	}

	/** Asks the connection to leave. Only the first asking counts. */
	void ask(Closed because) {
		if (this.why == null) {
			this.why = because;
		}
		look();
	}

	/** Whether it was asked to leave, or ends in another way. */
	boolean isAsked() {
		return this.why != null || this.connection.closed() != null;
	}

	/** Whether nothing waits to be written. */
	boolean isFlushed() {
		return this.outbox.pending() == 0;
	}

	/** Lets it leave, if it can now. */
	void look() {
		Closed because = this.why;
		if (because == null || this.reading || this.connection.closed() != null) {
			return;
		}
		Receiver edge = this.connection.receiver();
		if (edge == null || !edge.owes()) {
			this.connection.close(because);
			// The client's own goodbye is still to come.
			this.transport.resumeReading();
		}
	}

}
