package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/**
 * The half of a connection that reads: what has come, and whether more may. One thread
 * reads at a time; the clock and who lists connections see its numbers a moment late.
 */
abstract sealed class Incoming permits Outgoing {

	private final RateLimits rates;

	private volatile MessageLimit messageLimit = new MessageLimit(64 * 1024, "stompbox.limits.message-size");

	private volatile long pauseAbove = Long.MAX_VALUE;

	private volatile boolean held;

	// Written by the reading thread alone; other threads may see them a moment late.
	private volatile long lastRead = System.nanoTime();

	private long messagesIn;

	private long bytesIn;

	private @Nullable Pace pace;

	/** Whether a frame has begun that has not ended. */
	private volatile boolean begun;

	private final Connections connections;

	private final Transport transport;

	Incoming(Connections connections, Transport transport) {
		this.connections = connections;
		this.transport = transport;
		this.rates = connections.rates();
	}

	final Connections connections() {
		return this.connections;
	}

	final Transport transport() {
		return this.transport;
	}

	abstract Watch watch();

	abstract Outbox outbox();

	/** How it is sent away, when the server goes. */
	public abstract Leaving leaving();

	/** Runs {@code task} soon, on a thread that holds no lock. */
	final void later(Runnable task) {
		this.connections.later(task);
	}

	/** Bounds the messages that are read; 64 KB until it is said. */
	public final void limitMessages(MessageLimit limit) {
		this.messageLimit = limit;
	}

	/** The largest message that is read. */
	public final MessageLimit messageLimit() {
		return this.messageLimit;
	}

	/**
	 * Reads nothing more from the client while more than {@code bytes} wait to be read by
	 * it.
	 */
	public final void pauseReadingAbove(long bytes) {
		this.pauseAbove = bytes;
	}

	/**
	 * Whether the client's next bytes may be read, or too much already waits to be read
	 * by the client.
	 */
	public final boolean mayRead() {
		return !this.held && !isAhead() && (this.pauseAbove == Long.MAX_VALUE || outbox().pending() <= this.pauseAbove);
	}

	/**
	 * Reads nothing more from the client until it is said again that it may: what it sent
	 * has to be passed on first.
	 */
	public final void holdReading(boolean held) {
		if (this.held != held) {
			this.held = held;
			if (!held) {
				later(transport()::resumeReading);
			}
		}
	}

	/**
	 * Whether the client has sent faster than it may, or is being sent away, and is not
	 * to be read for a moment, not even to the end of a message.
	 */
	public final boolean isAhead() {
		Pace kept = this.pace;
		return (kept != null && kept.isOver()) || leaving().isDue();
	}

	/**
	 * Counts a frame that was read.
	 * @return whether the next may be read at once
	 */
	public final boolean frameRead() {
		Pace kept = this.pace;
		if (kept == null) {
			kept = new Pace(this.rates, this.lastRead);
			this.pace = kept;
		}
		if (kept.frame()) {
			ahead(kept);
		}
		return !kept.isOver();
	}

	private void ahead(Pace kept) {
		Notice notice = kept.notice();
		later(() -> watch().tell(notice));
	}

	/** Goes on reading, when it is time. */
	final void resume(long now) {
		Pace kept = this.pace;
		if (kept != null && kept.resume(now)) {
			later(transport()::resumeReading);
		}
	}

	/** Says whether a frame, or a message, has begun that has not ended. */
	public final void begun(boolean within) {
		if (this.begun != within) {
			this.begun = within;
		}
	}

	/** What is not complete, with a number of its own; 0 for nothing. */
	final long begun() {
		return this.begun ? this.messagesIn + 1 : 0;
	}

	/** Notes a sign of life that is not bytes of a message. */
	public final void heard() {
		this.lastRead = System.nanoTime();
	}

	/** Notes that bytes came from the client. */
	public final void read(int bytes) {
		this.lastRead = System.nanoTime();
		this.bytesIn += bytes;
		Pace kept = this.pace;
		if (kept != null && kept.bytes(bytes)) {
			ahead(kept);
		}
	}

	/** How many messages came from the client. */
	final long messagesIn() {
		return this.messagesIn;
	}

	/** How many bytes came from the client. */
	final long bytesIn() {
		return this.bytesIn;
	}

	/** Notes that a message came from the client. */
	public final void messageRead() {
		this.messagesIn++;
	}

	/** When the last byte came, of {@link System#nanoTime()}. */
	public final long lastRead() {
		return this.lastRead;
	}

}
