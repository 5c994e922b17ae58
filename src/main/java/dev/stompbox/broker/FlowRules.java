package dev.stompbox.broker;

import java.util.List;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** The flow of topics, by their names: the first rule that matches counts. */
final class FlowRules {

	/** The default for all. */
	static final FlowRules NONE = new FlowRules(List.of());

	private final List<FlowRule> rules;

	FlowRules(List<FlowRule> rules) {
		this.rules = List.copyOf(rules);
	}

	/** A rule for the topics that {@code match}. */
	record FlowRule(TopicPattern match, Flow flow) {
	}

	Flow of(Topic topic) {
		for (FlowRule rule : this.rules) {
			if (rule.match().matches(topic)) {
				return rule.flow().ofOne();
			}
		}
		return Flow.DEFAULT;
	}

}
