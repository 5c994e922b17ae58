package dev.stompbox.connection;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads that drain outboxes filled outside a {@link Burst}, and do what must not be
 * done under a topic's lock. Their queue is bounded by the number of connections: an
 * outbox is handed over once until it is drained.
 */
final class Writers implements AutoCloseable {

	/** How many help at once: the thread that filled the outboxes has a core already. */
	private static final int HELPERS = Runtime.getRuntime().availableProcessors() - 1;

	private final ExecutorService threads;

	/** Takes a task when a thread of it is idle, and drops it otherwise. */
	private final ExecutorService helpers;

	Writers(int count) {
		AtomicInteger number = new AtomicInteger();
		this.threads = Executors.newFixedThreadPool(count, (task) -> {
			Thread thread = new Thread(task, "stompbox-writer-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
		this.helpers = new ThreadPoolExecutor(0, Math.max(1, HELPERS), 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "stompbox-helper");
					thread.setDaemon(true);
					return thread;
				}, new ThreadPoolExecutor.DiscardPolicy());
	}

	/**
	 * Drains many outboxes, with the cores' help where there are several; returns when
	 * that is done.
	 */
	void drain(List<Outbox> outboxes, Consumer<Outbox> drain) {
		if (HELPERS > 0) {
			Spread.drain(outboxes, drain, this.helpers, HELPERS);
		}
		else {
			outboxes.forEach(drain);
		}
	}

	void execute(Runnable task) {
		try {
			this.threads.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The server is going down: whoever waits is told so by its socket's end.
		}
	}

	@Override
	public void close() {
		this.threads.shutdown();
		this.helpers.shutdown();
	}

}
