package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class CommitTests {

	private static final Caller ANYONE = Caller.anonymous("c-1");

	private static final int FEW = 3;

	private final Broker broker = broker(100);

	private final RecordingSubscriber subscriber = new RecordingSubscriber();

	@Test
	void allOfItIsDoneInTheOrderInWhichItCame() {
		this.broker.subscribe(ANYONE, TopicPattern.parse("demo.#"), this.subscriber);
		RecordingConsumer source = consume("demo.source", 10);
		RecordingConsumer target = consume("demo.target", 10);
		send("demo.source", "1", "2", "3");
		commit(List.of(to("demo.b", "x"), to("demo.a", "y"), toQueue("demo.target", "z"), to("demo.b", "w")),
				source.answer("2", Verdict.DONE), source.answer("1", Verdict.AGAIN), source.answer("3", Verdict.NEVER));
		assertThat(this.subscriber.bodies()).containsExactly("x", "y", "w");
		assertThat(target.got()).containsExactly("z");
		assertThat(source.got()).containsExactly("1", "2", "3", "1*2");
		assertThat(info("demo.source").acknowledged()).isEqualTo(1);
		assertThat(info("demo.source.dead").depth()).isEqualTo(1);
	}

	@Test
	void anEmptyOneIsDone() {
		commit(List.of());
		assertThat(this.broker.topicCount()).isZero();
	}

	@Test
	void aQueueWithoutRoomForAllRefusesAll() {
		this.broker.subscribe(ANYONE, TopicPattern.parse("demo.#"), this.subscriber);
		RecordingConsumer source = consume("demo.source", 10);
		send("demo.source", "1");
		send("demo.few.a", "one");
		assertRefused(ErrorCode.QUEUE_FULL, List.of(to("demo.a", "x"), toQueue("demo.other", "x"),
				toQueue("demo.few.a", "2"), toQueue("demo.few.a", "3"), toQueue("demo.few.a", "4")),
				source.answer("1", Verdict.DONE));
		assertThat(this.subscriber.bodies()).isEmpty();
		assertThat(info("demo.few.a").depth()).isEqualTo(1);
		assertThat(info("demo.other").messagesIn()).isZero();
		assertThat(info("demo.source").inFlight()).isEqualTo(1);
		source.ack("1");
		commit(List.of(toQueue("demo.few.a", "2"), toQueue("demo.few.a", "3")));
		assertThat(info("demo.few.a").depth()).isEqualTo(FEW);
	}

	@Test
	void anAcknowledgementOfWhatIsNotInFlightRefusesAll() {
		RecordingConsumer source = consume("demo.source", 10);
		send("demo.source", "1", "2");
		Acknowledgement gone = source.answer("2", Verdict.DONE);
		source.ack("2");
		this.broker.subscribe(ANYONE, TopicPattern.parse("demo.a"), this.subscriber);
		assertRefused(ErrorCode.NOT_IN_FLIGHT, List.of(to("demo.a", "x"), toQueue("demo.q", "y")),
				source.answer("1", Verdict.DONE), gone);
		assertRefused(ErrorCode.NOT_IN_FLIGHT, List.of(to("demo.a", "x")), source.answer("1", Verdict.DONE),
				source.answer("1", Verdict.DONE));
		assertThat(this.subscriber.bodies()).isEmpty();
		assertThat(info("demo.source").inFlight()).isEqualTo(1);
		assertThat(this.broker.queue(QueueTopics.topicOf("demo.q"))).isEmpty();
		source.ack("1");
	}

	@Test
	void whoMayNotPublishToOnePublishesToNone() {
		this.broker.subscribe(ANYONE, TopicPattern.parse("demo.a"), this.subscriber);
		assertRefused(ErrorCode.UNAUTHENTICATED, List.of(to("demo.a", "x"), toQueue("prices", "x")));
		assertRefused(ErrorCode.UNAUTHENTICATED, List.of(to("demo.a", "x"), to("$SYS.stats", "x")));
		assertThat(this.subscriber.bodies()).isEmpty();
	}

	@Test
	void keysHoldInsideAndAcrossCommits() {
		this.broker.subscribe(ANYONE, TopicPattern.parse("demo.a"), this.subscriber);
		List<Publication> twice = List.of(keyed(Topic.parse("demo.a"), "k"), keyed(Topic.parse("demo.a"), "k"),
				keyed(QueueTopics.topicOf("demo.q"), "k"), keyed(QueueTopics.topicOf("demo.q"), "k"));
		commit(twice);
		commit(twice);
		assertThat(this.subscriber.bodies()).hasSize(1);
		assertThat(info("demo.q").messagesIn()).isEqualTo(1);
		assertThat(info("demo.q").depth()).isEqualTo(1);
	}

	@Test
	void roomThatWasMadeIsGivenBackWhetherItIsUsedOrNot() {
		for (int i = 0; i < 10; i++) {
			assertRefused(ErrorCode.QUEUE_FULL, List.of(toQueue("demo.big", "x".repeat(1000)),
					toQueue("demo.few.a", "1"), toQueue("demo.few.b", "x".repeat(1_000_000))));
			commit(List.of(toQueue("demo.big", "x".repeat(1000)), toQueue("demo.few.a", "1")));
			this.broker.purge(QueueTopics.topicOf("demo.big"));
			this.broker.purge(QueueTopics.topicOf("demo.few.a"));
		}
		send("demo.big", "x".repeat(999_000));
	}

	/** A commit over more topics than are kept is refused, and tries not for ever. */
	@Test
	void moreTopicsThanAreKeptRefuseAll() {
		Broker small = broker(4);
		small.subscribe(ANYONE, TopicPattern.parse("demo.t0"), this.subscriber);
		List<Publication> many = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			many.add(to("demo.t" + i, "x"));
		}
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> small.commit(ANYONE, many, List.of()))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_TOPICS));
		assertThat(this.subscriber.bodies()).isEmpty();
		small.commit(ANYONE, many.subList(2, 5), List.of());
		small.commit(ANYONE, many.subList(0, 4), List.of());
		assertThat(this.subscriber.bodies()).containsExactly("x");
		for (int i = 10; i < 20; i++) {
			small.publish(ANYONE, to("demo.t" + i, "the others have made room again"));
		}
	}

	private static Broker broker(int topics) {
		QueueRule few = new QueueRule(TopicPattern.parse("demo.few.*"), FEW, 1 << 20, 10, null, Duration.ofMinutes(1),
				false);
		return new Broker(DefaultAccess.policy(), topics, new QueueLimits(100, 1_000_000, List.of(few)),
				Refusals.UNHEARD, null);
	}

	private void commit(List<Publication> publications, Acknowledgement... acknowledgements) {
		this.broker.commit(ANYONE, publications, Arrays.asList(acknowledgements));
	}

	private void assertRefused(ErrorCode code, List<Publication> publications, Acknowledgement... acknowledgements) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> commit(publications, acknowledgements))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(code));
	}

	private RecordingConsumer consume(String queue, int prefetch) {
		RecordingConsumer consumer = new RecordingConsumer();
		return consumer.of(this.broker.consume(ANYONE, TopicPattern.of(QueueTopics.topicOf(queue)),
				new Consuming(AckMode.CLIENT_INDIVIDUAL, prefetch, new Budget(0)), consumer));
	}

	private void send(String queue, String... bodies) {
		for (String body : bodies) {
			this.broker.publish(ANYONE, toQueue(queue, body));
		}
	}

	private QueueInfo info(String queue) {
		return this.broker.queue(QueueTopics.topicOf(queue)).orElseThrow();
	}

	private static Publication to(String topic, String body) {
		return publication(Topic.parse(topic), body, null);
	}

	private static Publication toQueue(String queue, String body) {
		return publication(QueueTopics.topicOf(queue), body, null);
	}

	private static Publication keyed(Topic topic, String key) {
		return publication(topic, "x", key);
	}

	private static Publication publication(Topic topic, String body, String key) {
		return new Publication(topic, null, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), key);
	}

}
