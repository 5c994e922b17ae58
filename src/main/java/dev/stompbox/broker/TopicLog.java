package dev.stompbox.broker;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

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

	private static final @Nullable Subscription[] NOBODY = {};

	private final Topic topic;

	private final String epoch;

	final ReentrantLock lock = new ReentrantLock();

	private final Rate in = new Rate();

	private final Rate out = new Rate();

	private @Nullable Subscription[] subscribers = NOBODY;

	private int count;

	private Matches byPattern = Matches.UNKNOWN;

	private long offset;

	private long delivered;

	private long bytes;

	private long lastAt;

	private long usedAt = System.currentTimeMillis();

	/** Transactions that are about to append. */
	private int reserved;

	private boolean evicted;

	private final Keys keys;

	private final Past past;

	/** Subscriptions that have not come to live. */
	private int behind;

	private final Flow flow;

	private final @Nullable PublishRate rate;

	TopicLog(Topic topic, String epoch, Flow flow, TopicRule rule, Past past) {
		this.topic = topic;
		this.epoch = epoch;
		this.flow = flow;
		this.past = past;
		this.keys = new Keys(rule.idempotency());
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
		// A clock that is set back must not disorder what is looked up by time.
		long now = Math.max(time, this.lastAt);
		Position position = new Position(this.epoch, ++this.offset);
		this.keys.remember(key, position, now);
		Message message = new Message(publication.topic(), position, now, publication.contentType(),
				publication.headers(), publication.body());
		this.past.append(message);
		int reached = fanOut(new Delivery(message, this.flow), patterns);
		this.delivered += reached;
		this.in.add(now, 1);
		this.out.add(now, reached);
		this.bytes += publication.body().length;
		this.lastAt = now;
		this.usedAt = System.currentTimeMillis();
		return new Published(position, reached, false);
	}

	private int fanOut(Delivery delivery, PatternIndex patterns) {
		int reached = 0;
		for (int i = 0; i < this.count; i++) {
			Subscription subscription = this.subscribers[i];
			if (subscription != null && subscription.deliver(delivery)) {
				reached++;
			}
		}
		Matches matches = patterns.matching(this.topic, this.byPattern);
		this.byPattern = matches.kept();
		return reached + matches.deliver(delivery);
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
				join(subscription);
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

	private void join(Subscription subscription) {
		if (this.count == this.subscribers.length) {
			this.subscribers = Arrays.copyOf(this.subscribers, Math.max(2, this.count + (this.count >> 1)));
		}
		subscription.slot = this.count;
		this.subscribers[this.count++] = subscription;
	}

	/**
	 * What comes next for a subscriber who is behind; nothing when it has joined live.
	 */
	List<Message> next(CatchUp behind) {
		this.lock.lock();
		try {
			Subscription subscription = behind.subscription();
			if (subscription.behind() != behind) {
				behind.end();
				return List.of();
			}
			List<Message> next = this.past.next(behind);
			if (!next.isEmpty()) {
				return next;
			}
			this.behind--;
			join(subscription);
			behind.joined(position());
			return List.of();
		}
		finally {
			this.lock.unlock();
		}
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
			int slot = subscription.slot;
			if (slot < 0 || slot >= this.count || this.subscribers[slot] != subscription) {
				return;
			}
			Subscription last = this.subscribers[--this.count];
			this.subscribers[slot] = last;
			if (last != null) {
				last.slot = slot;
			}
			subscription.slot = -1;
			this.subscribers[this.count] = null;
			if (this.count < this.subscribers.length / 4) {
				this.subscribers = Arrays.copyOf(this.subscribers, this.subscribers.length / 2);
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
		return this.count == 0 && this.reserved == 0 && this.behind == 0;
	}

	/**
	 * Ends this log, if nobody uses it; whoever still holds it has to ask for another.
	 */
	boolean evict() {
		this.lock.lock();
		try {
			if (!this.evicted && idle()) {
				this.evicted = true;
				this.past.purge();
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
			return this.delivered;
		}
		finally {
			this.lock.unlock();
		}
	}

	TopicInfo info(PatternIndex patterns) {
		this.lock.lock();
		try {
			long now = System.currentTimeMillis();
			return new TopicInfo(this.topic.name(), this.count + this.behind + patterns.countMatching(this.topic),
					this.offset, this.delivered, this.bytes, this.in.perSecond(now), this.out.perSecond(now),
					(this.lastAt > 0) ? this.lastAt : null, position().toString(), this.flow.dropped().sum(),
					this.past.kept());
		}
		finally {
			this.lock.unlock();
		}
	}

}
