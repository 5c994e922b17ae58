package dev.stompbox.connection;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outboxes that one thread has filled and not drained yet. A thread that reads a
 * socket opens a burst, handles all that it read, and drains at the end: what a hundred
 * publications put into one outbox leaves in one write, and no write happens while a
 * topic's lock is held. Offers outside a burst are drained by {@link Writers}.
 */
public final class Burst implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(Burst.class);

	private static final ThreadLocal<Burst> CURRENT = ThreadLocal.withInitial(Burst::new);

	private final ArrayList<Outbox> touched = new ArrayList<>();

	private @Nullable Writers writers;

	private int depth;

	private Burst() {
	}

	/** Opens a burst on this thread, or joins the one that is open. */
	public static Burst open() {
		Burst burst = CURRENT.get();
		burst.depth++;
		return burst;
	}

	/** The burst that is open on this thread, or {@code null}. */
	static @Nullable Burst current() {
		Burst burst = CURRENT.get();
		return (burst.depth > 0) ? burst : null;
	}

	/**
	 * @param helpers threads that may help to drain
	 */
	void add(Outbox outbox, Writers helpers) {
		this.touched.add(outbox);
		this.writers = helpers;
	}

	/** Drains every outbox that was filled since {@link #open}. */
	@Override
	public void close() {
		if (this.depth > 1) {
			this.depth--;
			return;
		}
		try {
			int spread = 0;
			if (this.writers != null && this.touched.size() >= Spread.WORTH_IT) {
				// A copy, since the next loop's reason holds here too.
				List<Outbox> many = List.copyOf(this.touched);
				this.writers.drain(many, Burst::drain);
				spread = many.size();
			}
			// By index: draining can break a connection, whose end may fill other
			// outboxes.
			for (int i = spread; i < this.touched.size(); i++) {
				drain(this.touched.get(i));
			}
		}
		finally {
			this.touched.clear();
			this.writers = null;
			this.depth = 0;
		}
	}

	/** What goes wrong with one connection is not the others' concern. */
	private static void drain(Outbox outbox) {
		try {
			outbox.drain();
		}
		catch (RuntimeException ex) {
			LOGGER.error("An outbox could not be drained", ex);
		}
	}

}
