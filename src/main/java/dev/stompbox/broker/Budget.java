package dev.stompbox.broker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Bytes that several queues may hold together. */
public final class Budget {

	private final AtomicLong taken = new AtomicLong();

	private final long limit;

	private final LongConsumer told;

	/**
	 * @param limit bytes
	 */
	public Budget(long limit) {
		this(limit, (more) -> {
		});
	}

	/**
	 * @param limit bytes
	 * @param told how many bytes more, or less, are taken; maybe under a queue's lock
	 */
	public Budget(long limit, LongConsumer told) {
		this.limit = limit;
		this.told = told;
	}

	/** Takes {@code bytes}, if there are as many left. */
	boolean take(long bytes) {
		long before = this.taken.get();
		while (before + bytes <= this.limit) {
			if (this.taken.compareAndSet(before, before + bytes)) {
				this.told.accept(bytes);
				return true;
			}
			before = this.taken.get();
		}
		return false;
	}

	/** Takes {@code bytes} that are there already, whether there is room or not. */
	void force(long bytes) {
		this.taken.addAndGet(bytes);
		this.told.accept(bytes);
	}

	/** Whether more than half of it is left: for who can wait until there is. */
	boolean hasRoom() {
		return this.taken.get() <= this.limit / 2;
	}

	void give(long bytes) {
		this.taken.addAndGet(-bytes);
		this.told.accept(-bytes);
	}

	long limit() {
		return this.limit;
	}

}
