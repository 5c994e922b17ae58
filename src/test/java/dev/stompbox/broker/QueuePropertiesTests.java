package dev.stompbox.broker;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class QueuePropertiesTests {

	@Test
	void aRuleIsWhatWasSaid() {
		QueueRule rule = new QueueProperties(List.of(rule("mail.# 1 1B 1 mail/dead 0"))).rules().get(0);
		assertThat(rule.match()).hasToString("mail.#");
		assertThat(rule.maxSize()).isEqualTo(1);
		assertThat(rule.deadLetterOf("mail.a")).isEqualTo("mail.dead");
		assertThat(rule.ackTimeout()).isZero();
		assertThat(rule.delivering("mail.a")).isEqualTo(new WorkQueue.Delivering(1, 0));
		assertThat(rule.delivering("mail.dead").forEver()).isTrue();
	}

	/**
	 * The rule: match, messages, size, deliveries, dead letter ({@code -} for none),
	 * ack-timeout in seconds.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			a 0 1B 1 - 1,           max-messages
			a -5 1B 1 - 1,          max-messages
			a 1 0B 1 - 1,           max-size
			a 1 -1B 1 - 1,          max-size
			a 1 1B 0 - 1,           max-deliveries
			a 1 1B 1 - -1,          ack-timeout
			a 1 1B 1 - 99999999999, ack-timeout
			a 1 1B 1 a.* 1,         dead-letter
			a 1 1B 1 $SYS.a 1,      dead-letter
			a 1 1B 1 a..b 1,        dead-letter
			. 1 1B 1 - 1,           match
			a..b 1 1B 1 - 1,        match
			a# 1 1B 1 - 1,          match
			""")
	void whatIsWrongIsNamed(String rule, String named) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new QueueProperties(List.of(rule("mail.# 1 1B 1 - 0"), rule(rule))))
			.withMessageStartingWith("stompbox.queues[1]." + named);
	}

	private static QueueProperties.Rule rule(String text) {
		String[] words = text.split(" ");
		return new QueueProperties.Rule(words[0], Integer.parseInt(words[1]), DataSize.parse(words[2]),
				Integer.parseInt(words[3]), words[4].equals("-") ? null : words[4],
				Duration.ofSeconds(Long.parseLong(words[5])), false);
	}

}
