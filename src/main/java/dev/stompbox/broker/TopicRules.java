package dev.stompbox.broker;

import java.util.List;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** What topics remember, by their names: the first rule that matches counts. */
final class TopicRules {

	/** The default for all. */
	static final TopicRules NONE = new TopicRules(List.of());

	private static final String EVENTS = "$SYS.events";

	private final List<Match> rules;

	TopicRules(List<Match> rules) {
		this.rules = List.copyOf(rules);
	}

	/** A rule for the topics that {@code match}. */
	record Match(TopicPattern match, TopicRule rule) {
	}

	/** Whether any topic may be durable. */
	boolean anyDurable() {
		return this.rules.stream().anyMatch((each) -> each.rule().durable());
	}

	TopicRule of(Topic topic) {
		for (Match each : this.rules) {
			if (each.match().matches(topic)) {
				return each.rule().durable() && topic.name().startsWith("$SYS") ? each.rule().inMemory() : each.rule();
			}
		}
		boolean passing = topic.name().startsWith("$SYS.") && !topic.name().equals(EVENTS);
		return passing ? TopicRule.NOTHING : TopicRule.DEFAULT;
	}

}
