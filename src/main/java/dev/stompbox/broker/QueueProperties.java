package dev.stompbox.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

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
	 * Reads the rules.
	 * @throws IllegalArgumentException when one is wrong
	 */
	QueueProperties {
		rules(queues);
	}

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

		private QueueRule rule(String place) {
			check(this.maxMessages > 0, place + ".max-messages is 1 or more");
			check(this.maxSize.toBytes() > 0, place + ".max-size is 1B or more");
			check(this.maxDeliveries > 0, place + ".max-deliveries is 1 or more");
			check(!this.ackTimeout.isNegative() && this.ackTimeout.compareTo(LONGEST) <= 0,
					place + ".ack-timeout is from 0 (never) to " + LONGEST.toDays() + "d");
			String dead = this.deadLetter;
			if (dead != null) {
				named(place + ".dead-letter", () -> QueueTopics.topicOf(dead));
			}
			return new QueueRule(named(place + ".match", () -> TopicPattern.parse(this.match)), this.maxMessages,
					this.maxSize.toBytes(), this.maxDeliveries, this.deadLetter, this.ackTimeout, this.durable);
		}

		private static void check(boolean right, String what) {
			if (!right) {
				throw new IllegalArgumentException(what);
			}
		}

		private static <T> T named(String key, Supplier<T> name) {
			try {
				return name.get();
			}
			catch (Refused ex) {
				throw new IllegalArgumentException(key + ": " + ex.detail().replaceFirst("\\.$", ""), ex);
			}
		}

	}

	List<QueueRule> rules() {
		return rules(this.queues);
	}

	private static List<QueueRule> rules(List<Rule> queues) {
		List<QueueRule> rules = new ArrayList<>(queues.size());
		for (Rule rule : queues) {
			rules.add(rule.rule("stompbox.queues[" + rules.size() + ']'));
		}
		return List.copyOf(rules);
	}

}
