package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.stompbox.broker.FlowRules.FlowRule;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * How fast topics flow.
 *
 * @param topics rules by name; the first that matches counts
 */
@ConfigurationProperties("stompbox")
public record FlowProperties(@DefaultValue List<Rule> topics) {

	/**
	 * Reads the rules.
	 * @throws IllegalArgumentException when one is wrong
	 */
	public FlowProperties {
		rules(topics);
	}

	/**
	 * How fast the topics that match flow.
	 *
	 * @param match their name, or a pattern
	 * @param slow what becomes of a subscriber who does not keep up
	 * @param slowKey with {@code slow: latest} the header that tells messages apart;
	 * without it the newest message of the topic counts
	 * @param publishRate messages that may be published per second to each topic; 0 for
	 * no limit
	 */
	public record Rule(@DefaultValue("") String match, @DefaultValue("disconnect") SlowPolicy slow,
			@Nullable String slowKey, @DefaultValue("0") int publishRate) {

		private Flow flow(int number) {
			if (this.slowKey != null && this.slow != SlowPolicy.LATEST) {
				throw new IllegalArgumentException(
						"stompbox.topics[" + number + "].slow-key is for slow: latest, which is not said");
			}
			if (this.publishRate < 0) {
				throw new IllegalArgumentException(
						"stompbox.topics[" + number + "].publish-rate is 1 or more, or 0 for no limit");
			}
			boolean usual = this.slow == SlowPolicy.DISCONNECT && this.publishRate == 0;
			return usual ? Flow.DEFAULT : new Flow(this.slow, this.slowKey, this.publishRate, new LongAdder());
		}

	}

	FlowRules rules() {
		return new FlowRules(rules(this.topics));
	}

	private static List<FlowRule> rules(List<Rule> topics) {
		List<FlowRule> rules = new ArrayList<>(topics.size());
		for (Rule rule : topics) {
			int number = rules.size();
			try {
				rules.add(new FlowRule(TopicPattern.parse(rule.match()), rule.flow(number)));
			}
			catch (Refused ex) {
				throw new IllegalArgumentException("stompbox.topics[" + number + "].match: " + ex.detail(), ex);
			}
		}
		return rules;
	}

}
