package dev.stompbox.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all outboxes hold together, in steps of {@link #STEP}: who keeps up never has so
 * much waiting, and costs nothing here. When it is over the limit, somebody is called to
 * close those that hold most.
 */
final class OutboxTotal {

	/** What is not counted of each outbox, at most. */
	private static final int STEP_BITS = 16;

	static final long STEP = 1L << STEP_BITS;

	/** No limit. */
	static final OutboxTotal UNLIMITED = new OutboxTotal(Long.MAX_VALUE, () -> {
	});

	private final LongAdder steps = new LongAdder();

	private final long most;

	private final Runnable whenOver;

	private final AtomicBoolean called = new AtomicBoolean();

	/**
	 * @param most bytes
	 * @param whenOver run once each time that there is more, under an outbox's lock; has
	 * to say {@link #relieved} when it has done what it can
	 */
	OutboxTotal(long most, Runnable whenOver) {
		this.most = most;
		this.whenOver = whenOver;
	}

	/**
	 * Notes that an outbox which held {@code before} steps holds {@code bytes} now;
	 * returns how many steps that are.
	 */
	long moved(long before, long bytes) {
		long steps = bytes >> STEP_BITS;
		if (steps != before) {
			this.steps.add(steps - before);
			if (steps > before && bytes() > this.most && this.called.compareAndSet(false, true)) {
				this.whenOver.run();
			}
		}
		return steps;
	}

	/** Lets the next that goes over the limit call again. */
	void relieved() {
		this.called.set(false);
	}

	/** What is counted. */
	long bytes() {
		return this.steps.sum() << STEP_BITS;
	}

	long most() {
		return this.most;
	}

}
