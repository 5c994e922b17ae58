package dev.stompbox.broker;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/**
 * Takes a subscription from a place in its topic's history to where live begins, as fast
 * as the subscriber has room, and holds no more than a handful of messages meanwhile. It
 * joins live under the topic's lock when nothing is left, so that no message is missed
 * there and none comes twice.
 */
final class CatchUp {

	/** How many are taken out of the history at once. */
	static final int MOST = 64;

	/** Of how many bytes, about. */
	static final long MOST_BYTES = 64 * 1024;

	private final TopicLog log;

	private final Subscription subscription;

	private final boolean asked;

	/** Whether what was asked for can be told from what is gone. */
	private final boolean known;

	/** Who adds to it from 0 does the work; the others leave it to them. */
	private final AtomicInteger work = new AtomicInteger();

	/** The last that was delivered, or given up. Of who works. */
	private long at;

	private volatile long replayed;

	private long missed;

	/** Missed and not told yet. */
	private long untold;

	private volatile boolean over;

	/**
	 * Where a catch-up begins.
	 *
	 * @param after the offset before the first
	 * @param asked whether the subscriber asked for that
	 * @param known whether all that came after the place that was asked for is known
	 */
	record Beginning(long after, boolean asked, boolean known) {
	}

	CatchUp(TopicLog log, Subscription subscription, Beginning beginning) {
		this.log = log;
		this.subscription = subscription;
		this.at = beginning.after();
		this.asked = beginning.asked();
		this.known = beginning.known();
	}

	/** Goes on, as long as there is room. Safe on any thread, with no lock held. */
	void more() {
		if (this.over || this.work.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		while (seen != 0) {
			while (!this.over && this.subscription.hasRoom()) {
				step();
			}
			seen = this.work.addAndGet(-seen);
		}
	}

	private void step() {
		for (Message message : this.log.next(this)) {
			if (message.offset() > this.at + 1) {
				skipTo(message.offset());
			}
			this.subscription.replay(new Delivery(message, this.log.flow()), this.untold);
			this.untold = 0;
			this.at = message.offset();
			this.replayed = this.replayed + 1;
		}
	}

	/**
	 * Reads what is next, on disk, with no lock held.
	 * @param most how many there were when it was looked up
	 */
	List<Message> read(History history, long most) {
		List<Message> messages = history.older(this.at + 1, (int) Math.min(MOST, most), MOST_BYTES);
		if (messages.isEmpty()) {
			// Deleted meanwhile, or it cannot be read: it goes on behind that.
			skipTo(this.at + 1 + Math.min(MOST, most));
		}
		return messages;
	}

	Subscription subscription() {
		return this.subscription;
	}

	/** The last offset that was delivered. Of the topic's lock, as what follows. */
	long at() {
		return this.at;
	}

	/** The next that is kept is {@code offset}: what is between is gone. */
	void skipTo(long offset) {
		long gone = offset - 1 - this.at;
		this.missed += gone;
		this.untold += gone;
		this.at = offset - 1;
	}

	/** Nothing is left, and live begins. */
	void joined(Position position) {
		this.over = true;
		@Nullable Boolean recovered = this.asked ? (this.known && this.missed == 0) : null;
		this.subscription
			.joined(new Recovery(position, recovered, this.replayed, this.known ? this.missed : null, this.untold));
	}

	/** The subscription is over. */
	void end() {
		this.over = true;
	}

	/** The subscriber has left before it was live, and is told so. */
	void left(Position position) {
		this.over = true;
		@Nullable Boolean recovered = this.asked ? Boolean.FALSE : null;
		this.subscription.left(new Recovery(position, recovered, this.replayed, null, 0));
	}

}
