package dev.stompbox.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;
import dev.stompbox.store.Around;
import dev.stompbox.store.Store;
import dev.stompbox.store.StoreOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Queues whose content, deliveries and acknowledgements survive a start. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurableQueueTests {

	private static final String QUEUE = "mail.new";

	@TempDir
	private Path directory;

	private Store store;

	private Topics topics;

	private Broker broker;

	@BeforeEach
	void open() throws IOException {
		this.store = Store.open(new StoreOptions(this.directory, StoreOptions.Fsync.ALWAYS, Duration.ofMillis(10), 2000,
				1 << 22, 1 << 30), Around.NOTHING);
		this.topics = new Topics(100, FlowRules.NONE, TopicRules.NONE, new HistoryBudget(100_000), this.store);
		QueueRule rule = new QueueRule(TopicPattern.parse("mail.#"), 1000, 1 << 20, 3, null, Duration.ofMinutes(1),
				true);
		this.broker = new Broker(DefaultAccess.policy(), this.topics, new QueueLimits(100, 1 << 20, List.of(rule)),
				Refusals.UNHEARD, null);
	}

	@AfterEach
	void close() throws IOException {
		this.store.close();
	}

	private void again() throws IOException {
		close();
		open();
	}

	private static Topic topic(String queue) {
		return QueueTopics.topicOf(queue);
	}

	private static Publication publication(String queue, String body, String key) {
		return new Publication(topic(queue), "text/plain", Headers.builder(1).add("a", body).build(),
				body.getBytes(StandardCharsets.UTF_8), key);
	}

	private Published send(String... bodies) {
		Published last = null;
		for (String body : bodies) {
			last = this.broker.publish(Caller.SERVER, publication(QUEUE, body, null));
		}
		return last;
	}

	private RecordingConsumer consume(String queue, AckMode mode, int prefetch) {
		RecordingConsumer consumer = new RecordingConsumer();
		return consumer.of(this.broker.consume(Caller.SERVER, TopicPattern.of(topic(queue)),
				new Consuming(mode, prefetch, new Budget(1 << 20)), consumer));
	}

	@Test
	void whatWaitsIsThereAfterAStartInItsOrderAndPositionsGoOn() throws IOException {
		Published third = send("1", "2", "3");
		again();
		assertThat(this.broker.queues()).extracting(QueueInfo::depth).containsExactly(3);
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10);
		assertThat(consumer.got()).containsExactly("1", "2", "3");
		assertThat(consumer.messages().get(2).position()).isEqualTo(third.position());
		assertThat(consumer.messages().get(0).headers().get("a")).isEqualTo("1");
		assertThat(send("4").position().offset()).isEqualTo(4);
	}

	@Test
	void whatIsAcknowledgedDoesNotComeBackAndWhatWasInFlightDoesMarked() throws IOException {
		send("1", "2", "3", "4");
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 3);
		assertThat(consumer.got()).containsExactly("1", "2", "3");
		consumer.ack("2");
		consumer.answer("1", Verdict.AGAIN).settle();
		assertThat(consumer.got()).containsExactly("4", "1*2");
		consumer.answer("4", Verdict.DONE).await();
		again();
		assertThat(consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10).got()).containsExactly("1*3", "3*2", "4*2");
	}

	@Test
	void whatWasHandedToWhoAsksForNoAcknowledgementIsDone() throws IOException {
		send("1", "2");
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).containsExactly("1", "2");
		again();
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).isEmpty();
	}

	@Test
	void deliveriesAreCountedOnAndWhatIsGivenUpIsADeadLetter() throws IOException {
		send("1");
		for (int i = 0; i < 2; i++) {
			assertThat(consume(QUEUE, AckMode.CLIENT, 1).got()).hasSize(1);
			again();
		}
		RecordingConsumer third = consume(QUEUE, AckMode.CLIENT, 1);
		assertThat(third.got()).containsExactly("1*3");
		third.nack("1");
		again();
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).isEmpty();
		RecordingConsumer dead = consume(QUEUE + ".dead", AckMode.AUTO, 1);
		assertThat(dead.got()).containsExactly("1");
		assertThat(dead.messages().get(0).headers().get("dead-letter-queue")).isEqualTo(QUEUE);
	}

	@Test
	void aTransactionIsThereAsAWholeWithItsAcknowledgements() throws IOException {
		send("1", "2");
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10);
		this.broker.commit(Caller.SERVER,
				List.of(publication("mail.next", "a", null), publication("mail.next", "b", "k")),
				List.of(consumer.answer("1", Verdict.DONE)));
		again();
		assertThat(consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10).got()).containsExactly("2*2");
		assertThat(consume("mail.next", AckMode.AUTO, 1).got()).containsExactly("a", "b");
		assertThat(this.broker.publish(Caller.SERVER, publication("mail.next", "b", "k")).duplicate()).isTrue();
	}

	@Test
	void aTransactionThatCannotBeWrittenDoesNothing() throws IOException {
		send("1");
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10);
		long before = this.broker.queues().get(0).bytes();
		this.store.close();
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.broker.commit(Caller.SERVER,
				List.of(publication(QUEUE, "2", null)), List.of(consumer.answer("1", Verdict.DONE))));
		assertThat(this.broker.queues().get(0).inFlight()).isEqualTo(1);
		assertThat(this.broker.queues().get(0).bytes()).isEqualTo(before);
		open();
		assertThat(consume(QUEUE, AckMode.AUTO, 10).got()).containsExactly("1*2");
	}

	/** Nothing is published, and it is told only what is on disk all the same. */
	@Test
	void aTransactionOfAcknowledgementsAloneWaitsForTheDisk() throws IOException {
		send("1", "2");
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 10);
		this.broker.commit(Caller.SERVER, List.of(), List.of(consumer.answer("1", Verdict.DONE)));
		this.store.close();
		assertThatExceptionOfType(Refused.class).isThrownBy(
				() -> this.broker.commit(Caller.SERVER, List.of(), List.of(consumer.answer("2", Verdict.DONE))));
		assertThat(this.broker.queues().get(0).inFlight()).isEqualTo(1);
		open();
		assertThat(consume(QUEUE, AckMode.AUTO, 10).got()).containsExactly("2*2");
	}

	@Test
	void aRepeatIsKnownWhileItsMessageIsThere() throws IOException {
		Published first = this.broker.publish(Caller.SERVER, publication(QUEUE, "1", "k"));
		again();
		Published repeat = this.broker.publish(Caller.SERVER, publication(QUEUE, "1", "k"));
		assertThat(repeat.duplicate()).isTrue();
		assertThat(repeat.position()).isEqualTo(first.position());
	}

	/** Who has no receipt sends again what was done with meanwhile. */
	@Test
	void aRepeatOfWhatIsDoneWithIsKnownToo() throws IOException {
		this.broker.publish(Caller.SERVER, publication(QUEUE, "1", "k"));
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).containsExactly("1");
		again();
		assertThat(this.broker.publish(Caller.SERVER, publication(QUEUE, "1", "k")).duplicate()).isTrue();
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).isEmpty();
	}

	@Test
	void whatIsPurgedStaysAway() throws IOException {
		send("1", "2", "3");
		RecordingConsumer consumer = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 1);
		assertThat(this.broker.purge(topic(QUEUE))).isEqualTo(2);
		assertThat(consumer.got()).containsExactly("1");
		again();
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).containsExactly("1*2");
	}

	/** One that is stuck does not keep those that came after it on disk. */
	@Test
	void whatIsDoneGoesFromTheDisk() throws IOException {
		send("stuck");
		RecordingConsumer stuck = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 1);
		RecordingConsumer busy = consume(QUEUE, AckMode.CLIENT_INDIVIDUAL, 1);
		for (int i = 0; i < 200; i++) {
			send("m" + i);
			busy.ack("m" + i);
		}
		busy.answer("m199", Verdict.DONE).await();
		long before = files();
		assertThat(before).isGreaterThan(10);
		this.topics.forget();
		assertThat(files()).isLessThan(before / 2);
		assertThat(stuck.got()).containsExactly("stuck");
		again();
		assertThat(consume(QUEUE, AckMode.AUTO, 1).got()).containsExactly("stuck*2");
		assertThat(send("next").position().offset()).isEqualTo(202);
	}

	private long files() throws IOException {
		try (Stream<Path> all = Files.list(this.directory)) {
			return all.filter((path) -> path.toString().endsWith(".log")).count();
		}
	}

	@Test
	void whatIsNotDurableIsNotOnDisk() throws IOException {
		this.broker.publish(Caller.SERVER, publication("other", "1", null));
		again();
		assertThat(this.broker.queues()).isEmpty();
		assertThat(this.store.names()).isEmpty();
	}

}
