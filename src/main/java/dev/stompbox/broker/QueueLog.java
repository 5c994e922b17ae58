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
import dev.stompbox.store.Appended;
import dev.stompbox.store.Entry;

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

	private final Keys keys;

	private final @Nullable QueueDisk disk;

	/** Who waits for a publication on its way to disk with the same idempotency key. */
	private final Repeats repeats = new Repeats();

	private final Rate in = new Rate();

	private long offset;

	/** Messages and bytes that a transaction is about to add. */
	private int reserved;

	private long reservedBytes;

	private long usedAt = System.currentTimeMillis();

	private boolean evicted;

	/**
	 * What a queue's messages are kept with.
	 *
	 * @param budget of all queues
	 * @param keys the budget of idempotency keys
	 * @param deadLetters takes what is given up
	 * @param disk where they are, or {@code null}
	 */
	record Keeping(Budget budget, HistoryBudget keys, DeadLetters deadLetters, @Nullable QueueDisk disk) {
	}

	QueueLog(Topic topic, String epoch, QueueRule rule, Keeping keeping) {
		this.topic = topic;
		this.epoch = epoch;
		this.rule = rule;
		this.budget = keeping.budget();
		this.disk = keeping.disk();
		this.keys = new Keys(TopicRule.Window.DEFAULT, keeping.keys());
		this.work = new WorkQueue(rule.delivering(name()), this.budget, keeping.deadLetters(),
				(this.disk != null) ? this.disk : Ledger.NONE);
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

	/** Whether its messages go to disk first. */
	boolean isDurable() {
		return this.disk != null;
	}

	/**
	 * Adds a message for which there is room, and hands it to a consumer that has some;
	 * when it is on disk, where the queue is durable.
	 */
	void append(Publication publication, @Nullable String key, Outcome outcome) {
		QueueDisk onDisk = this.disk;
		if (onDisk == null) {
			outcome.published(add(publication, key));
			return;
		}
		this.work.lock();
		try {
			this.repeats.check(key);
		}
		catch (Refused ex) {
			giveBack(publication);
			throw ex;
		}
		finally {
			this.work.unlock();
		}
		Durable.Write write = prepare(publication, key, outcome);
		if (write == null) {
			return;
		}
		try {
			onDisk.store().append(write.entry(), write.appended());
		}
		catch (Refused ex) {
			write.appended().failed(ex);
		}
	}

	private Published add(Publication publication, @Nullable String key) {
		long bytes = Queued.bytesOf(publication.headers(), publication.body());
		this.work.lock();
		try {
			unreserve(bytes);
			Position first = this.keys.find(key);
			if (first != null) {
				this.budget.give(bytes);
				return new Published(first, 0, true);
			}
			return add(new Message(this.topic, this.epoch, this.offset + 1, System.currentTimeMillis(),
					publication.contentType(), publication.headers(), publication.body()), key);
		}
		finally {
			this.work.unlock();
		}
	}

	private Published add(Message message, @Nullable String key) {
		this.offset = message.offset();
		this.keys.remember(key, message.position(), message.timestamp());
		this.in.add(message.timestamp(), 1);
		this.usedAt = message.timestamp();
		this.work.add(message);
		return new Published(message.position(), this.work.consumers(), false);
	}

	/**
	 * Makes what is to be written of a publication for which there is room.
	 * @return {@code null} when it is a repeat, and its outcome is that of the first
	 */
	Durable.@Nullable Write prepare(Publication publication, @Nullable String key, Outcome outcome) {
		this.work.lock();
		try {
			Position first = this.keys.find(key);
			if (first != null || this.repeats.join(key, outcome)) {
				giveBack(publication);
				if (first != null) {
					outcome.published(new Published(first, 0, true));
				}
				return null;
			}
			this.repeats.begin(key);
		}
		finally {
			this.work.unlock();
		}
		long now = System.currentTimeMillis();
		Entry entry = new Entry(Entry.Kind.MESSAGE, this.topic.name(), this.epoch, 0, now, publication.contentType(),
				publication.headers(), publication.body(), key);
		return new Durable.Write(entry, new OnDisk(publication, key, now, outcome));
	}

	private void giveBack(Publication publication) {
		long bytes = Queued.bytesOf(publication.headers(), publication.body());
		unreserve(bytes);
		this.budget.give(bytes);
	}

	/** What is to be done when it is written, on the thread that writes. */
	private final class OnDisk implements Appended {

		private final Publication publication;

		private final @Nullable String key;

		private final long accepted;

		private final Outcome outcome;

		OnDisk(Publication publication, @Nullable String key, long accepted, Outcome outcome) {
			this.publication = publication;
			this.key = key;
			this.accepted = accepted;
			this.outcome = outcome;
		}

		@Override
		public void committed(long at) {
			Message message = new Message(QueueLog.this.topic, QueueLog.this.epoch, at, this.accepted,
					this.publication.contentType(), this.publication.headers(), this.publication.body());
			Published published;
			List<Outcome> same;
			QueueLog.this.work.lock();
			try {
				unreserve(Queued.bytesOf(message.headers(), message.body()));
				same = QueueLog.this.repeats.end(this.key);
				published = add(message, this.key);
			}
			finally {
				QueueLog.this.work.unlock();
			}
			this.outcome.published(published);
			same.forEach((each) -> each.published(new Published(published.position(), 0, true)));
		}

		@Override
		public void failed(Refused why) {
			List<Outcome> same;
			QueueLog.this.work.lock();
			try {
				giveBack(this.publication);
				same = QueueLog.this.repeats.end(this.key);
			}
			finally {
				QueueLog.this.work.unlock();
			}
			this.outcome.refused(why);
			same.forEach((each) -> each.refused(why));
		}

	}

	/** Remembers the key of what was there before a start. */
	void remember(Entry entry) {
		this.keys.remember(entry.key(), new Position(this.epoch, entry.offset()), entry.timestamp());
	}

	/** Adds what was there before a start, in its order. */
	void restore(Entry entry, int deliveries) {
		Position position = new Position(this.epoch, entry.offset());
		this.work.lock();
		try {
			this.work.restore(new Message(this.topic, position.epoch(), position.offset(), entry.timestamp(),
					entry.contentType(), entry.headers(), entry.body()), deliveries);
		}
		finally {
			this.work.unlock();
		}
	}

	/** Positions go on from here. */
	void since(long newest) {
		this.offset = newest;
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

	/**
	 * Throws away what waits.
	 * @throws Refused when that cannot be written, where the queue is durable; then it is
	 * back after a start
	 */
	int purge() {
		int purged = this.work.purge();
		this.work.ledger().await();
		return purged;
	}

	/** Ends this queue, if it is empty and nobody consumes it. */
	boolean evict() {
		this.work.lock();
		try {
			this.evicted = this.evicted || idle();
			if (this.evicted) {
				this.keys.close();
			}
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
					this.rule.maxSize(), this.rule.deadLetterOf(name()), this.rule.durable());
		}
		finally {
			this.work.unlock();
		}
	}

}
