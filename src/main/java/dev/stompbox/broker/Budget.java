package dev.stompbox.broker;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that several queues may hold together. */
public final class Budget {

	private final AtomicLong taken = new AtomicLong();

	private final long limit;

	/**
	 * @param limit bytes
	 */
	public Budget(long limit) {
		this.limit = limit;
	}

	/** Takes {@code bytes}, if there are as many left. */
	boolean take(long bytes) {
		if (this.taken.addAndGet(bytes) <= this.limit) {
			return true;
		}
		this.taken.addAndGet(-bytes);
		return false;
	}

	void give(long bytes) {
		this.taken.addAndGet(-bytes);
	}

	long limit() {
		return this.limit;
	}

}
