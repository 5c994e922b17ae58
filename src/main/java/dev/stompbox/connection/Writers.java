package dev.stompbox.connection;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that drain outboxes filled outside a {@link Burst}, and do what must not be
 * done under a topic's lock. Their queue is bounded by the number of connections: an
 * outbox is handed over once until it is drained.
 */
final class Writers implements AutoCloseable {

	private final ExecutorService threads;

	Writers(int count) {
		AtomicInteger number = new AtomicInteger();
		this.threads = Executors.newFixedThreadPool(count, (task) -> {
			Thread thread = new Thread(task, "stompbox-writer-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		});
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
	}

}
