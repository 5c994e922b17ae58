package dev.stompbox.broker;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.store.Store;

/**
 * One topic: its order, its subscribers, its numbers.
 *
 * <p>
 * Lock: {@code lock}, held from the moment a message gets its offset until the last
 * subscriber has it, so that all subscribers see one order; inside it only a subscriber's
 * own queue's lock and outboxes' locks are taken. A transaction holds the locks of all
 * its topics, taken in the order of their names.
 */
final class TopicLog {

	private final Topic topic;

	private final String epoch;

	final ReentrantLock lock = new ReentrantLock();

	private final Subscribers subscribers;

	private final Tally tally = new Tally();

	private long offset;

	private long usedAt = System.currentTimeMillis();

	/** Transactions that are about to append. */
	private int reserved;

	private boolean evicted;

	private final Keys keys;

	private final Past past;

	private final @Nullable Durable durable;

	/** When the last message was taken, written or not. */
	private long stamped;

	/** Subscriptions that have not come to live. */
	private int behind;

	private final Flow flow;

	private final @Nullable PublishRate rate;

	/**
	 * A topic.
	 * @param store where its messages go first, or {@code null}
	 */
	TopicLog(Topic topic, Flow flow, Past past, @Nullable Store store) {
		this.topic = topic;
		this.epoch = past.epoch();
		this.flow = flow;
		this.subscribers = new Subscribers(topic);
		this.past = past;
		this.offset = past.offset();
		this.durable = (store != null) ? new Durable(store, this) : null;
		this.keys = past.keys();
		this.rate = (flow.publishRate() > 0) ? new PublishRate(topic, flow.publishRate(), System.nanoTime()) : null;
	}

	/**
	 * Counts what is to be appended as one step; the lock is held.
	 * @throws dev.stompbox.message.Refused when that is too much for a second
	 */
	void admit(int messages) {
		if (this.rate != null) {
			this.rate.take(messages, System.nanoTime());
		}
	}

	/**
	 * Gives the message its place and hands it to everybody.
	 * @param key the idempotency key with its caller, or {@code null}
	 * @return {@code null} when the log was evicted meanwhile and a new one has to be
	 * asked for
	 */
	@Nullable Published append(Publication publication, @Nullable String key, PatternIndex patterns) {
		this.lock.lock();
		try {
			if (!this.evicted && this.keys.find(key) == null) {
				admit(1);
			}
			return place(publication, key, patterns);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * As {@link #append}, for what was {@link #admit admitted} before; the lock is held.
	 */
	@Nullable Published place(Publication publication, @Nullable String key, PatternIndex patterns) {
		if (this.evicted) {
			return null;
		}
		Position first = this.keys.find(key);
		if (first != null) {
			return new Published(first, 0, true);
		}
		return place(publication, key, patterns, System.currentTimeMillis());
	}

	/** Adds a message of another time. */
	@Nullable Published restore(Publication publication, long timestamp, PatternIndex patterns) {
		this.lock.lock();
		try {
			return this.evicted ? null : place(publication, null, patterns, timestamp);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Published place(Publication publication, @Nullable String key, PatternIndex patterns, long time) {
		return add(new Message(publication.topic(), this.epoch, this.offset + 1, stamp(time), publication.contentType(),
				publication.headers(), publication.body()), key, patterns);
	}

	/** A clock that is set back must not disorder what is looked up by time. */
	private long stamp(long time) {
		this.stamped = Math.max(time, this.stamped);
		return this.stamped;
	}

	/** Gives the next message to everybody. */
	private Published add(Message message, @Nullable String key, PatternIndex patterns) {
		long now = message.timestamp();
		Position position = message.position();
		this.offset = position.offset();
		this.keys.remember(key, position, now);
		this.past.append(message);
		int reached = this.subscribers.deliver(new Delivery(message, this.flow), patterns);
		this.tally.add(message, reached);
		this.usedAt = Math.max(this.usedAt, now);
		return new Published(position, reached, false);
	}

	/** The way to disk, for a topic whose publications go there first. */
	@Nullable Durable durable() {
		return this.durable;
	}

	/** Where the publication with the same key is, if there is one; the lock is held. */
	@Nullable Position first(@Nullable String key) {
		return this.keys.find(key);
	}

	/** Keeps it while a message is on its way to disk; the lock is held. */
	long begin(long time) {
		this.reserved++;
		return stamp(time);
	}

	/** It is on disk, and everybody's turn. */
	Published committed(Message message, @Nullable String key, PatternIndex patterns) {
		this.lock.lock();
		try {
			this.reserved--;
			return add(message, key, patterns);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Times go on from here. */
	void since(long time) {
		stamp(time);
	}

	boolean isEvicted() {
		return this.evicted;
	}

	Topic topic() {
		return this.topic;
	}

	String epoch() {
		return this.epoch;
	}

	/**
	 * Adds a subscriber, who gets all that comes after the position returned with the
	 * subscription; or, when it begins before that, what {@link Subscription#more}
	 * brings.
	 */
	@Nullable Subscription subscribe(TopicPattern pattern, Subscriber subscriber, Start start) {
		this.lock.lock();
		try {
			if (this.evicted) {
				return null;
			}
			Subscription subscription = new Subscription(pattern, subscriber, position());
			if (start instanceof Start.Live || (start instanceof Start.Usual && !this.past.hasLastValue())) {
				this.subscribers.add(subscription);
			}
			else {
				this.behind++;
				subscription.behind(new CatchUp(this, subscription, this.past.beginning(start)));
			}
			return subscription;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What comes next for a subscriber who is behind; nothing when it has joined live.
	 */
	List<Message> next(CatchUp behind) {
		long onDisk;
		this.lock.lock();
		try {
			Subscription subscription = behind.subscription();
			if (subscription.behind() != behind) {
				behind.end();
				return List.of();
			}
			onDisk = this.past.onDisk(behind);
			if (onDisk == 0) {
				List<Message> next = this.past.next(behind);
				if (next.isEmpty()) {
					this.behind--;
					this.subscribers.add(subscription);
					behind.joined(position());
				}
				return next;
			}
		}
		finally {
			this.lock.unlock();
		}
		return behind.read(this.past.history(), onDisk);
	}

	private Position position() {
		return new Position(this.epoch, this.offset);
	}

	/**
	 * Does something with the history while nothing is added to it.
	 * @return {@code null} when the log was evicted meanwhile
	 */
	<T> @Nullable T past(Function<Past, T> what) {
		this.lock.lock();
		try {
			if (this.evicted) {
				return null;
			}
			this.past.expire(System.currentTimeMillis());
			return what.apply(this.past);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Forgets the history. Returns how many messages that were. */
	int purge() {
		if (this.durable != null) {
			return this.durable.purge(this.past);
		}
		return Objects.requireNonNullElse(past(Past::purge), 0);
	}

	Flow flow() {
		return this.flow;
	}

	void cancel(Subscription subscription) {
		this.lock.lock();
		try {
			CatchUp late = subscription.behind();
			if (late != null) {
				this.behind--;
				subscription.behind(null);
				late.left(position());
				return;
			}
			if (!this.subscribers.remove(subscription)) {
				return;
			}
			this.usedAt = System.currentTimeMillis();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keeps it until {@link #release}.
	 * @return {@code false} when it was evicted meanwhile
	 */
	boolean reserve() {
		this.lock.lock();
		try {
			this.reserved += this.evicted ? 0 : 1;
			return !this.evicted;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes back one {@link #reserve}. */
	void release() {
		this.lock.lock();
		try {
			this.reserved--;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean idle() {
		return this.subscribers.count() == 0 && this.reserved == 0 && this.behind == 0;
	}

	/**
	 * Ends this log, if nobody uses it; whoever still holds it has to ask for another.
	 */
	boolean evict() {
		this.lock.lock();
		try {
			if (!this.evicted && idle()) {
				this.evicted = true;
				this.past.close();
			}
			return this.evicted;
		}
		finally {
			this.lock.unlock();
		}
	}

	long usedAt() {
		this.lock.lock();
		try {
			return idle() ? this.usedAt : Long.MAX_VALUE;
		}
		finally {
			this.lock.unlock();
		}
	}

	long delivered() {
		this.lock.lock();
		try {
			return this.tally.delivered();
		}
		finally {
			this.lock.unlock();
		}
	}

	TopicInfo info(PatternIndex patterns) {
		this.lock.lock();
		try {
			long now = System.currentTimeMillis();
			return new TopicInfo(this.topic.name(),
					this.subscribers.count() + this.behind + patterns.countMatching(this.topic), this.offset,
					this.tally.delivered(), this.tally.bytes(), this.tally.inPerSecond(now),
					this.tally.outPerSecond(now), this.tally.lastAt(), position().toString(), this.flow.dropped().sum(),
					this.past.kept());
		}
		finally {
			this.lock.unlock();
		}
	}

}
