package dev.stompbox.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;

/**
 * Hands each message to one consumer, in order, round robin over those that have room for
 * one more. What is not acknowledged comes back to its place in the order.
 *
 * <p>
 * Lock: {@code lock}, taken inside a topic's and outside an outbox's. Dead letters are
 * handed on when it is given back.
 */
final class WorkQueue {

	private final ReentrantLock lock = new ReentrantLock();

	private final ArrayDeque<Queued> fresh = new ArrayDeque<>();

	/** What came back, by its place; handed out before what came after it. */
	private final TreeMap<Long, Queued> returned = new TreeMap<>();

	/** Consumers that may have room, the next in turn first. */
	private final ArrayDeque<Consumption> hungry = new ArrayDeque<>();

	private final Delivering delivering;

	private final Budget budget;

	private final DeadLetters deadLetters;

	private final Ledger ledger;

	/** What is to be handed on when the lock is given back. */
	private final List<Dead> dead = new ArrayList<>(0);

	private final Rate out = new Rate();

	private long sequence;

	private long handings;

	private long redelivered;

	private long done;

	private long given;

	private int consumers;

	private int inFlight;

	private long bytes;

	private boolean closed;

	/**
	 * How a queue treats what is not acknowledged.
	 *
	 * @param maxDeliveries how often a message is handed out at most
	 * @param ackTimeout nanoseconds after which a message is taken back, 0 for never
	 */
	record Delivering(int maxDeliveries, long ackTimeout) {

		/** Whether nothing is ever given up. */
		boolean forEver() {
			return this.maxDeliveries == Integer.MAX_VALUE;
		}

	}

	/** The part of {@link QueueInfo} that is known here. */
	record Work(int depth, int inFlight, int consumers, long bytes, @Nullable Long oldestAt, long delivered,
			long acknowledged, long redelivered, long deadLettered, long outPerSecond) {
	}

	private record Dead(Queued queued, String reason) {
	}

	/**
	 * @param delivering how it treats what is not acknowledged
	 * @param budget gets back what messages have taken of it
	 * @param deadLetters takes what is given up
	 */
	WorkQueue(Delivering delivering, Budget budget, DeadLetters deadLetters) {
		this(delivering, budget, deadLetters, Ledger.NONE);
	}

	/** With a ledger of what becomes of its messages. */
	WorkQueue(Delivering delivering, Budget budget, DeadLetters deadLetters, Ledger ledger) {
		this.ledger = ledger;
		this.delivering = delivering;
		this.budget = budget;
		this.deadLetters = deadLetters;
	}

	/**
	 * Adds a message at the end, for which the budget has been taken. Of the lock.
	 */
	void add(Message message) {
		Queued queued = new Queued(message, ++this.sequence);
		if (this.closed) {
			this.budget.give(queued.bytes);
			return;
		}
		this.bytes += queued.bytes;
		this.fresh.add(queued);
		handOut();
	}

	/** Adds what was there before a start, and was handed out so often. Of the lock. */
	void restore(Message message, int deliveries) {
		Queued queued = new Queued(message, ++this.sequence);
		queued.deliveries = deliveries;
		this.budget.force(queued.bytes);
		this.bytes += queued.bytes;
		this.fresh.add(queued);
	}

	Ledger ledger() {
		return this.ledger;
	}

	void join(Consumption consumption) {
		lock();
		try {
			this.consumers++;
			feed(consumption);
		}
		finally {
			unlock();
		}
	}

	/** Takes back what a consumer has in flight, and hands it nothing more. */
	void leave(Consumption consumption) {
		lock();
		try {
			if (!consumption.ended) {
				consumption.ended = true;
				this.consumers--;
				if (consumption.inTurn) {
					this.hungry.remove(consumption);
				}
				comeBack(new ArrayList<>(consumption.inFlight.values()), "gone");
				consumption.inFlight.clear();
			}
		}
		finally {
			unlock();
		}
	}

	/** Gives a consumer its turns again, if it is without and has room. */
	void feed(Consumption consumption) {
		lock();
		try {
			if (!consumption.inTurn && consumption.hasRoom()) {
				consumption.inTurn = true;
				this.hungry.add(consumption);
				handOut();
			}
		}
		finally {
			unlock();
		}
	}

	private void handOut() {
		while (!this.hungry.isEmpty() && depth() > 0) {
			Consumption consumption = this.hungry.remove();
			consumption.inTurn = consumption.hasRoom() && consumption.consumer.ready();
			if (consumption.inTurn) {
				hand(first(), consumption);
				this.hungry.add(consumption);
			}
		}
	}

	private Queued first() {
		Queued first = this.fresh.peek();
		return (first == null || (!this.returned.isEmpty() && this.returned.firstKey() < first.sequence))
				? this.returned.pollFirstEntry().getValue() : this.fresh.remove();
	}

	private void hand(Queued queued, Consumption consumption) {
		queued.handing = ++this.handings;
		queued.handedAt = System.nanoTime();
		this.redelivered += (queued.deliveries++ > 0) ? 1 : 0;
		this.out.add(System.currentTimeMillis(), 1);
		if (consumption.how.mode() == AckMode.AUTO) {
			this.done++;
			release(queued);
			this.ledger.done(List.of(queued));
		}
		else {
			this.inFlight++;
			consumption.inFlight.put(queued.message.position(), queued);
			this.ledger.handed(queued);
		}
		consumption.consumer.deliver(queued.message, queued.deliveries);
	}

	private void release(Queued queued) {
		this.bytes -= queued.bytes;
		this.budget.give(queued.bytes);
	}

	/**
	 * Ends the flight of {@code claimed} as the consumer says.
	 * @param written whether the ledger has it already
	 */
	void settle(Consumption consumption, Collection<Queued> claimed, Verdict verdict, boolean written) {
		lock();
		try {
			consumption.claimed -= claimed.size();
			if (verdict == Verdict.AGAIN || (verdict == Verdict.NEVER && this.delivering.forEver())) {
				comeBack(claimed, "nack");
				return;
			}
			this.inFlight -= claimed.size();
			if (verdict == Verdict.DONE) {
				this.done += claimed.size();
				claimed.forEach(this::release);
				if (!written) {
					this.ledger.done(claimed);
				}
			}
			else {
				claimed.forEach((queued) -> giveUp(queued, "nack"));
			}
		}
		finally {
			unlock();
		}
	}

	/** Puts what was claimed in flight again, as if nothing had been said. */
	void unclaim(Consumption consumption, Collection<Queued> claimed) {
		lock();
		try {
			consumption.claimed -= claimed.size();
			if (consumption.ended) {
				comeBack(claimed, "gone");
			}
			else {
				consumption.putBack(claimed);
			}
		}
		finally {
			unlock();
		}
	}

	/** Takes back what has been in flight for too long at {@code now}. */
	void expire(Consumption consumption, long now) {
		if (this.delivering.ackTimeout == 0 || consumption.inFlight.isEmpty()) {
			return;
		}
		lock();
		try {
			List<Queued> late = consumption.inFlight.values()
				.stream()
				.takeWhile((queued) -> now - queued.handedAt > this.delivering.ackTimeout)
				.toList();
			late.forEach((queued) -> consumption.inFlight.remove(queued.message.position()));
			comeBack(late, "timeout");
			feed(consumption);
		}
		finally {
			unlock();
		}
	}

	private void comeBack(Collection<Queued> queued, String reason) {
		this.inFlight -= queued.size();
		for (Queued one : queued) {
			if (this.closed) {
				release(one);
			}
			else if (one.deliveries < this.delivering.maxDeliveries) {
				this.returned.put(one.sequence, one);
			}
			else {
				giveUp(one, reason);
			}
		}
		handOut();
	}

	private void giveUp(Queued queued, String reason) {
		this.given++;
		release(queued);
		this.dead.add(new Dead(queued, reason));
	}

	/** Forgets what waits. Returns how many messages that were. */
	int purge() {
		lock();
		try {
			int purged = depth();
			List<Queued> all = new ArrayList<>(this.fresh);
			all.addAll(this.returned.values());
			all.forEach(this::release);
			this.ledger.done(all);
			this.fresh.clear();
			this.returned.clear();
			return purged;
		}
		finally {
			unlock();
		}
	}

	/** Forgets what waits, and takes nothing more and nothing back. */
	void close() {
		lock();
		try {
			this.closed = true;
			purge();
		}
		finally {
			unlock();
		}
	}

	void lock() {
		this.lock.lock();
	}

	/** Gives the lock back, and then sees to the dead letters. */
	void unlock() {
		List<Dead> given = List.of();
		if (!this.dead.isEmpty() && this.lock.getHoldCount() == 1) {
			given = List.copyOf(this.dead);
			this.dead.clear();
		}
		this.lock.unlock();
		for (Dead one : given) {
			// In this order: what is on disk of the second has the first before it.
			this.deadLetters.take(one.queued.message, one.queued.deliveries, one.reason);
			this.ledger.done(List.of(one.queued));
		}
	}

	/** Messages that wait for a consumer. Of the lock, as what follows. */
	int depth() {
		return this.fresh.size() + this.returned.size();
	}

	int consumers() {
		return this.consumers;
	}

	/** Messages that wait or are in flight. */
	int size() {
		return depth() + this.inFlight;
	}

	long bytes() {
		return this.bytes;
	}

	private @Nullable Long oldestAt() {
		if (depth() == 0) {
			return null;
		}
		Queued first = this.fresh.peek();
		long fresh = (first != null) ? first.message.timestamp() : Long.MAX_VALUE;
		return this.returned.isEmpty() ? fresh
				: Math.min(fresh, this.returned.firstEntry().getValue().message.timestamp());
	}

	/** What its consumers do. */
	Work info() {
		return new Work(depth(), this.inFlight, this.consumers, this.bytes, oldestAt(), this.handings, this.done,
				this.redelivered, this.given, this.out.perSecond(System.currentTimeMillis()));
	}

}
