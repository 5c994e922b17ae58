package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * One named queue: its order, its limits, its numbers. What becomes of the messages is
 * the {@link WorkQueue}'s concern, whose lock holds for this as well.
 */
final class QueueLog {

	private final Topic topic;

	private final String epoch;

	private final QueueRule rule;

	private final Budget budget;

	private final WorkQueue work;

	private final Keys keys = new Keys(TopicRule.Window.DEFAULT);

	private final Rate in = new Rate();

	private long offset;

	/** Messages and bytes that a transaction is about to add. */
	private int reserved;

	private long reservedBytes;

	private long usedAt = System.currentTimeMillis();

	private boolean evicted;

	QueueLog(Topic topic, String epoch, QueueRule rule, Budget budget, DeadLetters deadLetters) {
		this.topic = topic;
		this.epoch = epoch;
		this.rule = rule;
		this.budget = budget;
		this.work = new WorkQueue(rule.delivering(name()), budget, deadLetters);
	}

	String name() {
		return QueueTopics.nameOf(this.topic);
	}

	QueueRule rule() {
		return this.rule;
	}

	/**
	 * Makes room for {@code publications}, so that {@link #append} finds it.
	 * @return {@code false} when the queue was evicted meanwhile
	 * @throws Refused {@link ErrorCode#QUEUE_FULL} when there is none; then none is taken
	 */
	boolean reserve(List<Publication> publications) {
		long bytes = publications.stream().mapToLong((each) -> Queued.bytesOf(each.headers(), each.body())).sum();
		this.work.lock();
		try {
			if (this.evicted) {
				return false;
			}
			check(publications.size(), bytes);
			this.reserved += publications.size();
			this.reservedBytes += bytes;
			return true;
		}
		finally {
			this.work.unlock();
		}
	}

	/** Gives back the room that {@link #reserve} made. */
	void release(List<Publication> publications) {
		this.work.lock();
		try {
			for (Publication each : publications) {
				long bytes = Queued.bytesOf(each.headers(), each.body());
				unreserve(bytes);
				this.budget.give(bytes);
			}
		}
		finally {
			this.work.unlock();
		}
	}

	private void unreserve(long bytes) {
		this.reserved--;
		this.reservedBytes -= bytes;
	}

	/**
	 * Adds a message for which there is room, and hands it to a consumer that has some.
	 */
	Published append(Publication publication, @Nullable String key) {
		long bytes = Queued.bytesOf(publication.headers(), publication.body());
		this.work.lock();
		try {
			unreserve(bytes);
			Position first = this.keys.find(key);
			if (first != null) {
				this.budget.give(bytes);
				return new Published(first, 0, true);
			}
			long now = System.currentTimeMillis();
			Position position = new Position(this.epoch, ++this.offset);
			this.keys.remember(key, position, now);
			this.in.add(now, 1);
			this.usedAt = now;
			this.work.add(new Message(this.topic, position, now, publication.contentType(), publication.headers(),
					publication.body()));
			return new Published(position, this.work.consumers(), false);
		}
		finally {
			this.work.unlock();
		}
	}

	private void check(int messages, long bytes) {
		if (this.work.size() + this.reserved + messages > this.rule.maxMessages()) {
			throw full(String.format("%,d messages", this.rule.maxMessages()), "stompbox.queues[].max-messages");
		}
		if (this.work.bytes() + this.reservedBytes + bytes > this.rule.maxSize()) {
			throw full(String.format("%,d bytes", this.rule.maxSize()), "stompbox.queues[].max-size");
		}
		if (!this.budget.take(bytes)) {
			throw full(String.format("%,d bytes in all queues", this.budget.limit()), "stompbox.limits.queued");
		}
	}

	private Refused full(String limit, String property) {
		return new Refused(ErrorCode.QUEUE_FULL,
				"The queue " + name() + " holds as much as it may, " + limit + " (" + property + ").",
				"Try again when its consumers have caught up, add consumers, or raise the limit.")
			.at(limit, property);
	}

	/** Adds a consumer; {@code null} when the queue was evicted meanwhile. */
	@Nullable Consumption consume(Consuming how, QueueConsumer consumer) {
		Consumption consumption = new Consumption(this.work, how, consumer);
		this.work.lock();
		try {
			if (this.evicted) {
				return null;
			}
			this.work.join(consumption);
			return consumption;
		}
		finally {
			this.work.unlock();
		}
	}

	int purge() {
		return this.work.purge();
	}

	/** Ends this queue, if it is empty and nobody consumes it. */
	boolean evict() {
		this.work.lock();
		try {
			this.evicted = this.evicted || idle();
			return this.evicted;
		}
		finally {
			this.work.unlock();
		}
	}

	/** When it was used last, epoch ms; {@link Long#MAX_VALUE} while it is in use. */
	long usedAt() {
		this.work.lock();
		try {
			return idle() ? this.usedAt : Long.MAX_VALUE;
		}
		finally {
			this.work.unlock();
		}
	}

	private boolean idle() {
		return this.work.size() == 0 && this.reserved == 0 && this.work.consumers() == 0;
	}

	QueueInfo info() {
		this.work.lock();
		try {
			WorkQueue.Work now = this.work.info();
			return new QueueInfo(name(), now.depth(), now.inFlight(), now.consumers(), now.bytes(), now.oldestAt(),
					this.offset, now.delivered(), now.acknowledged(), now.redelivered(), now.deadLettered(),
					this.in.perSecond(System.currentTimeMillis()), now.outPerSecond(), this.rule.maxMessages(),
					this.rule.maxSize(), this.rule.deadLetterOf(name()));
		}
		finally {
			this.work.unlock();
		}
	}

}
