package dev.stompbox.connection;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** What the clock looks at on one open connection. */
final class Watch {

	/** Of one connection no more is told than once in so long, ns. */
	private static final long TOLD_EVERY = TimeUnit.SECONDS.toNanos(1);

	private final Connection connection;

	private @Nullable Unfinished frame;

	private @Nullable Unfinished edges;

	/** When the client was heard last before it was asked for a sign of life. */
	private long askedAfter;

	private long laggingSince;

	private long toldAt;

	private long toldDropped;

	private boolean told;

	Watch(Connection connection) {
		this.connection = connection;
	}

	void look(long now, ConnectionLimits limits, RateLimits rates) {
		Connection of = this.connection;
		of.resume(now);
		if (of.outbox().waitsLonger(now, limits.outboxAge().toNanos())) {
			String limit = limits.outboxAge().toSeconds() + " s";
			of.close(Closed.limit(CloseReason.SLOW, "Too slow: what was sent more than " + limit + " ago was not read",
					limit, "stompbox.limits.outbox-age"));
		}
		else if (unfinished(now, rates)) {
			String limit = rates.unfinished().toSeconds() + " s";
			of.close(new Closed(CloseReason.SILENT, Overload.UNFINISHED.code(),
					"A frame was begun and is not complete after " + limit, limit, "stompbox.limits.frame-time"));
		}
		else {
			lag();
			drops(now);
			silence(now, limits);
		}
	}

	private void silence(long now, ConnectionLimits limits) {
		long silence = now - this.connection.lastRead();
		long idle = limits.idle().toNanos();
		if (silence > 2 * idle) {
			String limit = 2 * limits.idle().toSeconds() + " s";
			this.connection.close(
					Closed.limit(CloseReason.SILENT, "Nothing was heard for " + limit, limit, "stompbox.limits.idle"));
		}
		else if (silence > idle && this.askedAfter != this.connection.lastRead()) {
			this.askedAfter = this.connection.lastRead();
			this.connection.ping();
		}
	}

	/** Looked at only while something is begun: nearly always nothing is. */
	private boolean unfinished(long now, RateLimits rates) {
		if (this.connection.isAhead()) {
			return false;
		}
		long most = rates.unfinished().toNanos();
		long bytes = this.connection.bytesIn();
		long begun = this.connection.begun();
		if (begun != 0 && this.frame == null) {
			this.frame = new Unfinished();
		}
		Receiver edge = this.connection.receiver();
		long within = (edge != null) ? edge.begun() : 0;
		if (within != 0 && this.edges == null) {
			this.edges = new Unfinished();
		}
		return (this.frame != null && this.frame.over(begun, bytes, now, most))
				|| (this.edges != null && this.edges.over(within, bytes, now, most));
	}

	/** Tells of messages that were lost since it was told last. */
	private void drops(long now) {
		long dropped = this.connection.dropped();
		if (dropped > this.toldDropped && maySpeak(now)) {
			long more = dropped - this.toldDropped;
			this.toldDropped = dropped;
			String limit = Sizes.text(this.connection.outbox().limit());
			this.connection.notice(
					new Notice(Overload.DROPPED, "Missed " + more + " messages, since " + limit + " waits to be read",
							limit, "stompbox.topics[].slow", this.connection.lostIn()));
		}
	}

	private void lag() {
		Outbox outbox = this.connection.outbox();
		long pending = this.connection.pending();
		if (pending > outbox.limit() / 2) {
			lagging();
		}
		else if (pending <= outbox.limit() / 4) {
			synchronized (this) {
				this.laggingSince = 0;
			}
		}
	}

	/** Tells that half of what may wait does, once until it has become less. */
	void lagging() {
		synchronized (this) {
			if (this.laggingSince != 0) {
				return;
			}
			this.laggingSince = System.currentTimeMillis();
		}
		String limit = Sizes.text(this.connection.outbox().limit());
		this.connection
			.notice(new Notice(Overload.LAGGING, "Reads slowly: more than half of " + limit + " waits to be read",
					limit, "stompbox.limits.outbox", this.connection.slowIn()));
	}

	/**
	 * Since when it reads slowly, epoch milliseconds; 0 while it does not. Looks now, so
	 * that nobody sees it slow before it is known since when.
	 */
	long laggingSince() {
		lag();
		synchronized (this) {
			return this.laggingSince;
		}
	}

	/** Tells of something that can happen again and again, now and then. */
	void tell(Notice notice) {
		if (maySpeak(System.nanoTime())) {
			this.connection.notice(notice);
		}
	}

	private synchronized boolean maySpeak(long now) {
		if (this.told && now - this.toldAt < TOLD_EVERY) {
			return false;
		}
		this.told = true;
		this.toldAt = now;
		return true;
	}

}
