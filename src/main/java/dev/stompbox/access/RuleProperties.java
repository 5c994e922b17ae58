package dev.stompbox.access;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what to which topic or queue.
 *
 * @param topics rules by name; the first that matches counts
 */
@ConfigurationProperties("stompbox")
public record RuleProperties(@DefaultValue List<Rights> topics) {

	/**
	 * Reads the rules.
	 * @throws IllegalArgumentException when one is wrong
	 */
	public RuleProperties {
		rules(topics);
	}

	/**
	 * Who may do what to the topics that match: {@code anyone}, {@code authenticated},
	 * {@code role:NAME}, {@code user:NAME}, <code>user:{1}</code> (the name is the first
	 * word that a wildcard matched), {@code claim:NAME} or {@code claim:NAME=VALUE}. What
	 * is not said is as it is without rules.
	 *
	 * @param match their name, or a pattern
	 * @param subscribe who may receive their messages, and see their history
	 * @param publish who may send to them
	 * @param manage who may see their numbers and empty them
	 */
	public record Rights(@DefaultValue("") String match, @Nullable List<String> subscribe,
			@Nullable List<String> publish, @Nullable List<String> manage) {
	}

	List<Rule> rules() {
		return rules(this.topics);
	}

	private static List<Rule> rules(List<Rights> topics) {
		List<Rule> rules = new ArrayList<>(topics.size());
		for (Rights rights : topics) {
			rules.add(Rule.of(rules.size(), rights.match(), rights.subscribe(), rights.publish(), rights.manage()));
		}
		return List.copyOf(rules);
	}

}
