package dev.stompbox.bench;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Says how far it is while it runs: one line that is written again and again where
 * somebody watches it, else a line every few seconds. Holds nobody up: most calls do
 * nothing.
 */
final class Progress {

	private static final long AGAIN_NANOS = 200_000_000;

	private static final long LINE_NANOS = 5_000_000_000L;

	private static final int WIDTH = 78;

	private final PrintWriter out;

	private final boolean terminal;

	private final boolean quiet;

	private long next = System.nanoTime();

	private boolean shown;

	private String lastPhase = "";

	private double lastSeconds;

	private long lastReceived;

	private double rate;

	/**
	 * @param out where to
	 * @param terminal whether a line can be written again there
	 * @param quiet whether to say nothing at all
	 */
	Progress(PrintWriter out, boolean terminal, boolean quiet) {
		this.out = out;
		this.terminal = terminal;
		this.quiet = quiet;
	}

	void connecting(int ready, int all) {
		if (due()) {
			say(String.format(Locale.ROOT, "connecting: %,d of %,d", ready, all));
		}
	}

	void holding(int connections, double secondsLeft) {
		if (due()) {
			say(String.format(Locale.ROOT, "holding %,d connections: %.0f s to go", connections,
					Math.max(0, secondsLeft)));
		}
	}

	/**
	 * Deliveries so far, and how many per second since it was last said.
	 */
	void measuring(String phase, double seconds, long received) {
		if (!due()) {
			return;
		}
		if (!phase.equals(this.lastPhase)) {
			this.lastPhase = phase;
			this.lastSeconds = 0;
			this.lastReceived = 0;
		}
		if (seconds > this.lastSeconds) {
			this.rate = (received - this.lastReceived) / (seconds - this.lastSeconds);
			this.lastSeconds = seconds;
			this.lastReceived = received;
		}
		say(String.format(Locale.ROOT, "%s: %.0f s, %,d deliveries, %,.0f per second", phase, seconds, received,
				this.rate));
	}

	private boolean due() {
		return !this.quiet && System.nanoTime() - this.next >= 0;
	}

	private void say(String text) {
		this.next = System.nanoTime() + (this.terminal ? AGAIN_NANOS : LINE_NANOS);
		if (this.terminal) {
			this.out.printf("\r%-" + WIDTH + "s", text);
			this.shown = true;
		}
		else {
			this.out.println(text);
		}
		this.out.flush();
	}

	/** Takes the line away, so that what follows begins on a clean one. */
	void end() {
		if (this.shown) {
			this.out.printf("\r%" + WIDTH + "s\r", "");
			this.out.flush();
			this.shown = false;
		}
	}

}
