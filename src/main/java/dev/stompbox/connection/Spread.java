package dev.stompbox.connection;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Drains many outboxes at once, on as many cores as have nothing better to do. Whoever
 * filled them takes part, and goes on when all are drained, so that a publisher is not
 * ahead of its subscribers by more than a burst. An outbox is drained by one thread at a
 * time, so nobody's order is touched.
 */
final class Spread {

	/** Fewer are drained sooner than a thread is woken. */
	static final int WORTH_IT = 64;

	/** How many one thread takes at a time. */
	private static final int SHARE = 16;

	private static final int SPINS = 1000;

	private static final int OVER = -1;

	private final List<Outbox> touched;

	private final Consumer<Outbox> drain;

	private final AtomicInteger next = new AtomicInteger();

	/** How many help, or {@link #OVER} when nobody may begin to any more. */
	private final AtomicInteger helpers = new AtomicInteger();

	private Spread(List<Outbox> touched, Consumer<Outbox> drain) {
		this.touched = touched;
		this.drain = drain;
	}

	/**
	 * Drains {@code touched}, and returns when that is done.
	 * @param touched is not changed meanwhile
	 * @param cores runs helpers, each on a thread of its own, and refuses when all are
	 * busy
	 * @param most how many may help
	 */
	static void drain(List<Outbox> touched, Consumer<Outbox> drain, Executor cores, int most) {
		Spread spread = new Spread(touched, drain);
		int wanted = Math.min(most, touched.size() / WORTH_IT);
		for (int i = 0; i < wanted; i++) {
			cores.execute(spread::help);
		}
		spread.work();
		spread.end();
	}

	private void help() {
		int helping = this.helpers.get();
		while (helping != OVER && !this.helpers.compareAndSet(helping, helping + 1)) {
			helping = this.helpers.get();
		}
		if (helping != OVER) {
			try {
				work();
			}
			finally {
				this.helpers.decrementAndGet();
			}
		}
	}

	private void work() {
		int size = this.touched.size();
		int from = this.next.getAndAdd(SHARE);
		while (from < size) {
			for (int i = from; i < Math.min(size, from + SHARE); i++) {
				this.drain.accept(this.touched.get(i));
			}
			from = this.next.getAndAdd(SHARE);
		}
	}

	/** Waits for helpers at their last share, who hardly ever take longer than a spin. */
	private void end() {
		for (int spins = 0; !this.helpers.compareAndSet(0, OVER); spins++) {
			if (spins < SPINS) {
				Thread.onSpinWait();
			}
			else {
				LockSupport.parkNanos(20_000);
			}
		}
	}

}
