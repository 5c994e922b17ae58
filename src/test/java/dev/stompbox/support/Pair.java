package dev.stompbox.support;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A publisher and a subscriber who behave, on a thread of their own: one message after
 * the other, each awaited, for as long as it is not closed.
 */
public final class Pair implements AutoCloseable {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private final StompClient publisher;

	private final StompClient subscriber;

	private final Thread thread = new Thread(this::run, "pair");

	private long[] took = new long[1024];

	private int count;

	private volatile boolean over;

	private volatile AssertionError failed;

	/** Begins to talk. */
	public Pair(StompboxServer server) {
		this.publisher = StompClient.anybody(server.port());
		this.subscriber = StompClient.anybody(server.port());
		this.subscriber.subscribe("/topic/demo.pair", "pair");
		this.thread.start();
	}

	private void run() {
		try {
			while (!this.over) {
				long sent = System.nanoTime();
				this.publisher.send("SEND", Long.toString(sent), "destination:/topic/demo.pair");
				String text = this.subscriber.message().text();
				if (!text.equals(Long.toString(sent))) {
					throw new AssertionError(text + " came in place of " + sent);
				}
				add(System.nanoTime() - sent);
				LockSupport.parkNanos(PAUSE);
			}
		}
		catch (AssertionError ex) {
			this.failed = ex;
		}
	}

	private synchronized void add(long nanos) {
		if (this.count == this.took.length) {
			this.took = Arrays.copyOf(this.took, this.count * 2);
		}
		this.took[this.count++] = nanos;
	}

	/**
	 * How long messages took since it was asked last.
	 *
	 * @param messages how many
	 * @param p50 half of them were faster, ms
	 * @param p99 all but one of a hundred were, ms
	 */
	public record Took(int messages, double p50, double p99) {
	}

	/**
	 * How many messages came since it was asked how long they took. Throws as that does.
	 */
	public synchronized int count() {
		if (this.failed != null) {
			throw this.failed;
		}
		return this.count;
	}

	/** Forgets how long messages took. Throws when one did not come. */
	public synchronized Took took() {
		if (this.failed != null) {
			throw this.failed;
		}
		long[] all = Arrays.copyOf(this.took, this.count);
		Arrays.sort(all);
		this.count = 0;
		return (all.length == 0) ? new Took(0, 0, 0)
				: new Took(all.length, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6);
	}

	@Override
	public void close() {
		this.over = true;
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(40));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.publisher.close();
		this.subscriber.close();
	}

}
