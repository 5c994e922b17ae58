package dev.stompbox.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.store.Around;
import dev.stompbox.store.Store;
import dev.stompbox.store.StoreOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class DurableTopicTests {

	private static final Topic TOPIC = Topic.parse("demo.a");

	@TempDir
	private Path directory;

	private Store store;

	private Broker broker;

	@BeforeEach
	void open() throws IOException {
		this.store = Store.open(new StoreOptions(this.directory, StoreOptions.Fsync.ALWAYS, Duration.ofMillis(10),
				20_000, 1 << 22, 1 << 30), Around.NOTHING);
		this.broker = broker(topics());
	}

	private Topics topics() {
		return topics(true);
	}

	private Topics topics(boolean durable) {
		TopicRule rule = new TopicRule(new Retention(5000, Duration.ofHours(1), 1 << 30), false,
				TopicRule.Window.DEFAULT, durable);
		return new Topics(100, FlowRules.NONE,
				new TopicRules(List.of(new TopicRules.Match(TopicPattern.parse("demo.#"), rule))),
				new HistoryBudget(100_000), this.store);
	}

	private static Broker broker(Topics topics) {
		return new Broker(DefaultAccess.policy(), topics, QueueLimits.DEFAULT, Refusals.UNHEARD, null);
	}

	@AfterEach
	void close() throws IOException {
		this.store.close();
	}

	private void again() throws IOException {
		close();
		open();
	}

	private Published publish(String body, String key) {
		return this.broker.publish(Caller.SERVER,
				new Publication(TOPIC, "text/plain", Headers.NONE, body.getBytes(StandardCharsets.UTF_8), key));
	}

	private static List<String> bodies(HistoryPage page) {
		return page.messages().stream().map((message) -> new String(message.body(), StandardCharsets.UTF_8)).toList();
	}

	private HistoryPage read(PageRequest request) {
		return this.broker.histories().read(Caller.SERVER, TOPIC, request);
	}

	@Test
	void whatWasPublishedIsThereAfterAStartAtItsPositions() throws IOException {
		Position first = Objects.requireNonNull(publish("1", null).position());
		publish("2", null);
		again();
		assertThat(this.broker.topic(TOPIC)).as("before anybody asks").isPresent();
		HistoryPage page = read(PageRequest.after(first, 10));
		assertThat(bodies(page)).containsExactly("2");
		assertThat(page.recovered()).isTrue();
		Published third = publish("3", null);
		assertThat(third.position()).isEqualTo(new Position(first.epoch(), 3));
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("1", "2", "3");
		assertThat(this.broker.histories().last(Caller.SERVER, TOPIC).orElseThrow().position().offset()).isEqualTo(3);
	}

	@Test
	void aRepeatIsKnownAfterAStart() throws IOException {
		Published first = publish("1", "key");
		again();
		Published repeat = publish("1", "key");
		assertThat(repeat.duplicate()).isTrue();
		assertThat(repeat.position()).isEqualTo(first.position());
	}

	@Test
	void whoComesBackReadsFromDiskAndGoesOnLive() throws Exception {
		for (int i = 0; i < 2000; i++) {
			this.broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[100], null),
					new Ignored());
		}
		Position last = Objects.requireNonNull(publish("last", null).position());
		again();
		List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
		Subscription subscription = this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC),
				(delivery) -> offsets.add(delivery.message().position().offset()),
				new Start.Since(new Position(last.epoch(), 10)));
		subscription.more();
		assertThat(subscription.catchingUp()).isFalse();
		publish("live", null);
		assertThat(offsets).hasSize(1992).isSorted().startsWith(11L).endsWith(2002L);
	}

	@Test
	void nobodySeesAMessageBeforeItIsOnDiskAndAllInOneOrder() throws Exception {
		List<String> seen = Collections.synchronizedList(new ArrayList<>());
		this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC),
				(delivery) -> seen.add(new String(delivery.message().body(), StandardCharsets.UTF_8)));
		CountDownLatch left = new CountDownLatch(500);
		List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
		for (int i = 0; i < 500; i++) {
			String body = "" + i;
			this.broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, body.getBytes(), null),
					new Outcome() {
						@Override
						public void published(Published published) {
							acknowledged.add(seen.contains(body) ? body : "early " + body);
							left.countDown();
						}

						@Override
						public void refused(Refused why) {
							left.countDown();
						}
					});
		}
		assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(acknowledged).hasSize(500).isEqualTo(seen);
	}

	@Test
	void aTransactionIsOnDiskWhenItIsDone() throws IOException {
		this.broker.commit(Caller.SERVER, List.of(new Publication(TOPIC, null, Headers.NONE, "1".getBytes(), null),
				new Publication(TOPIC, null, Headers.NONE, "2".getBytes(), null)), List.of());
		again();
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("1", "2");
	}

	/** What cannot be written is refused, and then nothing of the transaction is done. */
	@Test
	void aTransactionThatCannotBeWrittenDoesNothing() throws IOException {
		Topic memory = Topic.parse("memory.a");
		Topic queue = Topic.parse("$QUEUE.work");
		List<Publication> all = List.of(new Publication(memory, null, Headers.NONE, "1".getBytes(), null),
				new Publication(queue, null, Headers.NONE, "2".getBytes(), null),
				new Publication(TOPIC, null, Headers.NONE, "3".getBytes(), null));
		publish("0", null);
		this.store.close();
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.broker.commit(Caller.SERVER, all, List.of()));
		assertThat(this.broker.histories().last(Caller.SERVER, memory)).isEmpty();
		assertThat(this.broker.queue(queue).map(QueueInfo::depth).orElse(0)).isZero();
		open();
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("0");
		this.broker.commit(Caller.SERVER, all, List.of());
		assertThat(this.broker.histories().last(Caller.SERVER, memory)).isPresent();
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("0", "3");
	}

	@Test
	void aRepeatOfWhatIsOnItsWayGetsItsPosition() throws Exception {
		List<Published> outcomes = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch left = new CountDownLatch(2);
		for (int i = 0; i < 2; i++) {
			this.broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[10], "key"),
					new Outcome() {
						@Override
						public void published(Published published) {
							outcomes.add(published);
							left.countDown();
						}

						@Override
						public void refused(Refused why) {
							left.countDown();
						}
					});
		}
		assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(outcomes).extracting(Published::duplicate).containsExactlyInAnyOrder(false, true);
		assertThat(outcomes.get(0).position()).isEqualTo(outcomes.get(1).position());
	}

	/** What was in memory meanwhile is not there, and nobody is told that all is. */
	@Test
	void whoComesBackOverATimeInMemoryIsToldThatSomethingIsMissing() throws IOException {
		publish("1", null);
		Position last = Objects.requireNonNull(publish("2", null).position());
		close();
		open();
		this.broker = broker(topics(false));
		publish("in memory", null);
		again();
		assertThat(read(PageRequest.after(last, 10)).recovered()).isFalse();
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("1", "2");
		Position next = Objects.requireNonNull(publish("4", null).position());
		assertThat(next).isEqualTo(new Position(last.epoch(), 4));
		again();
		HistoryPage page = read(PageRequest.after(last, 10));
		assertThat(bodies(page)).containsExactly("4");
		assertThat(page.recovered()).isFalse();
		assertThat(read(PageRequest.after(next, 10)).recovered()).isTrue();
	}

	@Test
	void soIsWhoComesBackOverATimeWithoutTheLog() throws IOException {
		Position last = Objects.requireNonNull(publish("1", null).position());
		close();
		Store.leave(this.directory);
		Store.leave(this.directory.resolve("not there"));
		open();
		assertThat(read(PageRequest.after(last, 10)).recovered()).isFalse();
		Position next = Objects.requireNonNull(publish("3", null).position());
		assertThat(next).isEqualTo(new Position(last.epoch(), 3));
		again();
		assertThat(read(PageRequest.after(next, 10)).recovered()).as("once").isTrue();
		assertThat(bodies(read(PageRequest.oldest(10)))).containsExactly("1");
	}

	/** Whole segments go by size; who comes for what was in them is told. */
	@Test
	void whoIsTooLateIsToldHowMuchIsGone() throws IOException {
		this.store.close();
		this.store = Store.open(
				new StoreOptions(this.directory, StoreOptions.Fsync.ALWAYS, Duration.ofMillis(10), 2000, 1 << 22, 8000),
				Around.NOTHING);
		Topics topics = topics();
		this.broker = broker(topics);
		Position first = Objects.requireNonNull(publish("first", null).position());
		for (int i = 0; i < 200; i++) {
			publish("m" + i, null);
		}
		topics.forget();
		HistoryPage oldest = read(PageRequest.oldest(1));
		long there = oldest.messages().get(0).position().offset();
		assertThat(there).isGreaterThan(50);
		HistoryPage page = read(PageRequest.after(first, 1000));
		assertThat(page.recovered()).isFalse();
		assertThat(page.missed()).isEqualTo(there - 2);
		assertThat(page.messages()).hasSize((int) (201 - there + 1));
	}

	@Test
	void aTimeIsFoundOnDisk() throws Exception {
		for (int i = 0; i < 300; i++) {
			this.broker.histories()
				.restore(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[10], null),
						System.currentTimeMillis() - 3_000_000 + 10_000L * i);
		}
		again();
		List<Long> offsets = Collections.synchronizedList(new ArrayList<>());
		Subscription subscription = this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC),
				(delivery) -> offsets.add(delivery.message().position().offset()),
				new Start.Ago(Duration.ofMillis(1_005_000)));
		subscription.more();
		assertThat(offsets).hasSize(100).startsWith(201L).endsWith(300L);
	}

	@Test
	void timesDoNotGoBack() throws IOException {
		long now = System.currentTimeMillis();
		for (long time : new long[] { now - 1000, now - 5000, now - 500 }) {
			this.broker.histories()
				.restore(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[1], null), time);
		}
		again();
		this.broker.histories()
			.restore(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[1], null), now - 9000);
		assertThat(read(PageRequest.oldest(10)).messages()).extracting(Message::timestamp)
			.containsExactly(now - 1000, now - 1000, now - 500, now - 500);
	}

	@Test
	void whatWasPurgedStaysAway() throws IOException {
		Position first = Objects.requireNonNull(publish("1", null).position());
		publish("2", null);
		assertThat(this.broker.histories().purge(Caller.SERVER, TOPIC)).isEqualTo(2);
		publish("3", null);
		again();
		HistoryPage page = read(PageRequest.after(first, 10));
		assertThat(bodies(page)).containsExactly("3");
		assertThat(page.recovered()).isFalse();
		assertThat(page.missed()).isEqualTo(1);
	}

	@Test
	void asManyAreKeptAsTheRuleSays() throws IOException {
		for (int i = 0; i < 5100; i++) {
			this.broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[10], null),
					new Ignored());
		}
		publish("last", null);
		assertThat(read(PageRequest.oldest(1)).messages()).extracting(Message::position)
			.extracting(Position::offset)
			.containsExactly(102L);
		again();
		assertThat(read(PageRequest.oldest(1)).messages()).extracting(Message::position)
			.extracting(Position::offset)
			.containsExactly(102L);
	}

	private static final class Ignored implements Outcome {

		@Override
		public void published(Published published) {
			// the last one is waited for
		}

		@Override
		public void refused(Refused why) {
			throw why;
		}

	}

}
