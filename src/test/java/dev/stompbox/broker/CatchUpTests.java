package dev.stompbox.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CatchUpTests {

	private static final Topic TOPIC = Topic.parse("demo.a");

	private final Broker broker = broker(5, false);

	private final Reader reader = new Reader();

	private static Broker broker(int kept, boolean lastValue) {
		TopicRule rule = new TopicRule(new Retention(kept, Duration.ofHours(1), 1 << 20), lastValue,
				TopicRule.Window.DEFAULT, false);
		return new Broker(DefaultAccess.policy(),
				new Topics(100, FlowRules.NONE,
						new TopicRules(List.of(new TopicRules.Match(TopicPattern.parse("demo.#"), rule))),
						HistoryBudget.ofHeap()),
				QueueLimits.DEFAULT, Refusals.UNHEARD, null);
	}

	/** Reads as much as it has room for. */
	private static final class Reader implements Subscriber {

		private final List<Long> offsets = new ArrayList<>();

		private final List<Long> gaps = new ArrayList<>();

		private int room = Integer.MAX_VALUE;

		private @Nullable Recovery recovery;

		@Override
		public boolean hasRoom() {
			return this.room > 0;
		}

		@Override
		public void replay(Delivery delivery, long missed) {
			this.room--;
			if (missed > 0) {
				this.gaps.add(missed);
			}
			deliver(delivery);
		}

		@Override
		public void deliver(Delivery delivery) {
			this.offsets.add(delivery.message().position().offset());
		}

		@Override
		public void live(Recovery recovery) {
			this.recovery = recovery;
		}

		private Recovery recovery() {
			return Objects.requireNonNull(this.recovery);
		}

	}

	@Test
	void allSinceAPositionAndThenLive() {
		Position had = publish(3);
		publish(2);
		Subscription subscription = subscribe(new Start.Since(had));
		assertThat(this.reader.offsets).as("nothing before it is ready").isEmpty();
		subscription.more();
		publish(1);
		assertThat(this.reader.offsets).containsExactly(4L, 5L, 6L);
		assertThat(this.reader.recovery()).isEqualTo(new Recovery(new Position(had.epoch(), 5), true, 2, 0L, 0));
		assertThat(subscription.catchingUp()).isFalse();
	}

	@Test
	void whatIsNotKeptAnyMoreIsCountedAndNotCalledWhole() {
		Position had = publish(2);
		publish(10);
		subscribe(new Start.Since(had)).more();
		assertThat(this.reader.offsets).containsExactly(8L, 9L, 10L, 11L, 12L);
		assertThat(this.reader.gaps).containsExactly(5L);
		assertThat(this.reader.recovery().recovered()).isFalse();
		assertThat(this.reader.recovery().missed()).isEqualTo(5);
		assertThat(this.reader.recovery().replayed()).isEqualTo(5);
	}

	@Test
	void aForgottenHistoryIsAGapWithNothingAfterIt() {
		Position had = publish(3);
		publish(2);
		assertThat(this.broker.histories().purge(Caller.SERVER, TOPIC)).isEqualTo(5);
		subscribe(new Start.Since(had)).more();
		assertThat(this.reader.offsets).isEmpty();
		assertThat(this.reader.recovery()).isEqualTo(new Recovery(new Position(had.epoch(), 5), false, 0, 2L, 2));
	}

	@Test
	void ofAnotherLogAllThereIsAndNobodyKnowsWhatIsMissing() {
		publish(2);
		subscribe(new Start.Since(new Position("another", 1))).more();
		assertThat(this.reader.offsets).containsExactly(1L, 2L);
		assertThat(this.reader.recovery().recovered()).isFalse();
		assertThat(this.reader.recovery().missed()).isNull();
	}

	@Test
	void ofWhatIsStillToComeNothing() {
		Position had = publish(2);
		subscribe(new Start.Since(new Position(had.epoch(), 3))).more();
		publish(1);
		assertThat(this.reader.offsets).containsExactly(3L);
		assertThat(this.reader.recovery().recovered()).isFalse();
	}

	@Test
	void theLastMessagesOrAsManyAsThereWere() {
		publish(4);
		subscribe(new Start.Last(2)).more();
		assertThat(this.reader.offsets).containsExactly(3L, 4L);
		assertThat(this.reader.recovery().recovered()).isTrue();
		Reader more = new Reader();
		this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), more, new Start.Last(100)).more();
		assertThat(more.offsets).containsExactly(1L, 2L, 3L, 4L);
		assertThat(more.recovery().recovered()).isTrue();
		publish(4);
		Reader late = new Reader();
		this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), late, new Start.Last(100)).more();
		assertThat(late.offsets).containsExactly(4L, 5L, 6L, 7L, 8L);
		assertThat(late.recovery().recovered()).isFalse();
		assertThat(late.recovery().missed()).isEqualTo(3);
	}

	@Test
	void theMessagesOfATime() {
		publish(7);
		subscribe(new Start.Ago(Duration.ofMinutes(1))).more();
		assertThat(this.reader.offsets).containsExactly(3L, 4L, 5L, 6L, 7L);
		assertThat(this.reader.recovery().recovered()).as("two of that minute are gone").isFalse();
		Reader nothing = new Reader();
		this.broker
			.subscribe(Caller.SERVER, TopicPattern.of(Topic.parse("demo.b")), nothing,
					new Start.Ago(Duration.ofMinutes(1)))
			.more();
		assertThat(nothing.recovery().recovered()).isTrue();
	}

	@Test
	void itGoesOnWhenThereIsRoomAndHoldsNothingMeanwhile() {
		Broker large = broker(1000, false);
		publish(large, 300);
		this.reader.room = 10;
		Subscription subscription = large.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), this.reader,
				new Start.Last(300));
		subscription.more();
		assertThat(this.reader.offsets).hasSizeLessThan(10 + CatchUp.MOST + 1);
		int before = this.reader.offsets.size();
		subscription.more();
		assertThat(this.reader.offsets).as("there is no room").hasSize(before);
		publish(large, 5);
		while (subscription.catchingUp()) {
			this.reader.room = 50;
			subscription.more();
		}
		publish(large, 1);
		assertThat(this.reader.offsets).hasSize(306).isSorted().doesNotHaveDuplicates();
		assertThat(this.reader.recovery().replayed()).isEqualTo(305);
	}

	@Test
	void whoIsOvertakenIsToldWhereAndHowMuch() {
		publish(5);
		this.reader.room = 1;
		Subscription subscription = subscribe(new Start.Last(5));
		subscription.more();
		publish(20);
		this.reader.room = Integer.MAX_VALUE;
		subscription.more();
		assertThat(this.reader.offsets).containsExactly(1L, 2L, 3L, 4L, 5L, 21L, 22L, 23L, 24L, 25L);
		assertThat(this.reader.gaps).containsExactly(15L);
		assertThat(this.reader.recovery().recovered()).isFalse();
		assertThat(this.reader.recovery().missed()).isEqualTo(15);
	}

	@Test
	void whoLeavesBeforeItIsLiveGetsNothingMoreAndIsTold() {
		publish(5);
		Subscription subscription = subscribe(new Start.Last(5));
		this.broker.cancel(subscription);
		assertThat(this.reader.recovery().recovered()).isFalse();
		this.broker.cancel(subscription);
		subscription.more();
		publish(1);
		assertThat(this.reader.offsets).isEmpty();
		assertThat(this.broker.topic(TOPIC).orElseThrow().subscribers()).isZero();
	}

	@Test
	void theNewestFirstWhereThatIsTheRule() {
		Broker prices = broker(5, true);
		Reader early = new Reader();
		prices.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), early, Start.USUAL).more();
		publish(prices, 7);
		assertThat(early.offsets).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
		prices.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), this.reader, Start.USUAL).more();
		assertThat(this.reader.offsets).containsExactly(7L);
		assertThat(this.reader.recovery().recovered()).as("nothing was asked for").isNull();
		assertThat(prices.histories().last(Caller.SERVER, TOPIC)).map((last) -> last.position().offset()).contains(7L);
		prices.histories().purge(Caller.SERVER, TOPIC);
		Reader late = new Reader();
		prices.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), late, Start.USUAL).more();
		assertThat(late.offsets).isEmpty();
		assertThat(late.recovery().untold()).isZero();
	}

	/** A topic that was forgotten and came back does not know what it had. */
	@Test
	void whatWasForgottenWithItsTopicIsNotCalledWhole() {
		Broker few = new Broker(DefaultAccess.policy(), 2);
		publish(few, 3);
		for (String other : List.of("demo.b", "demo.c", "demo.d")) {
			few.publish(Caller.SERVER, new Publication(Topic.parse(other), null, Headers.NONE, new byte[1], null));
		}
		publish(few, 1);
		for (Start start : List.of(new Start.Last(4), new Start.Ago(Duration.ofMinutes(5)))) {
			Reader back = new Reader();
			few.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), back, start).more();
			assertThat(back.offsets).containsExactly(1L);
			assertThat(back.recovery().recovered()).as(start.toString()).isFalse();
		}
		Reader one = new Reader();
		few.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), one, new Start.Last(1)).more();
		assertThat(one.recovery().recovered()).isTrue();
	}

	/** What waits for acknowledgements holds it up, and nothing is dropped. */
	@Test
	void aReplayWithAcknowledgementsKeepsToTheirBudget() {
		Broker large = broker(2000, false);
		publish(large, 2000);
		Budget budget = new Budget(50_000);
		RecordingConsumer consumer = new RecordingConsumer();
		Consumption consumption = large.consume(Caller.SERVER, TopicPattern.of(TOPIC),
				new Consuming(AckMode.CLIENT, 65_535, budget), consumer, new Start.Last(2000));
		consumption.ready();
		int had = 0;
		while (consumer.messages().size() > had) {
			had = consumer.messages().size();
			new Acknowledgement(consumption, consumer.messages().get(had - 1).position(), Verdict.DONE).settle();
		}
		assertThat(had).isEqualTo(2000);
		assertThat(consumer.overflows()).isZero();
		assertThat(consumption.catchingUp()).isFalse();
	}

	@Test
	void aTimeThatIsStillToComeIsNow() {
		publish(3);
		long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
		this.broker.histories()
			.restore(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[1], null), tomorrow);
		assertThat(offsets(read(PageRequest.oldest(10)))).containsExactly(1L, 2L, 3L, 4L);
		assertThat(this.broker.histories().last(Caller.SERVER, TOPIC).orElseThrow().timestamp()).isLessThan(tomorrow);
	}

	@Test
	void aLongIdempotencyKeyIsRefused() {
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> this.broker.publish(Caller.SERVER,
					new Publication(TOPIC, null, Headers.NONE, new byte[1], "k".repeat(256))))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_HEADER));
	}

	@Test
	void pagesFollowEachOther() {
		Position first = publish(1);
		publish(6);
		HistoryPage newest = read(PageRequest.newest(2));
		assertThat(offsets(newest)).containsExactly(6L, 7L);
		assertThat(newest.next().offset()).isEqualTo(7);
		HistoryPage oldest = read(PageRequest.oldest(3));
		assertThat(offsets(oldest)).containsExactly(3L, 4L, 5L);
		HistoryPage next = read(PageRequest.after(oldest.next(), 3));
		assertThat(offsets(next)).containsExactly(6L, 7L);
		assertThat(next.recovered()).isTrue();
		HistoryPage none = read(PageRequest.after(next.next(), 3));
		assertThat(none).isEqualTo(new HistoryPage(List.of(), true, 0L, next.next()));
		HistoryPage late = read(PageRequest.after(first, 2));
		assertThat(offsets(late)).containsExactly(3L, 4L);
		assertThat(late.recovered()).isFalse();
		assertThat(late.missed()).isEqualTo(1);
		HistoryPage other = read(PageRequest.after(new Position("another", 1), 2));
		assertThat(offsets(other)).containsExactly(3L, 4L);
		assertThat(other.recovered()).isFalse();
		assertThat(other.missed()).isNull();
	}

	@Test
	void aPatternHasNoPlaceToBeginAt() {
		for (Start start : List.of(new Start.Since(new Position("e", 1)), new Start.Last(1),
				new Start.Ago(Duration.ofMinutes(1)))) {
			assertThatExceptionOfType(Refused.class)
				.isThrownBy(
						() -> this.broker.subscribe(Caller.SERVER, TopicPattern.parse("demo.*"), this.reader, start))
				.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.NO_POSITION));
		}
	}

	@Test
	void whoMayNotSubscribeMayNotReadWhatWas() {
		Caller anybody = Caller.anonymous("127.0.0.1");
		Topic topic = Topic.parse("prices");
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> this.broker.histories().read(anybody, topic, PageRequest.newest(1)));
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.broker.histories().last(anybody, topic));
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.broker.histories().purge(anybody, TOPIC));
	}

	private HistoryPage read(PageRequest request) {
		return this.broker.histories().read(Caller.SERVER, TOPIC, request);
	}

	private static List<Long> offsets(HistoryPage page) {
		return page.messages().stream().map(Message::position).map(Position::offset).toList();
	}

	private Subscription subscribe(Start start) {
		return this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), this.reader, start);
	}

	private Position publish(int messages) {
		return publish(this.broker, messages);
	}

	private static Position publish(Broker broker, int messages) {
		Position last = null;
		for (int i = 0; i < messages; i++) {
			last = broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[10], null))
				.position();
		}
		return Objects.requireNonNull(last);
	}

}
