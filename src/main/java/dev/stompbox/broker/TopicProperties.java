package dev.stompbox.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * What topics remember.
 *
 * @param topics rules by name; the first that matches counts
 */
@ConfigurationProperties("stompbox")
public record TopicProperties(@DefaultValue List<Rule> topics) {

	/**
	 * Reads the rules.
	 * @throws IllegalArgumentException when one is wrong
	 */
	public TopicProperties {
		matches(topics);
	}

	/**
	 * What the topics that match remember.
	 *
	 * @param match their name, or a pattern
	 * @param history which messages are kept for those who come later
	 * @param lastValue whether who subscribes gets the newest message at once
	 * @param idempotency for how long a publication that is repeated is known as one
	 * @param durable whether what was acknowledged is on disk
	 */
	public record Rule(@DefaultValue("") String match, @DefaultValue History history,
			@DefaultValue("false") boolean lastValue, @DefaultValue Idempotency idempotency,
			@DefaultValue("false") boolean durable) {

		private TopicRule rule(int number) {
			String name = "stompbox.topics[" + number + "].";
			if (this.history.messages() < 0 || this.history.age().isNegative() || this.history.size().isNegative()) {
				throw new IllegalArgumentException(name + "history cannot be less than nothing; messages: 0 is none");
			}
			if (this.lastValue && this.history.messages() == 0) {
				throw new IllegalArgumentException(
						name + "last-value needs a message that is kept, and history.messages is 0");
			}
			if (this.durable && this.history.messages() == 0) {
				throw new IllegalArgumentException(
						name + "durable needs messages that are kept, and history.messages is 0");
			}
			if (this.idempotency.keys() < 0 || this.idempotency.window().isNegative()) {
				throw new IllegalArgumentException(name + "idempotency cannot be less than nothing; keys: 0 is none");
			}
			return new TopicRule(this.history.retention(), this.lastValue,
					new TopicRule.Window(this.idempotency.keys(), this.idempotency.window().toMillis()), this.durable);
		}

	}

	/**
	 * Which messages a topic keeps: the newest, until one of these is reached.
	 *
	 * @param messages how many; 0 for none
	 * @param age how old
	 * @param size how many bytes
	 */
	public record History(@DefaultValue("1000") int messages, @DefaultValue("1h") Duration age,
			@DefaultValue("16MB") DataSize size) {

		private Retention retention() {
			return new Retention(this.messages, this.age, this.size.toBytes());
		}

	}

	/**
	 * How long idempotency keys are remembered, for each topic.
	 *
	 * @param keys how many, of all callers
	 * @param window for how long
	 */
	public record Idempotency(@DefaultValue("1000") int keys, @DefaultValue("1h") Duration window) {
	}

	TopicRules rules() {
		return new TopicRules(matches(this.topics));
	}

	private static List<TopicRules.Match> matches(@Nullable List<Rule> topics) {
		List<TopicRules.Match> matches = new ArrayList<>();
		for (Rule rule : (topics != null) ? topics : List.<Rule>of()) {
			int number = matches.size();
			try {
				matches.add(new TopicRules.Match(TopicPattern.parse(rule.match()), rule.rule(number)));
			}
			catch (Refused ex) {
				throw new IllegalArgumentException("stompbox.topics[" + number + "].match: " + ex.detail(), ex);
			}
		}
		return matches;
	}

}
