package dev.stompbox.access;

import java.util.List;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * The rules of the configuration, which can be replaced as a whole while they are asked.
 */
public final class AccessRules implements AccessPolicy {

	private volatile RuleSet rules;

	private volatile int version;

	AccessRules(List<Rule> rules) {
		this.rules = new RuleSet(rules);
	}

	/** The rules without configuration. */
	public AccessRules() {
		this(List.of());
	}

	/** From now on decides by other rules, which have been checked before. */
	public synchronized void replace(RuleProperties properties) {
		this.rules = new RuleSet(properties.rules());
		// After it: who sees the new version is judged by the new rules.
		this.version++;
	}

	@Override
	public boolean permits(Caller caller, Action action, TopicPattern pattern) {
		return this.rules.decide(caller, action, pattern).allowed();
	}

	@Override
	public boolean permits(Caller caller, Action action, Topic topic) {
		return (action == Action.PUBLISH) ? this.rules.permitsPublish(caller, topic)
				: this.rules.decide(caller, action, topic).allowed();
	}

	@Override
	public Decision decide(Caller caller, Action action, TopicPattern pattern) {
		return this.rules.decide(caller, action, pattern);
	}

	@Override
	public int version() {
		return this.version;
	}

}
