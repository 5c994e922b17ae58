package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BrokerTests {

	private static final Caller ANYONE = Caller.anonymous("c-1");

	private static final Caller OPERATOR = Caller.operator();

	private final Broker broker = new Broker(DefaultAccess.policy(), 100);

	private final RecordingSubscriber subscriber = new RecordingSubscriber();

	@Test
	void aSubscriberGetsWhatIsPublishedAfterItCameAndInOrder() {
		publish("demo.a", "before");
		Subscription subscription = subscribe("demo.a", this.subscriber);
		List<String> positions = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			positions.add(publish("demo.a", "m" + i).position().toString());
		}
		assertThat(this.subscriber.bodies()).containsExactly("m0", "m1", "m2", "m3", "m4");
		assertThat(this.subscriber.positions()).isEqualTo(positions);
		assertThat(subscription.begin()).hasToString(positions.get(0).replace(":2", ":1"));
	}

	@Test
	void offsetsRiseByOneFromOneAndTopicsCountApart() {
		assertThat(publish("demo.a", "").position().offset()).isEqualTo(1);
		assertThat(publish("demo.b", "").position().offset()).isEqualTo(1);
		assertThat(publish("demo.a", "").position().offset()).isEqualTo(2);
	}

	@Test
	void aMessageIsAsItWasPublished() {
		subscribe("demo.a", this.subscriber);
		Headers headers = Headers.builder(1).add("x", "y").build();
		byte[] body = { 0, -1, 13, 10 };
		long before = System.currentTimeMillis();
		this.broker.publish(ANYONE, new Publication(Topic.parse("demo.a"), "a/b", headers, body, null));
		assertThat(this.subscriber.messages()).singleElement().satisfies((message) -> {
			assertThat(message.topic()).hasToString("demo.a");
			assertThat(message.contentType()).isEqualTo("a/b");
			assertThat(message.headers()).isEqualTo(headers);
			assertThat(message.body()).isSameAs(body);
			assertThat(message.timestamp()).isBetween(before, System.currentTimeMillis());
		});
	}

	@Test
	void thePublisherLearnsHowManyGotIt() {
		assertThat(publish("demo.a", "").subscribers()).isZero();
		subscribe("demo.a", this.subscriber);
		subscribe("demo.a", this.subscriber);
		subscribe("demo.*", this.subscriber);
		subscribe("demo.b", this.subscriber);
		Published published = publish("demo.a", "");
		assertThat(published.subscribers()).isEqualTo(3);
		assertThat(published.duplicate()).isFalse();
	}

	@Test
	void afterCancelNothingComes() {
		List<Subscription> all = List.of(subscribe("demo.a", this.subscriber), subscribe("demo.*", this.subscriber),
				subscribe("#", this.subscriber, OPERATOR));
		RecordingSubscriber other = new RecordingSubscriber();
		subscribe("demo.a", other);
		all.forEach(this.broker::cancel);
		all.forEach(this.broker::cancel);
		assertThat(publish("demo.a", "x").subscribers()).isEqualTo(1);
		assertThat(this.subscriber.bodies()).isEmpty();
		assertThat(other.bodies()).containsExactly("x");
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.b"))).isFalse();
	}

	@Test
	void whoCancelsAmongManyLeavesTheOthersInPlace() {
		List<Subscription> all = new ArrayList<>();
		List<RecordingSubscriber> subscribers = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			subscribers.add(new RecordingSubscriber());
			all.add(subscribe("demo.a", subscribers.get(i)));
		}
		for (int i = 0; i < 40; i += 2) {
			this.broker.cancel(all.get(i));
		}
		assertThat(publish("demo.a", "x").subscribers()).isEqualTo(20);
		for (int i = 0; i < 40; i++) {
			assertThat(subscribers.get(i).bodies()).hasSize(i % 2);
		}
		for (int i = 39; i > 0; i -= 2) {
			this.broker.cancel(all.get(i));
			assertThat(publish("demo.a", "x").subscribers()).isEqualTo(i / 2);
			assertThat(this.broker.topic(Topic.parse("demo.a")).orElseThrow().subscribers()).isEqualTo(i / 2);
		}
	}

	@Test
	void everyPublicationAndSubscriptionIsJudgedHere() {
		assertRefused(ErrorCode.UNAUTHENTICATED, () -> publish("prices", "x"));
		assertRefused(ErrorCode.UNAUTHENTICATED, () -> subscribe("prices", this.subscriber));
		assertRefused(ErrorCode.UNAUTHENTICATED, () -> subscribe("#", this.subscriber));
		assertRefused(ErrorCode.FORBIDDEN, () -> this.broker.publish(OPERATOR, publication("$SYS.stats", "x", null)));
		assertRefused(ErrorCode.FORBIDDEN, () -> subscribe("$USER.#", this.subscriber, OPERATOR));
		assertRefused(ErrorCode.FORBIDDEN, () -> this.broker.publish(new Caller("ana", Caller.Proof.TOKEN, Set.of()),
				publication("prices", "x", null)));
		assertRefused(ErrorCode.UNAUTHENTICATED,
				() -> this.broker.check(ANYONE, Action.MANAGE, TopicPattern.parse("demo.a")));
		assertThat(this.broker.topicCount()).as("A refusal makes no topic").isZero();
		assertThat(this.broker.hasSubscribers(Topic.parse("prices"))).isFalse();
	}

	@Test
	void theServersTopicsAreNotEverything() {
		subscribe("#", this.subscriber, OPERATOR);
		this.broker.publish(Caller.SERVER, publication("$SYS.stats", "numbers", null));
		assertThat(this.subscriber.bodies()).isEmpty();
	}

	@Test
	void whatHasTheSameKeyIsPublishedOnce() {
		subscribe("demo.a", this.subscriber);
		Published first = this.broker.publish(ANYONE, publication("demo.a", "one", "k"));
		Published second = this.broker.publish(ANYONE, publication("demo.a", "two", "k"));
		assertThat(first.duplicate()).isFalse();
		assertThat(second.duplicate()).isTrue();
		assertThat(second.position()).isEqualTo(first.position());
		assertThat(second.subscribers()).isZero();
		assertThat(this.subscriber.bodies()).containsExactly("one");
	}

	@Test
	void aKeyIsOfOneCallerAndOneTopic() {
		this.broker.publish(ANYONE, publication("demo.a", "", "k"));
		assertThat(this.broker.publish(Caller.anonymous("c-2"), publication("demo.a", "", "k")).duplicate()).isFalse();
		assertThat(this.broker.publish(ANYONE, publication("demo.b", "", "k")).duplicate()).isFalse();
		assertThat(this.broker.publish(ANYONE, publication("demo.a", "", "k2")).duplicate()).isFalse();
		assertThat(this.broker.publish(ANYONE, publication("demo.a", "", null)).duplicate()).isFalse();
	}

	@Test
	void aTopicRemembersItsLastThousandKeys() {
		for (int i = 0; i < 1001; i++) {
			this.broker.publish(ANYONE, publication("demo.a", "", "k" + i));
		}
		assertThat(this.broker.publish(ANYONE, publication("demo.a", "", "k1")).duplicate()).isTrue();
		assertThat(this.broker.publish(ANYONE, publication("demo.a", "", "k0")).duplicate()).isFalse();
	}

	@Test
	void topicsThatNobodyReadsMakeRoomTheLongestUnusedFirst() {
		String epoch = publish("demo.t0", "").position().epoch();
		RecordingSubscriber reader = new RecordingSubscriber();
		subscribe("demo.read", reader);
		for (int i = 1; i < 150; i++) {
			publish("demo.t" + i, "");
			assertThat(this.broker.topicCount()).isLessThanOrEqualTo(100);
		}
		assertThat(this.broker.topic(Topic.parse("demo.t0"))).isEmpty();
		assertThat(this.broker.topic(Topic.parse("demo.t149"))).isPresent();
		Published again = publish("demo.t0", "");
		assertThat(again.position().offset()).isEqualTo(1);
		assertThat(again.position().epoch()).as("What was lost is not taken for what is new").isNotEqualTo(epoch);
		publish("demo.read", "still");
		assertThat(reader.bodies()).containsExactly("still");
		assertThat(reader.positions().get(0)).endsWith(":1");
	}

	@Test
	void whenAllTopicsAreReadThereIsNoRoomForMore() {
		List<Subscription> all = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			all.add(subscribe("demo.t" + i, this.subscriber));
		}
		assertRefused(ErrorCode.TOO_MANY_TOPICS, () -> publish("demo.more", ""));
		assertRefused(ErrorCode.TOO_MANY_TOPICS, () -> subscribe("demo.more", this.subscriber));
		assertThat(publish("demo.t5", "x").subscribers()).isEqualTo(1);
		this.broker.cancel(all.get(7));
		assertThat(publish("demo.more", "").position().offset()).isEqualTo(1);
	}

	@Test
	void whatIsKnownOfATopic() {
		subscribe("demo.a", this.subscriber);
		subscribe("demo.*", this.subscriber);
		Published last = null;
		for (int i = 0; i < 3; i++) {
			last = publish("demo.a", "four");
		}
		assertThat(this.broker.topic(Topic.parse("demo.a"))).hasValueSatisfying((info) -> {
			assertThat(info.topic()).isEqualTo("demo.a");
			assertThat(info.subscribers()).isEqualTo(2);
			assertThat(info.messagesIn()).isEqualTo(3);
			assertThat(info.messagesOut()).isEqualTo(6);
			assertThat(info.bytesIn()).isEqualTo(12);
			assertThat(info.lastMessageAt()).isNotNull();
		});
		assertThat(this.broker.topics()).singleElement()
			.extracting(TopicInfo::position)
			.isEqualTo(last.position().toString());
		assertThat(this.broker.topic(Topic.parse("demo.b"))).isEmpty();
	}

	@Test
	void aTopicHasSubscribersByNameOrByPattern() {
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.a"))).isFalse();
		Subscription byName = subscribe("demo.a", this.subscriber);
		Subscription byPattern = subscribe("demo.*", this.subscriber);
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.a"))).isTrue();
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.b"))).isTrue();
		this.broker.cancel(byPattern);
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.a"))).isTrue();
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.b"))).isFalse();
		this.broker.cancel(byName);
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.a"))).isFalse();
	}

	@Test
	void aFormIsMadeOncePerMessage() {
		List<String> made = new ArrayList<>();
		List<Object> got = new ArrayList<>();
		for (int i = 0; i < 30; i++) {
			String form = "form" + i % 3;
			subscribe("demo.a", (delivery) -> got.add(delivery.as(form, (key) -> {
				made.add(key);
				return new StringBuilder(key);
			})));
		}
		publish("demo.a", "");
		assertThat(made).containsExactlyInAnyOrder("form0", "form1", "form2");
		assertThat(got).hasSize(30);
		assertThat(got.get(0)).isSameAs(got.get(3)).isNotSameAs(got.get(1));
		publish("demo.a", "");
		assertThat(made).hasSize(6);
	}

	@Test
	void moreFormsThanAreKeptAreStillRight() {
		List<String> got = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			String form = "form" + i;
			subscribe("demo.a", (delivery) -> got.add(delivery.as(form, (key) -> key + "!")));
		}
		publish("demo.a", "");
		assertThat(got).hasSize(100).doesNotHaveDuplicates().contains("form0!", "form99!");
	}

	private Published publish(String topic, String body) {
		return this.broker.publish(ANYONE, publication(topic, body, null));
	}

	private static Publication publication(String topic, String body, String key) {
		return new Publication(Topic.parse(topic), null, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), key);
	}

	private Subscription subscribe(String pattern, Subscriber by) {
		return subscribe(pattern, by, ANYONE);
	}

	private Subscription subscribe(String pattern, Subscriber by, Caller caller) {
		return this.broker.subscribe(caller, TopicPattern.parse(pattern), by);
	}

	private static void assertRefused(ErrorCode code, Runnable action) {
		assertThatThrownBy(action::run).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo(code));
	}

}
