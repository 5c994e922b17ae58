package dev.stompbox.access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QueueTopicsTests {

	private static final AccessPolicy RULES = new AccessRules();

	@ParameterizedTest
	@CsvSource({ "jobs, jobs", "demo.jobs, demo.jobs", "demo/jobs, demo.jobs", "a-b_c~d@e:f+1$, a-b_c~d@e:f+1$" })
	void aQueueIsATopicOfTheServers(String spelled, String name) {
		Topic topic = QueueTopics.topicOf(spelled);
		assertThat(topic).hasToString("$QUEUE." + name);
		assertThat(QueueTopics.nameOf(topic)).isEqualTo(name);
		assertThat(QueueTopics.isQueue(topic.name())).isTrue();
		assertThat(topic.system()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "a..b", "/", "/a", "a/", "*", "demo.*", "#", "demo.#", "$SYS.stats",
			"$QUEUE.demo.a", "$USER.ana.queue.x", "a b", "a\nb", "a\0b", "ä" })
	void whatIsNoQueuesNameIsRefused(String name) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> QueueTopics.topicOf(name))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_TOPIC));
	}

	@Test
	void aNameHasRoomForTheServersWordBeforeIt() {
		assertThat(QueueTopics.topicOf("x".repeat(248)).name()).hasSize(255);
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> QueueTopics.topicOf("x".repeat(249)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo.a", "queue.a", "$QUEUE", "$QUEUES.a", "$queue.a", "$USER.ana.queue.x" })
	void otherTopicsAreNone(String name) {
		assertThat(QueueTopics.isQueue(name)).isFalse();
		assertThat(QueueTopics.nameOf(new Topic(name))).isEqualTo(name);
	}

	/** {@code PSM}: publish, subscribe, manage; whoever spells it, and how often. */
	@ParameterizedTest
	@CsvSource(textBlock = """
			$QUEUE.demo.a,                 PS-, PSM
			$QUEUE.demo,                   PS-, PSM
			$QUEUE.jobs,                   ---, PSM
			$QUEUE.demos,                  ---, PSM
			$QUEUE.$SYS.stats,             ---, -SM
			$QUEUE.$USER.ana.queue.x,      ---, P--
			$QUEUE.$QUEUE.$SYS.stats,      ---, -SM
			""")
	void theRightsToAQueueAreThoseToItsName(String name, String anonymous, String operator) {
		assertThat(granted(Caller.anonymous("c-1"), Topic.parse(name))).isEqualTo(anonymous);
		assertThat(granted(Caller.operator(), Topic.parse(name))).isEqualTo(operator);
	}

	@ParameterizedTest
	@ValueSource(strings = { "$QUEUE.demo.*", "$QUEUE.demo.#", "$QUEUE.#", "$QUEUE.*", "*.demo.a", "#.demo.a" })
	void aPatternOpensNobodyAQueue(String pattern) {
		assertThat(RULES.permits(Caller.anonymous("c-1"), Action.SUBSCRIBE, TopicPattern.parse(pattern))).isFalse();
	}

	private static String granted(Caller caller, Topic topic) {
		StringBuilder granted = new StringBuilder();
		for (Action action : Action.values()) {
			boolean permitted = RULES.permits(caller, action, topic);
			assertThat(RULES.permits(caller, action, TopicPattern.of(topic))).isEqualTo(permitted);
			granted.append(permitted ? action.name().charAt(0) : '-');
		}
		return granted.toString();
	}

}
