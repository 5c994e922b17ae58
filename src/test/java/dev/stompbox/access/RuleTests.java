package dev.stompbox.access;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Who may do what by the rules of the configuration. */
class RuleTests {

	private static final Caller ANYBODY = Caller.anonymous("c-1");

	private static final Caller ANA = caller("ana", Set.of("staff"), Map.of());

	private static AccessRules rules(Rule... rules) {
		return new AccessRules(List.of(rules));
	}

	private static Rule rule(int index, String match, @Nullable List<String> subscribe,
			@Nullable List<String> publish) {
		return Rule.of(index, match, subscribe, publish, null);
	}

	private static Caller caller(String name, Set<String> roles, Map<String, Set<String>> claims) {
		return new Caller(name, Caller.Proof.JWT, roles, new Credential(null, null, null, Map.of(), claims));
	}

	private static boolean subscribes(AccessPolicy rules, Caller caller, String pattern) {
		return rules.permits(caller, Action.SUBSCRIBE, TopicPattern.parse(pattern));
	}

	private static boolean publishes(AccessPolicy rules, Caller caller, String topic) {
		return rules.permits(caller, Action.PUBLISH, Topic.parse(topic));
	}

	@ParameterizedTest
	@CsvSource({ "anyone, true, true", "authenticated, false, true", "role:staff, false, true",
			"role:boss, false, false", "user:ana, false, true", "user:bob, false, false", "claim:vip, false, true",
			"claim:vip=yes, false, true", "claim:vip=no, false, false", "claim:off, false, false",
			"claim:missing, false, false", "claim:groups=b, false, true", "claim:groups=c, false, false" })
	void aTermMeans(String term, boolean anybody, boolean ana) {
		AccessRules rules = rules(rule(0, "a.#", List.of(term), List.of()));
		Caller withClaims = caller("ana", Set.of("staff"),
				Map.of("vip", Set.of("yes"), "off", Set.of("false"), "groups", Set.of("a", "b")));
		assertThat(subscribes(rules, ANYBODY, "a.b")).isEqualTo(anybody);
		assertThat(subscribes(rules, withClaims, "a.b")).isEqualTo(ana);
		assertThat(subscribes(rules, withClaims, "a.*")).isEqualTo(ana);
		assertThat(publishes(rules, withClaims, "a.b")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "orders.*, 1, orders.ana, true", "orders.*, 1, orders.bob, false", "orders.*.*, 2, orders.x.ana, true",
			"orders.*.*, 2, orders.ana.x, false", "orders.#, 1, orders.ana, true", "orders.#, 1, orders.ana.x.y, true",
			"orders.#, 1, orders.x.ana, false", "orders.#, 2, orders.x.ana.y, true", "orders.#, 2, orders.ana, false",
			"#.to.*, 1, to.ana, true", "#.to.*, 1, ana.to.x, true", "#.to.*, 1, x.to.ana, false", "*.#, 2, x.ana, true",
			"*.#, 1, ana.x, true", "orders.#, 1, orders, false" })
	void theWordOfAWildcardIsTheCallersName(String match, int word, String topic, boolean granted) {
		AccessRules rules = rules(rule(0, match, List.of("user:{" + word + "}"), List.of()));
		assertThat(subscribes(rules, ANA, topic)).isEqualTo(granted);
	}

	@Test
	@DisplayName("a name with characters of patterns gives no wider rights")
	void aNameIsOneWordAndNoPattern() {
		AccessRules rules = rules(rule(0, "orders.#", List.of("user:{1}"), List.of("user:{1}")));
		for (String name : List.of("*", "#", ".*", "ana.x", "ana/x", "{1}", "a n a")) {
			Caller caller = caller(name, Set.of(), Map.of());
			assertThat(subscribes(rules, caller, "orders.ana")).as(name).isFalse();
			assertThat(subscribes(rules, caller, "orders.ana.x")).as(name).isFalse();
			assertThat(subscribes(rules, caller, "orders.*")).as(name).isFalse();
			assertThat(subscribes(rules, caller, "orders." + UserTopics.word(name) + ".#")).as(name).isTrue();
		}
		assertThat(subscribes(rules, Caller.anonymous("x"), "orders.anonymous-x")).isFalse();
	}

	@Test
	void theFirstRuleThatMatchesDecidesAndWhatItDoesNotSayIsAsWithoutRules() {
		AccessRules rules = rules(rule(0, "demo.closed.#", List.of(), null), rule(1, "demo.#", null, List.of()),
				rule(2, "secret.#", null, null), rule(3, "#", List.of("authenticated"), List.of("role:staff")));
		assertThat(subscribes(rules, ANA, "demo.closed.x")).isFalse();
		assertThat(publishes(rules, ANYBODY, "demo.closed.x")).isTrue();
		assertThat(subscribes(rules, ANYBODY, "demo.x")).isTrue();
		assertThat(publishes(rules, ANA, "demo.x")).isFalse();
		assertThat(subscribes(rules, ANA, "secret.x")).isFalse();
		assertThat(subscribes(rules, ANA, "other")).isTrue();
		assertThat(publishes(rules, ANA, "other")).isTrue();
		assertThat(publishes(rules, ANYBODY, "other")).isFalse();
		assertThat(publishes(rules, Caller.operator(), "secret.x")).isTrue();
	}

	@Test
	@DisplayName("a pattern is granted only when all that it can match is")
	void aNarrowerRuleBeforeTakesAway() {
		AccessRules rules = rules(rule(0, "secret.#", List.of("role:boss"), null),
				rule(1, "#", List.of("authenticated"), null));
		assertThat(subscribes(rules, ANA, "#")).isFalse();
		assertThat(subscribes(rules, ANA, "*.x")).isFalse();
		assertThat(subscribes(rules, ANA, "*")).isFalse();
		assertThat(subscribes(rules, ANA, "news.#")).isTrue();
		assertThat(subscribes(rules, caller("b", Set.of("boss"), Map.of()), "#")).isTrue();
		Decision decision = rules.decide(ANA, Action.SUBSCRIBE, TopicPattern.parse("#"));
		assertThat(decision.allowed()).isFalse();
		assertThat(decision.rule()).isZero();
		assertThat(decision.except()).startsWith("secret");
		assertThat(decision.why()).contains("it can match secret", "stompbox.topics[0] (match: secret.#)", "role:boss");
	}

	@Test
	void severalRulesTogetherGrantAPattern() {
		AccessRules rules = rules(rule(0, "a.x", List.of("role:staff"), null),
				rule(1, "a.#", List.of("authenticated"), null));
		assertThat(subscribes(rules, ANA, "a.#")).isTrue();
		assertThat(subscribes(rules, caller("bob", Set.of(), Map.of()), "a.#")).isFalse();
	}

	@Test
	void whatATokenGrantsNoRuleTakesAway() {
		AccessRules rules = rules(rule(0, "a.#", List.of(), List.of()));
		Caller caller = new Caller("ana", Caller.Proof.JWT, Set.of(), new Credential(null, null, null,
				Map.of(Action.SUBSCRIBE, List.of(TopicPattern.parse("a.b.#"), TopicPattern.parse("$USER.bob.#"))),
				Map.of()));
		assertThat(subscribes(rules, caller, "a.b.c")).isTrue();
		assertThat(subscribes(rules, caller, "a.b.*.#")).isTrue();
		assertThat(subscribes(rules, caller, "a.#")).isFalse();
		assertThat(publishes(rules, caller, "a.b.c")).isFalse();
		assertThat(subscribes(rules, caller, "$USER.bob.queue.x")).isFalse();
		assertThat(subscribes(rules, caller, "$USER.bob.#")).isFalse();
	}

	@Test
	@DisplayName("the server's own names stay the server's, whatever the rules say")
	void noRuleOpensWhatIsTheServers() {
		AccessRules rules = rules(rule(0, "$SYS.#", List.of("role:staff"), List.of("anyone")),
				rule(1, "$USER.*.queue.#", List.of("anyone"), List.of("authenticated")),
				rule(2, "#", List.of("anyone"), List.of("anyone")));
		assertThat(subscribes(rules, ANA, "$SYS.events")).isTrue();
		assertThat(subscribes(rules, ANA, "$SYS.#")).isTrue();
		assertThat(subscribes(rules, ANYBODY, "$SYS.events")).isFalse();
		assertThat(publishes(rules, ANA, "$SYS.events")).isFalse();
		assertThat(subscribes(rules, ANA, "$USER.bob.queue.x")).isFalse();
		assertThat(subscribes(rules, ANA, "$USER.ana.queue.x")).isTrue();
		assertThat(publishes(rules, ANA, "$USER.bob.queue.x")).isTrue();
		assertThat(publishes(rules, ANYBODY, "$USER.bob.queue.x")).isFalse();
		assertThat(publishes(rules, ANA, "a.$b")).isFalse();
	}

	@Test
	void aQueueIsJudgedByItsName() {
		AccessRules rules = rules(rule(0, "jobs.#", List.of("role:staff"), List.of("user:bob")));
		TopicPattern queue = TopicPattern.of(QueueTopics.topicOf("jobs.mail"));
		assertThat(rules.permits(ANA, Action.SUBSCRIBE, queue)).isTrue();
		assertThat(rules.permits(ANYBODY, Action.SUBSCRIBE, queue)).isFalse();
		assertThat(rules.permits(ANA, Action.PUBLISH, QueueTopics.topicOf("jobs.mail"))).isFalse();
	}

	@Test
	void whatWasRememberedIsForgottenWithTheRules() {
		AccessRules rules = rules(rule(0, "a.#", null, List.of("role:staff")));
		int version = rules.version();
		for (int i = 0; i < 5000; i++) {
			assertThat(publishes(rules, ANA, "a." + i % 2500)).isTrue();
			assertThat(publishes(rules, ANA, "b." + i % 7)).isFalse();
		}
		rules.replace(new RuleProperties(List.of(new RuleProperties.Rights("b.#", null, List.of("user:ana"), null))));
		assertThat(rules.version()).isNotEqualTo(version);
		assertThat(publishes(rules, ANA, "a.1")).isFalse();
		assertThat(publishes(rules, ANA, "b.1")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "anybody", "role", "role:", "user:{0}", "user:{10}", "user:{x}", "user:{2}", "group:x",
			" anyone" })
	void aWrongTermIsNamedWithItsPlace(String term) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RuleProperties(List.of(new RuleProperties.Rights("a", null, null, null),
					new RuleProperties.Rights("a.*", List.of("anyone", term), null, null))))
			.withMessageContaining("stompbox.topics[1].subscribe[1]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a..b", "a*", "$QUEUE.a" })
	void aWrongMatchIsNamedWithItsPlace(String match) {
		assertThatIllegalArgumentException().isThrownBy(() -> rule(3, match, null, null))
			.withMessageContaining("stompbox.topics[3].match");
	}

	@Test
	void aWordThatCouldBeAnyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> rule(0, "#.a.#", List.of("user:{1}"), null))
			.withMessageContaining("at most one #");
	}

}
