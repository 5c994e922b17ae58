package dev.stompbox.broker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.TopicPattern;

/**
 * What the queues that match a pattern do.
 *
 * @param match which queues
 * @param maxMessages most messages that one holds
 * @param maxSize most bytes that one holds
 * @param maxDeliveries how often a message is handed out at most
 * @param deadLetter the queue that gets what nobody acknowledged; {@code null} for the
 * queue's name with {@code .dead}
 * @param ackTimeout after which an unacknowledged message is taken back
 * @param durable whether what was acknowledged is on disk
 */
public record QueueRule(TopicPattern match, int maxMessages, long maxSize, int maxDeliveries,
		@Nullable String deadLetter, Duration ackTimeout, boolean durable) {

	/** What holds where nothing else is said. */
	public static final QueueRule DEFAULT = new QueueRule(TopicPattern.parse("#"), 100_000, 64L << 20, 10, null,
			Duration.ofMinutes(5), false);

	private static final String DEAD = ".dead";

	/**
	 * A rule whose dead letter is spelled as the queue is.
	 * @throws dev.stompbox.message.Refused when that is no queue's name
	 */
	public QueueRule {
		deadLetter = (deadLetter != null) ? QueueTopics.nameOf(QueueTopics.topicOf(deadLetter)) : null;
	}

	/**
	 * Where the dead letters of {@code queue} go; the queue itself when it has no other.
	 */
	String deadLetterOf(String queue) {
		if (this.deadLetter != null) {
			return this.deadLetter;
		}
		return queue.endsWith(DEAD) ? queue : queue + DEAD;
	}

	WorkQueue.Delivering delivering(String queue) {
		boolean forEver = deadLetterOf(queue).equals(queue);
		return new WorkQueue.Delivering(forEver ? Integer.MAX_VALUE : this.maxDeliveries, this.ackTimeout.toNanos());
	}

}
