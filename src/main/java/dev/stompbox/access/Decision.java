package dev.stompbox.access;

import org.jspecify.annotations.Nullable;

/**
 * May the caller, and by which rule.
 *
 * @param allowed whether they may
 * @param why one sentence's part without a full stop, for people who may know the rules
 * @param rule the rule that decided: its place in {@code stompbox.topics}; {@code null}
 * when it was none of these
 * @param match that rule's pattern, or {@code null}
 * @param term the term that grants it, or {@code null}
 * @param except a topic that the pattern asked for can match and that is not granted, or
 * {@code null}
 */
public record Decision(boolean allowed, String why, @Nullable Integer rule, @Nullable String match,
		@Nullable String term, @Nullable String except) {

	static Decision of(boolean allowed, String why) {
		return new Decision(allowed, why, null, null, null, null);
	}

	static Decision by(Rule rule, Action action, @Nullable Term term) {
		String why = (term != null) ? rule.place() + " grants it to " + term.text()
				: rule.place() + " grants " + action.key() + " to " + rule.whom(action);
		return new Decision(term != null, why, rule.index(), rule.match().name(), (term != null) ? term.text() : null,
				null);
	}

	/** The same for a pattern that is refused because it can match {@code topic}. */
	Decision except(String topic) {
		return new Decision(this.allowed, "it can match " + topic + ", and " + this.why, this.rule, this.match,
				this.term, topic);
	}

}
