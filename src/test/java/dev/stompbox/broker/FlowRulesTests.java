package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.FlowProperties.Rule;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class FlowRulesTests {

	private static Rule rule(String match, SlowPolicy slow, @Nullable String key, int rate) {
		return new Rule(match, slow, key, rate);
	}

	@Test
	void theFirstRuleThatMatchesCounts() {
		FlowRules rules = new FlowProperties(
				List.of(rule("a.b", SlowPolicy.LATEST, "isin", 0), rule("a.*", SlowPolicy.DROP_OLDEST, null, 5)))
			.rules();
		assertThat(rules.of(Topic.parse("a.b")).slow()).isEqualTo(SlowPolicy.LATEST);
		assertThat(rules.of(Topic.parse("a.c")).publishRate()).isEqualTo(5);
		assertThat(rules.of(Topic.parse("b"))).isSameAs(Flow.DEFAULT);
		assertThat(rules.of(Topic.parse("a.c")).dropped()).as("each topic counts its own")
			.isNotSameAs(rules.of(Topic.parse("a.d")).dropped());
	}

	@Test
	void theKeyIsTheHeadersValueOrTheSameForAll() {
		Flow byHeader = new FlowProperties(List.of(rule("#", SlowPolicy.LATEST, "isin", 0))).rules()
			.of(Topic.parse("x"));
		assertThat(byHeader.keyOf(Headers.builder(1).add("isin", "DE1").build())).isEqualTo("DE1");
		assertThat(byHeader.keyOf(Headers.NONE)).isEmpty();
		Flow one = new FlowProperties(List.of(rule("#", SlowPolicy.LATEST, null, 0))).rules().of(Topic.parse("x"));
		assertThat(one.keyOf(Headers.builder(1).add("isin", "DE1").build())).isEmpty();
	}

	@Test
	void whatMakesNoSenseIsRefusedAtTheStart() {
		assertThatThrownBy(() -> new FlowProperties(List.of(rule("#", SlowPolicy.DROP_OLDEST, "isin", 0))))
			.hasMessageContaining("stompbox.topics[0].slow-key");
		assertThatThrownBy(() -> new FlowProperties(List.of(rule("#", SlowPolicy.DISCONNECT, null, -1))))
			.hasMessageContaining("stompbox.topics[0].publish-rate");
		assertThatThrownBy(() -> new FlowProperties(List.of(rule("a..b", SlowPolicy.DISCONNECT, null, 1))))
			.hasMessageContaining("stompbox.topics[0].match");
	}

	@Test
	void tooMuchForASecondIsRefusedAndRepeatsAreNotCounted() {
		Broker broker = broker();
		for (int i = 0; i < 10; i++) {
			broker.publish(Caller.operator(), publication("once"));
		}
		broker.publish(Caller.operator(), publication(null));
		broker.publish(Caller.operator(), publication(null));
		Refused refused = catchThrowableOfType(Refused.class,
				() -> broker.publish(Caller.operator(), publication(null)));
		assertThat(refused.code()).isEqualTo(ErrorCode.PUBLISH_RATE);
		assertThat(broker.publish(Caller.operator(), publication("once")).duplicate()).isTrue();
	}

	@Test
	void aTransactionIsRefusedAsAWhole() {
		Broker broker = broker();
		List<Publication> two = List.of(publication(null), publication(null));
		broker.commit(Caller.operator(), two, List.of());
		assertThatThrownBy(() -> broker.commit(Caller.operator(), two, List.of())).isInstanceOf(Refused.class);
		assertThat(broker.topic(Topic.parse("demo.x")).orElseThrow().messagesIn()).isEqualTo(2);
	}

	@Test
	void aDeliveryKnowsItsTopicsFlow() {
		Broker broker = broker();
		boolean[] drops = new boolean[1];
		broker.subscribe(Caller.operator(), TopicPattern.parse("demo.#"),
				(delivery) -> drops[0] = delivery.flow().drops());
		broker.publish(Caller.operator(), publication(null));
		assertThat(drops[0]).isTrue();
	}

	private static Broker broker() {
		FlowRules rules = new FlowProperties(List.of(rule("demo.x", SlowPolicy.DROP_NEWEST, null, 3))).rules();
		return new Broker(DefaultAccess.policy(), new Topics(100, rules, TopicRules.NONE, HistoryBudget.ofHeap()),
				QueueLimits.DEFAULT, Refusals.UNHEARD, null);
	}

	private static Publication publication(@Nullable String key) {
		return new Publication(Topic.parse("demo.x"), null, Headers.NONE, new byte[3], key);
	}

}
