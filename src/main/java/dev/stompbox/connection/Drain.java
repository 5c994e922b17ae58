package dev.stompbox.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The server's going away: nobody is let in any more, and who is in leaves, a few at a
 * time over a window, each told after which time of its own to come back.
 *
 * <p>
 * Lock: its monitor, for its few fields; connections are closed outside of it.
 */
public final class Drain {

	/** So few leave at once, and need not wait for the window. */
	static final int FEW = 10;

	/** For so long a client has to answer a close, once nothing waits for it any more. */
	private static final long GOODBYE = TimeUnit.SECONDS.toNanos(2);

	/** From the first to the last close, at most. */
	public static final Duration LONGEST = Duration.ofMinutes(10);

	private final Supplier<Collection<Connection>> open;

	private volatile DrainTimes times = DrainTimes.DEFAULT;

	private final Consumer<String> told;

	private volatile boolean on;

	private boolean forGood;

	private boolean allAsked;

	private boolean over;

	private long until;

	private Duration window = Duration.ZERO;

	private int atBegin;

	/**
	 * @param open the connections that are open
	 * @param told told in a sentence of what happens
	 */
	Drain(Supplier<Collection<Connection>> open, Consumer<String> told) {
		this.open = open;
		this.told = told;
	}

	/**
	 * How things stand.
	 *
	 * @param draining whether clients are being sent away
	 * @param window over how long, ms
	 * @param left until the last is asked to leave, ms
	 * @param connections that are still open
	 */
	public record State(boolean draining, long window, long left, int connections) {
	}

	/** From now on tells clients to come back at these times. */
	public void times(DrainTimes other) {
		this.times = other;
	}

	/** Why a client is not let in. */
	synchronized Denied denied() {
		return new Denied(CloseReason.GOING_AWAY.code(), 503, "Going away",
				"This server is going away and lets nobody in.", this.window.toSeconds() + " s",
				"stompbox.drain.window", retryAfter());
	}

	/** Whether nobody is let in. */
	public boolean isOn() {
		return this.on;
	}

	/** How things stand. */
	public synchronized State state() {
		long left = this.on ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.until - System.nanoTime())) : 0;
		return new State(this.on, this.on ? this.window.toMillis() : 0, left, this.open.get().size());
	}

	/** After how many seconds somebody who is not let in may ask again, at least 1. */
	public synchronized int retryAfter() {
		return (int) (1 + (state().left() + this.times.reconnectAfter().toMillis()) / 1000);
	}

	/**
	 * Begins, or begins anew with another window.
	 * @param within from the first to the last close
	 */
	public void begin(Duration within) {
		String sentence;
		synchronized (this) {
			this.window = within;
			this.until = System.nanoTime() + within.toNanos();
			this.on = true;
			this.allAsked = false;
			this.over = false;
			this.atBegin = this.open.get().size();
			sentence = "Going away: " + this.atBegin + " connections are asked to leave within " + within.toMillis()
					+ " ms, and nobody is let in";
		}
		this.told.accept(sentence);
	}

	/**
	 * Lets clients in again.
	 * @return {@code false} when the server is being stopped, which goes on
	 */
	public boolean callOff() {
		synchronized (this) {
			if (this.forGood) {
				return false;
			}
			if (!this.on) {
				return true;
			}
			this.on = false;
			this.over = true;
			notifyAll();
		}
		this.told.accept("Not going away after all: clients are let in again");
		return true;
	}

	/** Asks all that are left to leave at once, and waits for none of them. */
	public synchronized void hurry() {
		this.until = System.nanoTime();
		this.over = this.on;
		notifyAll();
	}

	/**
	 * Begins, if that has not happened, and waits until every connection is gone: those
	 * that do not take what waits for them, for as long as closing may take.
	 * @param within from the first to the last close
	 * @param closing how long a connection may take to go
	 */
	void await(Duration within, Duration closing) {
		synchronized (this) {
			this.forGood = true;
		}
		if (!this.on && !this.open.get().isEmpty()) {
			begin(within);
		}
		this.on = true;
		try {
			waitUntilOver(closing);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void waitUntilOver(Duration closing) throws InterruptedException {
		while (!this.over && !this.open.get().isEmpty()) {
			long left = this.until + closing.toNanos() - System.nanoTime();
			if (left <= 0) {
				return;
			}
			TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, Keepalive.TICK.toNanos()) + 1_000_000);
		}
	}

	/** Lets the next wave leave. Called by the clock. */
	void tick(long now) {
		if (!this.on) {
			return;
		}
		List<Connection> staying = this.open.get().stream().filter((each) -> !each.leaving().isAsked()).toList();
		int wave = staying.size() - Math.min(staying.size(), mayStay(now));
		staying.subList(0, wave).forEach((connection) -> connection.leaving().ask(goodbye()));
		String sentence = look(now, wave == staying.size());
		if (sentence != null) {
			this.told.accept(sentence);
		}
	}

	/** How many may still be there after the next wave: fewer as time goes by. */
	private synchronized int mayStay(long now) {
		long left = this.until - now - Keepalive.TICK.toNanos();
		return (left <= 0 || this.atBegin <= FEW) ? 0 : (int) (this.atBegin * (left / (double) this.window.toNanos()));
	}

	private synchronized @Nullable String look(long now, boolean all) {
		if (all && !this.allAsked) {
			this.allAsked = true;
			this.until = Math.min(this.until, now);
		}
		boolean gone = this.allAsked && this.open.get()
			.stream()
			.allMatch((each) -> each.leaving().isFlushed() && each.sinceClosing().toNanos() > GOODBYE);
		if (!gone || this.over) {
			return null;
		}
		this.over = true;
		notifyAll();
		return "Drained: all " + this.atBegin + " connections were asked to leave and have had what waited for them";
	}

	/** An end that tells a client when to come back. */
	Closed goodbye() {
		long spread = this.times.reconnectSpread().toMillis();
		long after = this.times.reconnectAfter().toMillis()
				+ ((spread > 0) ? ThreadLocalRandom.current().nextLong(spread) : 0);
		return Closed.goingAway(after);
	}

}
