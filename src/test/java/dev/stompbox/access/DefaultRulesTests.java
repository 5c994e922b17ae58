package dev.stompbox.access;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may do what to which name. */
class DefaultRulesTests {

	private static final AccessPolicy RULES = new AccessRules();

	/**
	 * P publish, S subscribe, M manage; {@code -} for what is not permitted. {@code ana}
	 * has a name of her own, and no role.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			# name,                anonymous, ana, operator, server
			demo,                  PS-,       PS-, PSM,      PSM
			demo.a,                PS-,       PS-, PSM,      PSM
			demo.a.b,              PS-,       PS-, PSM,      PSM
			demos,                 ---,       ---, PSM,      PSM
			Demo.a,                ---,       ---, PSM,      PSM
			a.demo,                ---,       ---, PSM,      PSM
			prices,                ---,       ---, PSM,      PSM
			$SYS.stats,            ---,       ---, -SM,      PSM
			$OTHER,                ---,       ---, -SM,      PSM
			$USER,                 ---,       ---, -SM,      PSM
			$USER.ana.queue.x,     ---,       -S-, P--,      PSM
			$USER.anabel.queue.x,  ---,       ---, P--,      PSM
			$USER.ana,             ---,       ---, P--,      PSM
			$USER.operator.queue.x,---,       ---, PS-,      PSM
			""")
	void toATopic(String name, String anonymous, String ana, String operator, String server) {
		assertThat(granted(Caller.anonymous("c-1"), Topic.parse(name))).as("anonymous").isEqualTo(anonymous);
		assertThat(granted(ana(), Topic.parse(name))).as("ana").isEqualTo(ana);
		assertThat(granted(Caller.operator(), Topic.parse(name))).as("operator").isEqualTo(operator);
		assertThat(granted(Caller.SERVER, Topic.parse(name))).as("server").isEqualTo(server);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			# pattern,             anonymous, ana, operator
			demo.#,                PS-,       PS-, -SM
			demo.*,                PS-,       PS-, -SM
			demo.*.#.x,            PS-,       PS-, -SM
			#,                     ---,       ---, -SM
			*,                     ---,       ---, -SM
			*.a,                   ---,       ---, -SM
			#.demo,                ---,       ---, -SM
			prices.*,              ---,       ---, -SM
			$SYS.#,                ---,       ---, -SM
			$USER.#,               ---,       ---, ---
			$USER.*.queue.x,       ---,       ---, ---
			$USER.ana.#,           ---,       ---, ---
			$USER.operator.#,      ---,       ---, ---
			""")
	void toAllThatAPatternMatches(String pattern, String anonymous, String ana, String operator) {
		assertThat(granted(Caller.anonymous("c-1"), TopicPattern.parse(pattern))).as("anonymous").isEqualTo(anonymous);
		assertThat(granted(ana(), TopicPattern.parse(pattern))).as("ana").isEqualTo(ana);
		assertThat(granted(Caller.operator(), TopicPattern.parse(pattern))).as("operator").isEqualTo(operator);
	}

	@Test
	void aNameIsJudgedAlikeAsTopicAndAsPattern() {
		for (Caller caller : Set.of(Caller.anonymous("c-1"), ana(), Caller.operator(), Caller.SERVER)) {
			for (String name : Set.of("demo.a", "prices", "$SYS.stats", "$USER.ana.queue.x")) {
				assertThat(granted(caller, TopicPattern.parse(name))).as("%s, %s", caller, name)
					.isEqualTo(granted(caller, Topic.parse(name)));
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "*", "#", ".*", "ana.queue", "ana/queue", "{user}", "$server", "operator.x" })
	void aNameThatLooksLikeAPatternGivesNoWiderRights(String name) {
		Caller caller = new Caller(name, Caller.Proof.TOKEN, Set.of());
		for (String topic : Set.of("$USER.ana.queue.x", "$USER.operator.queue.x", "$SYS.stats", "prices")) {
			assertThat(granted(caller, Topic.parse(topic))).as(topic).isEqualTo("---");
		}
		assertThat(RULES.permits(caller, Action.SUBSCRIBE, UserTopics.topicOf(name, "queue/x"))).isTrue();
	}

	private static Caller ana() {
		return new Caller("ana", Caller.Proof.TOKEN, Set.of());
	}

	private static String granted(Caller caller, Topic topic) {
		return (RULES.permits(caller, Action.PUBLISH, topic) ? "P" : "-")
				+ (RULES.permits(caller, Action.SUBSCRIBE, topic) ? "S" : "-")
				+ (RULES.permits(caller, Action.MANAGE, topic) ? "M" : "-");
	}

	private static String granted(Caller caller, TopicPattern pattern) {
		return (RULES.permits(caller, Action.PUBLISH, pattern) ? "P" : "-")
				+ (RULES.permits(caller, Action.SUBSCRIBE, pattern) ? "S" : "-")
				+ (RULES.permits(caller, Action.MANAGE, pattern) ? "M" : "-");
	}

}
