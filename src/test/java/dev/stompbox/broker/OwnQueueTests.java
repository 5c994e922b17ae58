package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Subscribers to topics that acknowledge. */
class OwnQueueTests {

	private static final Caller ANA = Caller.anonymous("ana");

	/** What an empty message takes. */
	private static final long ONE = Queued.bytesOf(Headers.NONE, new byte[0]);

	private final List<String> told = new ArrayList<>();

	private final Broker broker = new Broker(DefaultAccess.policy(), 100, QueueLimits.DEFAULT,
			(where, refused) -> this.told.add(where + " " + refused.code() + " " + refused.detail()), null);

	private final Budget budget = new Budget(1000 * ONE);

	@Test
	void asManyAsAskedForAreInFlightAndTheRestWaits() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT_INDIVIDUAL, 2);
		publish("demo.a", "a", "b", "c");
		assertThat(consumer.got()).containsExactly("a", "b");
		consumer.ack("b");
		assertThat(consumer.got()).containsExactly("c");
		consumer.ack("a", "c");
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void whatIsRefusedComesAgainToTheSameSubscriberUntilItIsDropped() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT_INDIVIDUAL, 10);
		RecordingConsumer other = subscribe("demo.a", AckMode.CLIENT, 10);
		publish("demo.a", "x");
		for (int i = 0; i < 10; i++) {
			assertThat(this.told).isEmpty();
			consumer.nack("x");
		}
		assertThat(consumer.got()).startsWith("x", "x*2").endsWith("x*10").hasSize(10);
		assertThat(other.got()).containsExactly("x");
		assertThat(this.told).singleElement().asString().startsWith(ANA.name() + " UNDELIVERABLE").contains("10 times");
		other.ack("x");
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void whatNobodyShallTryAgainIsDroppedAtOnceAndTold() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT, 10);
		publish("demo.a", "x");
		consumer.answer("x", Verdict.NEVER).settle();
		assertThat(this.told).hasSize(1);
		assertThat(this.broker.queues()).isEmpty();
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void theSubscriptionsOfAConnectionShareOneBudget() {
		RecordingConsumer one = subscribe("demo.a", AckMode.CLIENT, 1);
		RecordingConsumer two = subscribe("demo.b", AckMode.CLIENT, 1);
		publish("demo.a", new String[500]);
		publish("demo.b", new String[500]);
		assertThat(one.overflows() + two.overflows()).isZero();
		publish("demo.b", "");
		assertThat(two.overflows()).isEqualTo(1);
		assertThat(one.overflows()).isZero();
	}

	/** "Nothing more will come": a gap is followed by the end, and never by a message. */
	@Test
	void afterTooMuchNothingMoreComes() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT_INDIVIDUAL, 1000);
		publish("demo.a", "first");
		publish("demo.a", "x".repeat((int) (1000 * ONE)), "after", "after");
		consumer.ack("first");
		publish("demo.a", "after");
		assertThat(consumer.got()).containsExactly("first");
		assertThat(consumer.overflows()).as("it is said once").isEqualTo(1);
		this.broker.cancel(consumer.consumption());
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void whoCancelsGivesAllBackAndHearsNothingMore() {
		RecordingConsumer consumer = subscribe("demo.*", AckMode.CLIENT_INDIVIDUAL, 2);
		publish("demo.a", "a", "b", "c");
		publish("demo.b", "d");
		Consumption.Claim claim = consumer.claim("a", Verdict.DONE);
		this.broker.cancel(consumer.consumption());
		this.broker.cancel(consumer.consumption());
		claim.settle();
		publish("demo.a", "e");
		assertThat(consumer.got()).containsExactly("a", "b");
		assertThat(Workshop.whole(this.budget)).isTrue();
		assertThat(this.broker.hasSubscribers(Topic.parse("demo.a"))).isFalse();
		assertThat(this.told).isEmpty();
	}

	/** Who goes with its last delivery in its hands has not said NACK to it. */
	@Test
	void whoCancelsIsNotToldOf() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT, 10);
		publish("demo.a", "x");
		for (int i = 0; i < 9; i++) {
			consumer.nack("x");
		}
		this.broker.cancel(consumer.consumption());
		assertThat(this.told).isEmpty();
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	/** A claim that comes back to a subscription that is no more keeps nothing. */
	@Test
	void whatIsReleasedOrRefusedAfterTheEndIsForgotten() {
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT_INDIVIDUAL, 10);
		publish("demo.a", "a", "b");
		Consumption.Claim released = consumer.claim("a", Verdict.DONE);
		Consumption.Claim again = consumer.claim("b", Verdict.AGAIN);
		this.broker.cancel(consumer.consumption());
		released.release();
		again.settle();
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void aPatternsMessagesAreAcknowledgedEachByItsPosition() {
		RecordingConsumer consumer = subscribe("demo.#", AckMode.CLIENT_INDIVIDUAL, 10);
		publish("demo.a", "a");
		publish("demo.b", "b");
		publish("demo.a", "c");
		assertThat(consumer.consumption().begin()).isNull();
		consumer.ack("b", "a", "c");
		assertThat(Workshop.whole(this.budget)).isTrue();
	}

	@Test
	void itBeginsAfterTheLastMessage() {
		publish("demo.a", "before", "before");
		RecordingConsumer consumer = subscribe("demo.a", AckMode.CLIENT, 10);
		assertThat(consumer.consumption().begin().offset()).isEqualTo(2);
		publish("demo.a", "after");
		assertThat(consumer.got()).containsExactly("after");
	}

	@Test
	void whoMayNotSubscribeMayNotWithAcknowledgementsEither() {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> subscribe("prices", AckMode.CLIENT, 1))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> subscribe("$QUEUE.prices", AckMode.CLIENT, 1))
			.satisfies((refused) -> assertThat(refused.detail()).contains("subscribe to prices"));
	}

	private RecordingConsumer subscribe(String pattern, AckMode mode, int prefetch) {
		RecordingConsumer consumer = new RecordingConsumer();
		return consumer.of(this.broker.consume(ANA, TopicPattern.parse(pattern),
				new Consuming(mode, prefetch, this.budget), consumer));
	}

	private void publish(String topic, String... bodies) {
		for (String body : bodies) {
			byte[] bytes = (body != null) ? body.getBytes(StandardCharsets.UTF_8) : new byte[0];
			this.broker.publish(ANA, new Publication(Topic.parse(topic), null, Headers.NONE, bytes, null));
		}
	}

}
