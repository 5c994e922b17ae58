package dev.stompbox.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The loops, and what becomes of their clients. Until {@link #settled}, a client that is
 * closed is the end of it all; afterwards it is counted.
 */
final class Crew implements Client.Listener, AutoCloseable {

	private static final long PATIENCE_SECONDS = 30;

	/** Different reasons are kept up to so many. */
	private static final int REASONS = 20;

	private final List<Loop> loops = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicReference<@Nullable BenchFailure> failure = new AtomicReference<>();

	private final Map<String, Integer> closings = new TreeMap<>();

	private final AtomicInteger ready = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private volatile boolean settled;

	Crew(Plan plan) {
		try {
			for (int i = 0; i < plan.wire().threads(); i++) {
				int publishers = Math.max(1, plan.publishers());
				Loop loop = new Loop(new Tally(plan.share() * publishers, publishers, plan.payload()), this::broken);
				this.loops.add(loop);
				Thread thread = new Thread(loop, "bench-" + i);
				thread.setDaemon(true);
				this.threads.add(thread);
			}
		}
		catch (IOException ex) {
			throw new BenchFailure(SocketTrouble.explain(ex, null));
		}
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	Loop loop(int index) {
		return this.loops.get(index % this.loops.size());
	}

	List<Loop> loops() {
		return this.loops;
	}

	/** Runs {@code task} with each loop, on its thread, and waits until all are done. */
	void each(Consumer<Loop> task) {
		CountDownLatch done = new CountDownLatch(this.loops.size());
		for (Loop loop : this.loops) {
			loop.execute(() -> {
				task.accept(loop);
				done.countDown();
			});
		}
		try {
			for (int i = 0; i < PATIENCE_SECONDS && !done.await(1, TimeUnit.SECONDS); i++) {
				check();
			}
			if (done.getCount() > 0) {
				throw new BenchFailure("The load generator itself does not get on.");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BenchFailure("Interrupted.");
		}
	}

	/** From now on a connection may be closed without ending everything. */
	void settled() {
		this.settled = true;
	}

	/**
	 * Asks whether all is well.
	 * @throws BenchFailure when it is not
	 */
	void check() {
		BenchFailure failed = this.failure.get();
		if (failed != null) {
			throw failed;
		}
	}

	private void broken(Throwable ex) {
		this.failure.compareAndSet(null,
				(ex instanceof BenchFailure known) ? known : new BenchFailure("The load generator failed: " + ex));
	}

	@Override
	public void ready() {
		this.ready.incrementAndGet();
	}

	@Override
	public void closed(String why) {
		if (!this.settled) {
			int others = this.ready.get();
			this.failure.compareAndSet(null, new BenchFailure(
					(others > 0) ? why + "\n" + others + " connections were ready before that." : why));
			return;
		}
		this.closed.incrementAndGet();
		synchronized (this.closings) {
			String reason = (this.closings.size() < REASONS || this.closings.containsKey(why)) ? why : "other reasons";
			this.closings.merge(reason, 1, Integer::sum);
		}
	}

	/** Clients that are or were ready. */
	int readyCount() {
		return this.ready.get();
	}

	/** Clients that were closed since it settled. */
	int closedCount() {
		return this.closed.get();
	}

	/** Why clients were closed, and how many for each reason. */
	Map<String, Integer> closings() {
		synchronized (this.closings) {
			return new TreeMap<>(this.closings);
		}
	}

	long received() {
		long sum = 0;
		for (Loop loop : this.loops) {
			sum += loop.tally().seenReceived();
		}
		return sum;
	}

	/** When the last message came, of {@link System#nanoTime()}. */
	long lastReceived() {
		long last = this.loops.get(0).tally().seenLast();
		for (Loop loop : this.loops) {
			last = Math.max(last, loop.tally().seenLast());
		}
		return last;
	}

	@Override
	public void close() {
		this.settled = true;
		this.loops.forEach(Loop::close);
		for (Thread thread : this.threads) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

}
