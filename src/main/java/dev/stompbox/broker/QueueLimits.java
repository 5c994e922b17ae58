package dev.stompbox.broker;

import java.util.List;

import dev.stompbox.message.Topic;

/**
 * How much queues may hold.
 *
 * @param queues how many are kept at once
 * @param bytes that all of them hold together
 * @param rules what each does; the first that matches counts
 */
public record QueueLimits(int queues, long bytes, List<QueueRule> rules) {

	/** What holds where nothing else is said. */
	public static final QueueLimits DEFAULT = new QueueLimits(10_000, 256L << 20, List.of());

	/** Whether any queue may be durable. */
	boolean anyDurable() {
		return this.rules.stream().anyMatch(QueueRule::durable);
	}

	QueueRule ruleFor(Topic queue) {
		return this.rules.stream().filter((rule) -> rule.match().matches(queue)).findFirst().orElse(QueueRule.DEFAULT);
	}

}
