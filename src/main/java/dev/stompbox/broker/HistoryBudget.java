package dev.stompbox.broker;

import java.util.concurrent.atomic.AtomicLong;

/** How much all topics' histories may take together, in bytes, and what they take. */
final class HistoryBudget {

	private final long limit;

	private final AtomicLong taken = new AtomicLong();

	HistoryBudget(long limit) {
		this.limit = limit;
	}

	/** A quarter of the heap. */
	static HistoryBudget ofHeap() {
		return new HistoryBudget(Runtime.getRuntime().maxMemory() / 4);
	}

	/** What idempotency keys may take beside it: a quarter as much. */
	HistoryBudget ofKeys() {
		return new HistoryBudget(this.limit / 4);
	}

	/**
	 * Takes some. Returns by how much that is over the limit; what is, has to be given
	 * back.
	 */
	long take(long bytes) {
		return this.taken.addAndGet(bytes) - this.limit;
	}

	void give(long bytes) {
		this.taken.addAndGet(-bytes);
	}

	long taken() {
		return this.taken.get();
	}

	/**
	 * How much should be forgotten, so that there is room for what comes: topics that are
	 * published to would otherwise pay for those that are not.
	 */
	long excess() {
		long nine = this.limit / 10 * 9;
		return (taken() > nine) ? taken() - this.limit / 10 * 8 : 0;
	}

}
