package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/**
 * One consumer's place at a queue: a named one, or its own behind a topic's subscription.
 * The fields are of the queue's lock.
 */
public final class Consumption {

	final QueueConsumer consumer;

	final Consuming how;

	/** What was handed out and not acknowledged, in that order. */
	final LinkedHashMap<Position, Queued> inFlight = new LinkedHashMap<>();

	/** How many were answered for, until that is carried out; in flight all the same. */
	int claimed;

	/** Whether it stands in line for the next message. */
	boolean inTurn;

	boolean ended;

	private final WorkQueue queue;

	private volatile @Nullable Subscription subscription;

	Consumption(WorkQueue queue, Consuming how, QueueConsumer consumer) {
		this.queue = queue;
		this.how = how;
		this.consumer = consumer;
	}

	/**
	 * Messages that one consumer has answered for, until that is carried out or taken
	 * back.
	 */
	public final class Claim {

		private final List<Queued> claimed;

		private final Verdict verdict;

		private boolean written;

		private Claim(List<Queued> claimed, Verdict verdict) {
			this.claimed = claimed;
			this.verdict = verdict;
		}

		/** Carries out what was said. */
		public void settle() {
			Consumption.this.queue.settle(Consumption.this, this.claimed, this.verdict, this.written);
			ready();
		}

		/** What is to be written for it, by who writes that with other things. */
		List<Durable.Write> writes(Outcome outcome) {
			if (this.verdict != Verdict.DONE) {
				return List.of();
			}
			this.written = true;
			return Consumption.this.queue.ledger().writes(this.claimed, outcome);
		}

		/** Takes back what was said. */
		public void release() {
			Consumption.this.queue.unclaim(Consumption.this, this.claimed);
		}

	}

	/**
	 * Says what is to be done with a message, and in {@link AckMode#CLIENT} with all that
	 * were handed out before it.
	 * @throws Refused {@link ErrorCode#NOT_IN_FLIGHT} when it does not wait for that
	 */
	public Claim claim(Position position, Verdict verdict) {
		this.queue.lock();
		try {
			if (!this.inFlight.containsKey(position)) {
				throw notInFlight();
			}
			List<Queued> taken = take(position);
			this.claimed += taken.size();
			return new Claim(taken, verdict);
		}
		finally {
			this.queue.unlock();
		}
	}

	private List<Queued> take(Position position) {
		List<Queued> taken = new ArrayList<>(1);
		if (this.how.mode() != AckMode.CLIENT) {
			taken.add(this.inFlight.remove(position));
			return taken;
		}
		Iterator<Map.Entry<Position, Queued>> all = this.inFlight.entrySet().iterator();
		boolean last = false;
		while (!last) {
			Map.Entry<Position, Queued> next = all.next();
			taken.add(next.getValue());
			all.remove();
			last = next.getKey().equals(position);
		}
		return taken;
	}

	/** The refusal of an acknowledgement that nothing waits for. */
	public static Refused notInFlight() {
		return new Refused(ErrorCode.NOT_IN_FLIGHT,
				"No message with this id waits for an acknowledgement of this client.",
				"Acknowledge each message once, on the connection that got it, before its ack-timeout is over and "
						+ "before UNSUBSCRIBE; in mode client one ACK stands for all messages before it.");
	}

	/** Whether a message waits for an acknowledgement. */
	public boolean holds(Position position) {
		this.queue.lock();
		try {
			return this.inFlight.containsKey(position);
		}
		finally {
			this.queue.unlock();
		}
	}

	/** Whether it begins with messages of before, and has not come to live. */
	public boolean catchingUp() {
		Subscription behind = this.subscription;
		return behind != null && behind.catchingUp();
	}

	/** The consumer may have room again. Called with no lock of the broker held. */
	public void ready() {
		this.queue.feed(this);
		Subscription behind = this.subscription;
		if (behind != null) {
			behind.more();
		}
	}

	/**
	 * Takes back what was not acknowledged in time.
	 * @param now of {@link System#nanoTime()}
	 */
	public void expire(long now) {
		this.queue.expire(this, now);
	}

	/**
	 * The last position before live begins; {@code null} for a queue and for a pattern.
	 */
	public @Nullable Position begin() {
		Subscription behind = this.subscription;
		return (behind != null) ? behind.begin() : null;
	}

	boolean hasRoom() {
		return !this.ended
				&& (this.how.mode() == AckMode.AUTO || this.inFlight.size() + this.claimed < this.how.prefetch());
	}

	void putBack(Collection<Queued> claimed) {
		List<Queued> all = new ArrayList<>(this.inFlight.values());
		all.addAll(claimed);
		all.sort(Comparator.comparingLong((queued) -> queued.handing));
		this.inFlight.clear();
		all.forEach((queued) -> this.inFlight.put(queued.message.position(), queued));
	}

	void behind(Subscription topic) {
		this.subscription = topic;
	}

	@Nullable Subscription subscription() {
		return this.subscription;
	}

	WorkQueue queue() {
		return this.queue;
	}

}
