package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

/** One {@link WorkQueue} with what it gave up, and a budget that shows what it keeps. */
final class Workshop {

	static final Duration ACK_TIMEOUT = Duration.ofMinutes(5);

	private static final Topic TOPIC = new Topic("$QUEUE.demo.work");

	final Budget budget = new Budget(1 << 20);

	/** Body, deliveries and reason of each. */
	final List<String> dead = new CopyOnWriteArrayList<>();

	final WorkQueue queue;

	private long offset;

	Workshop(int maxDeliveries) {
		this.queue = new WorkQueue(new WorkQueue.Delivering(maxDeliveries, ACK_TIMEOUT.toNanos()), this.budget,
				(message, deliveries, reason) -> this.dead.add(body(message) + " " + deliveries + " " + reason));
	}

	static String body(Message message) {
		return new String(message.body(), StandardCharsets.UTF_8);
	}

	Workshop add(String... bodies) {
		for (String body : bodies) {
			Message message = new Message(TOPIC, "e", ++this.offset, this.offset, null, Headers.NONE,
					body.getBytes(StandardCharsets.UTF_8));
			if (!this.budget.take(Queued.bytesOf(message.headers(), message.body()))) {
				throw new AssertionError("No budget is left");
			}
			this.queue.lock();
			try {
				this.queue.add(message);
			}
			finally {
				this.queue.unlock();
			}
		}
		return this;
	}

	/** A consumer that is not in the queue yet. */
	RecordingConsumer consumer(AckMode mode, int prefetch) {
		RecordingConsumer consumer = new RecordingConsumer();
		return consumer.of(new Consumption(this.queue, new Consuming(mode, prefetch, this.budget), consumer));
	}

	RecordingConsumer join(AckMode mode, int prefetch) {
		RecordingConsumer consumer = consumer(mode, prefetch);
		this.queue.join(consumer.consumption());
		return consumer;
	}

	/** A consumer that acknowledges one by one. */
	RecordingConsumer join(int prefetch) {
		return join(AckMode.CLIENT_INDIVIDUAL, prefetch);
	}

	WorkQueue.Work info() {
		this.queue.lock();
		try {
			return this.queue.info();
		}
		finally {
			this.queue.unlock();
		}
	}

	/** Whether all of a budget is there. */
	static boolean whole(Budget budget) {
		boolean whole = budget.take(budget.limit());
		if (whole) {
			budget.give(budget.limit());
		}
		return whole;
	}

	/** Whether nothing waits, nothing is in flight, and the budget is whole. */
	boolean empty() {
		WorkQueue.Work info = info();
		return info.depth() == 0 && info.inFlight() == 0 && info.bytes() == 0 && whole(this.budget);
	}

}
