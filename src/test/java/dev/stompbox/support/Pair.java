package dev.stompbox.support;

import java.util.Arrays;

/**
 * A publisher and a subscriber who behave, in a process of their own: one message after
 * the other, each awaited, for as long as it is not closed.
 */
public final class Pair implements AutoCloseable {

	private final NodeScript script;

	private double[] took = new double[1024];

	private int count;

	private volatile AssertionError failed;

	/** Begins to talk. */
	public Pair(StompboxServer server) {
		this.script = NodeScript.start(NodeScript.HOME.resolve("pair.mjs"), String.valueOf(server.port()));
		Thread reader = new Thread(this::read, "pair");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try {
			while (true) {
				String line = this.script.line();
				if (!line.matches("[\\d.]+")) {
					throw new AssertionError("The pair that behaves: " + line);
				}
				add(Double.parseDouble(line));
			}
		}
		catch (AssertionError ex) {
			this.failed = ex;
		}
	}

	private synchronized void add(double millis) {
		if (this.count == this.took.length) {
			this.took = Arrays.copyOf(this.took, this.count * 2);
		}
		this.took[this.count++] = millis;
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
		double[] all = Arrays.copyOf(this.took, this.count);
		Arrays.sort(all);
		this.count = 0;
		return (all.length == 0) ? new Took(0, 0, 0)
				: new Took(all.length, all[all.length / 2], all[all.length * 99 / 100]);
	}

	@Override
	public void close() {
		this.script.close();
	}

}
