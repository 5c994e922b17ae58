package dev.stompbox.connection;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Lane.Waiting;
import dev.stompbox.connection.Parcel.Overflow;

/**
 * What waits for a client beyond its outbox, of subscriptions that may miss messages. Who
 * keeps up has nothing here: a message goes to the outbox at once, and its bytes are
 * those that others get. When more than a little waits in the outbox, messages wait here,
 * where they can still be lost: a bounded number of bytes, all subscriptions of the
 * connection together, in the order in which they came. The outbox takes them as the
 * client reads.
 *
 * <p>
 * Lock: its own monitor, under a topic's lock; an outbox's is taken inside.
 */
final class Backlog {

	/** More than this is not handed to the outbox ahead of time. */
	private static final long MOST_AHEAD = 64 * 1024;

	/** What keeping a parcel takes besides its bytes, about. */
	private static final int OVERHEAD = 128;

	private final Outgoing connection;

	private final OutboxTotal total;

	private final long ahead;

	private final long most;

	private @Nullable Waiting first;

	private @Nullable Waiting last;

	private long bytes;

	private long weighed;

	private long dropped;

	/** What the first began with that was lost since somebody asked. */
	private byte @Nullable [] lost;

	private boolean closed;

	/**
	 * @param limit what may wait, in the outbox and here
	 */
	Backlog(Outgoing connection, long limit, OutboxTotal total) {
		this.connection = connection;
		this.total = total;
		this.ahead = Math.min(MOST_AHEAD, limit / 4);
		this.most = limit - this.ahead;
	}

	synchronized boolean send(Lane lane, Parcel parcel) {
		if (this.closed) {
			return false;
		}
		if (this.first == null && this.connection.outbox().pending() <= this.ahead) {
			return this.connection.sendPaced(lane.atOnce(parcel));
		}
		Object key = parcel.key();
		Waiting older = (key != null) ? lane.find(key) : null;
		if (older != null) {
			lose(older);
		}
		if (hasRoom(lane, parcel)) {
			add(new Waiting(lane, parcel));
		}
		return true;
	}

	/** Makes room; where that cannot be, the parcel is lost, or the connection ends. */
	private boolean hasRoom(Lane lane, Parcel parcel) {
		long weight = OVERHEAD + parcel.payload().length();
		while (this.bytes > 0 && this.bytes + weight > this.most) {
			Waiting toLose = (parcel.overflow() == Overflow.DROP_NEWEST || parcel.overflow() == Overflow.DISCONNECT)
					? null : losable(lane);
			if (toLose != null) {
				lose(toLose);
			}
			else {
				if (parcel.overflow() == Overflow.DISCONNECT) {
					this.closed = true;
					this.connection.overflows();
				}
				else {
					lane.lost(parcel);
					count(parcel);
				}
				return false;
			}
		}
		return true;
	}

	/**
	 * What is lost next: the lane's own oldest, since it is the one that asks for room;
	 * if nothing of it waits, the oldest that may be lost.
	 */
	private @Nullable Waiting losable(Lane lane) {
		for (Waiting each = (lane.first() != null) ? lane.first() : this.first; each != null; each = each.next) {
			if (each.parcel.overflow() == Overflow.DROP_OLDEST || each.parcel.overflow() == Overflow.LATEST) {
				return each;
			}
		}
		return null;
	}

	private void lose(Waiting waiting) {
		remove(waiting, true);
		count(waiting.parcel);
	}

	private void count(Parcel parcel) {
		this.dropped++;
		if (this.lost == null) {
			this.lost = parcel.payload().start(Connection.SEEN);
		}
		this.connection.countDropped();
		parcel.dropped();
	}

	private void add(Waiting waiting) {
		waiting.lane.add(waiting);
		waiting.previous = this.last;
		if (this.last != null) {
			this.last.next = waiting;
		}
		else {
			this.first = waiting;
		}
		this.last = waiting;
		weigh(OVERHEAD + waiting.payload.length());
	}

	private void remove(Waiting waiting, boolean isLost) {
		waiting.lane.remove(waiting, isLost);
		if (waiting.previous != null) {
			waiting.previous.next = waiting.next;
		}
		else {
			this.first = waiting.next;
		}
		if (waiting.next != null) {
			waiting.next.previous = waiting.previous;
		}
		else {
			this.last = waiting.previous;
		}
		weigh(-OVERHEAD - waiting.payload.length());
	}

	private void weigh(long more) {
		this.bytes += more;
		this.weighed = this.total.moved(this.weighed, this.bytes);
	}

	/** Hands on what the outbox takes; called when it was written to. */
	synchronized void flush() {
		Waiting next = this.first;
		while (next != null && !this.closed && this.connection.outbox().pending() <= this.ahead) {
			remove(next, false);
			this.connection.sendPaced(next.toSend());
			next = this.first;
		}
	}

	/** Messages of the lane are gone that were after all it has. */
	synchronized void missed(Lane lane, long messages) {
		lane.gone(messages);
	}

	/** Gives up what waits of a lane. */
	synchronized void close(Lane lane) {
		for (Waiting each = lane.first(); each != null; each = lane.first()) {
			remove(each, false);
		}
	}

	/** Gives everything up: the connection is over. */
	synchronized void close() {
		this.closed = true;
		this.first = null;
		this.last = null;
		weigh(-this.bytes);
	}

	/** What waits here next; at most {@code most}. */
	synchronized List<Payload> waiting(int most) {
		List<Payload> some = new ArrayList<>();
		for (Waiting each = this.first; each != null && some.size() < most; each = each.next) {
			some.add(each.payload);
		}
		return some;
	}

	/** Bytes that wait here. */
	synchronized long pending() {
		return this.bytes;
	}

	/** What a message began with that was lost since this was asked last. */
	synchronized byte @Nullable [] takeLost() {
		byte[] start = this.lost;
		this.lost = null;
		return start;
	}

	/** How many messages were lost. */
	synchronized long dropped() {
		return this.dropped;
	}

}
