package dev.stompbox.broker;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * What queues do.
 *
 * @param queues rules by name; the first that matches counts
 */
@ConfigurationProperties("stompbox")
record QueueProperties(@DefaultValue List<Rule> queues) {

	/**
	 * What the queues that match do.
	 *
	 * @param match their name, or a pattern
	 * @param maxMessages most messages that one holds; beyond, a SEND is refused
	 * @param maxSize most bytes that one holds; beyond, a SEND is refused
	 * @param maxDeliveries how often a message is handed out before it is a dead letter
	 * @param deadLetter the queue for dead letters; without, the queue's name with .dead
	 * @param ackTimeout after which an unacknowledged message is handed to somebody else
	 * @param durable whether content, deliveries and acknowledgements are on disk
	 */
	record Rule(@DefaultValue("") String match, @DefaultValue("100000") int maxMessages,
			@DefaultValue("64MB") DataSize maxSize, @DefaultValue("10") int maxDeliveries, @Nullable String deadLetter,
			@DefaultValue("5m") Duration ackTimeout, @DefaultValue("false") boolean durable) {

		private static final Duration LONGEST = Duration.ofDays(3650);

		Rule {
			if (maxMessages < 1 || maxSize.toBytes() < 1 || maxDeliveries < 1 || ackTimeout.isNegative()
					|| ackTimeout.compareTo(LONGEST) > 0) {
				throw new IllegalArgumentException("stompbox.queues: max-messages, max-size and max-deliveries are 1 "
						+ "or more, and ack-timeout is from 0 (never) to " + LONGEST.toDays() + "d");
			}
			try {
				TopicPattern.parse(match);
				if (deadLetter != null) {
					QueueTopics.topicOf(deadLetter);
				}
			}
			catch (Refused ex) {
				throw new IllegalArgumentException(
						"stompbox.queues: match and dead-letter name queues. " + ex.detail().replaceFirst("\\.$", ""));
			}
		}

		QueueRule rule() {
			return new QueueRule(TopicPattern.parse(this.match), this.maxMessages, this.maxSize.toBytes(),
					this.maxDeliveries, this.deadLetter, this.ackTimeout, this.durable);
		}

	}

}
