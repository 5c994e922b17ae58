package dev.stompbox.connection;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One subscription's part of what waits for a client. What is lost is told with the next
 * that is sent, exactly where it is missing. Guarded by the {@link Backlog}'s monitor.
 */
public final class Lane {

	private final Backlog backlog;

	private final Map<Object, Waiting> byKey = new HashMap<>(2);

	private @Nullable Waiting first;

	private @Nullable Waiting last;

	/** Lost after the last that waits. */
	private long lost;

	Lane(Backlog backlog) {
		this.backlog = backlog;
	}

	/** A parcel in its lane and among all that wait. */
	static final class Waiting {

		final Lane lane;

		final Parcel parcel;

		final Payload payload;

		/** Lost between the one before it in its lane and it. */
		private long lostBefore;

		private @Nullable Waiting before;

		private @Nullable Waiting after;

		// Among all; the backlog's.
		@Nullable Waiting previous;

		@Nullable Waiting next;

		Waiting(Lane lane, Parcel parcel) {
			this.lane = lane;
			this.parcel = parcel;
			this.payload = parcel.payload();
		}

		/** What to send. */
		Payload toSend() {
			return (this.lostBefore > 0) ? this.parcel.payload(this.lostBefore) : this.payload;
		}

	}

	/**
	 * Sends it when the client keeps up; otherwise it waits, or it or another is lost.
	 * @return whether the connection takes anything at all
	 */
	public boolean send(Parcel parcel) {
		return this.backlog.send(this, parcel);
	}

	/** Says with the next message that so many before it are gone. */
	public void missed(long messages) {
		this.backlog.missed(this, messages);
	}

	void gone(long messages) {
		this.lost += messages;
	}

	/** Gives up what waits: the subscription is over. */
	public void close() {
		this.backlog.close(this);
	}

	Payload atOnce(Parcel parcel) {
		long missed = this.lost;
		this.lost = 0;
		return (missed > 0) ? parcel.payload(missed) : parcel.payload();
	}

	void lost(Parcel parcel) {
		this.lost += 1 + parcel.missingBefore();
	}

	@Nullable Waiting first() {
		return this.first;
	}

	/** The one with this key that waits, or {@code null}. */
	@Nullable Waiting find(Object key) {
		return this.byKey.get(key);
	}

	void add(Waiting waiting) {
		waiting.lostBefore = this.lost;
		this.lost = 0;
		waiting.before = this.last;
		if (this.last != null) {
			this.last.after = waiting;
		}
		else {
			this.first = waiting;
		}
		this.last = waiting;
		Object key = waiting.parcel.key();
		if (key != null) {
			this.byKey.put(key, waiting);
		}
	}

	/** Takes it out, sent or lost. */
	void remove(Waiting waiting, boolean isLost) {
		if (isLost) {
			long missing = waiting.lostBefore + 1 + waiting.parcel.missingBefore();
			if (waiting.after != null) {
				waiting.after.lostBefore += missing;
			}
			else {
				this.lost += missing;
			}
		}
		if (waiting.before != null) {
			waiting.before.after = waiting.after;
		}
		else {
			this.first = waiting.after;
		}
		if (waiting.after != null) {
			waiting.after.before = waiting.before;
		}
		else {
			this.last = waiting.before;
		}
		Object key = waiting.parcel.key();
		if (key != null) {
			this.byKey.remove(key, waiting);
		}
	}

}
