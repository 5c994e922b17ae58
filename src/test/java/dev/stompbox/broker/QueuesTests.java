package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Named queues: their limits, their dead letters, how they come and go. */
class QueuesTests {

	private static final Budget UNUSED = new Budget(0);

	/** What an empty message takes. */
	private static final long ONE = Queued.bytesOf(Headers.NONE, new byte[0]);

	private final List<String> told = new ArrayList<>();

	private Queues queues = queues(100, 1 << 20);

	@Test
	void aQueueExistsFromItsFirstMessageOrConsumer() {
		assertThat(this.queues.info(topic("a"))).isNull();
		assertThat(this.queues.purge(topic("a"))).isZero();
		assertThat(send("a", "x").position().offset()).isEqualTo(1);
		consume("b", AckMode.AUTO, 1);
		assertThat(this.queues.list()).extracting(QueueInfo::queue).containsExactlyInAnyOrder("a", "b");
		assertThat(send("b", "x").subscribers()).isEqualTo(1);
	}

	@Test
	void aQueueWithAsManyMessagesAsItMayHoldRefusesMoreUntilSomeAreDoneWith() {
		this.queues = queues(100, 1 << 20, rule("few.*", 2, 1 << 20, 10, null));
		send("few.a", "1");
		send("few.a", "2");
		assertFull("few.a", "stompbox.queues[].max-messages");
		RecordingConsumer consumer = consume("few.a", AckMode.CLIENT_INDIVIDUAL, 10);
		assertFull("few.a", "stompbox.queues[].max-messages");
		consumer.ack("1");
		send("few.a", "3");
		assertFull("few.a", "stompbox.queues[].max-messages");
		send("few.b", "others have their own room");
	}

	@Test
	void aQueueWithAsManyBytesAsItMayHoldRefusesMore() {
		this.queues = queues(100, 1 << 20, rule("#", 100, 2 * ONE + 5, 10, null));
		send("a", "12345");
		send("a", "");
		assertFull("a", "stompbox.queues[].max-size");
		this.queues.purge(topic("a"));
		send("a", "12345");
		send("a", "");
	}

	@Test
	void allQueuesTogetherHoldNoMoreThanTheyMay() {
		this.queues = queues(100, 3 * ONE);
		send("a", "");
		send("b", "");
		send("c", "");
		assertFull("d", "stompbox.limits.queued");
		assertThat(this.queues.info(topic("d")).bytes()).isZero();
		this.queues.purge(topic("b"));
		send("d", "");
		assertFull("a", "stompbox.limits.queued");
	}

	@Test
	void theFirstRuleThatMatchesCounts() {
		this.queues = queues(100, 1 << 20, rule("a.*", 1, 1000, 10, null), rule("a.b", 7, 1000, 10, null),
				rule("x", 5, 1000, 10, "other"));
		for (String queue : List.of("a.b", "x", "y")) {
			send(queue, "");
		}
		assertThat(this.queues.info(topic("a.b")).maxMessages()).isEqualTo(1);
		assertThat(this.queues.info(topic("x")).deadLetter()).isEqualTo("other");
		assertThat(this.queues.info(topic("y")).maxMessages()).isEqualTo(100_000);
		assertThat(this.queues.info(topic("y")).maxSize()).isEqualTo(64L << 20);
		assertThat(this.queues.info(topic("y")).deadLetter()).isEqualTo("y.dead");
	}

	@Test
	void aDeadLetterTellsWhereItComesFromAndHasItsOwnHeaders() {
		this.queues = queues(100, 1 << 20, rule("a", 10, 1 << 20, 2, null));
		RecordingConsumer consumer = consume("a", AckMode.CLIENT, 1);
		Headers headers = Headers.builder(3)
			.add("dead-letter-queue", "somebody says so")
			.add("x", "1")
			.add("x", "2")
			.build();
		this.queues.append(new Publication(topic("a"), "a/b", headers, bytes("x"), null), null);
		consumer.nack("x");
		consumer.nack("x");
		RecordingConsumer dead = consume("a.dead", AckMode.CLIENT, 1);
		Message letter = dead.messages().get(0);
		assertThat(letter.contentType()).isEqualTo("a/b");
		assertThat(letter.headers()).isEqualTo(Headers.builder(5)
			.add("dead-letter-queue", "a")
			.add("dead-letter-reason", "nack")
			.add("deliveries", "2")
			.add("x", "1")
			.add("x", "2")
			.build());
		assertThat(letter.topic()).isEqualTo(topic("a.dead"));
		assertThat(letter.position().offset()).isEqualTo(1);
		assertThat(this.queues.info(topic("a")).deadLettered()).isEqualTo(1);
		assertThat(this.queues.info(topic("a")).bytes()).isZero();
	}

	@Test
	void deadLettersOfADeadLettersQueueKeepWhatWasSaidFirst() {
		this.queues = queues(100, 1 << 20, rule("a", 10, 1 << 20, 1, "b"), rule("b", 10, 1 << 20, 1, "c"));
		RecordingConsumer a = consume("a", AckMode.CLIENT, 1);
		RecordingConsumer b = consume("b", AckMode.CLIENT, 1);
		RecordingConsumer c = consume("c", AckMode.CLIENT, 1);
		send("a", "x");
		a.nack("x");
		b.answer("x", Verdict.NEVER).settle();
		Headers headers = c.messages().get(0).headers();
		assertThat(headers.get("dead-letter-queue")).isEqualTo("b");
		assertThat(headers.size()).as("nothing twice").isEqualTo(3);
	}

	/** However it is spelled, and even when the consumer says "never again". */
	@ParameterizedTest
	@ValueSource(strings = { "mail.dead", "mail.own", "mail.spelled" })
	void aQueueThatIsItsOwnDeadLetterRedeliversForEver(String queue) {
		this.queues = queues(100, 1 << 20, rule("mail.own", 10, 1 << 20, 2, "mail.own"),
				rule("mail.spelled", 10, 1 << 20, 2, "mail/spelled"));
		RecordingConsumer consumer = consume(queue, AckMode.CLIENT_INDIVIDUAL, 2);
		send(queue, "x");
		send(queue, "y");
		for (int i = 0; i < 30; i++) {
			consumer.nack("x");
		}
		consumer.answer("x", Verdict.NEVER).settle();
		assertThat(consumer.messages()).hasSize(33);
		assertThat(consumer.got()).endsWith("x*30", "x*31", "x*32");
		assertThat(this.queues.info(topic(queue)).messagesIn()).isEqualTo(2);
		assertThat(this.queues.info(topic(queue)).deadLettered()).isZero();
		assertThat(this.queues.list()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 246 })
	void theOperatorIsToldOfADeadLetterForWhichThereIsNoRoomOrName(int letters) {
		String queue = "q".repeat(letters);
		this.queues = queues(100, 1 << 20, rule("q.dead", 1, 1 << 20, 1, null), rule("#", 10, 1 << 20, 1, null));
		send("q.dead", "the only one");
		RecordingConsumer consumer = consume(queue, AckMode.CLIENT, 1);
		send(queue, "lost");
		consumer.nack("lost");
		assertThat(this.told).singleElement()
			.asString()
			.startsWith("queue " + queue + " UNDELIVERABLE")
			.contains("Message " + consumer.messages().get(0).position());
		assertWhole();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a.*", "#", "$SYS.dead", "a..b", "a b" })
	void aDeadLetterThatIsNoQueueIsRefusedWithTheRule(String name) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> rule("a", 10, 1 << 20, 1, name));
	}

	@Test
	void aKeyThatWasSeenIsAnsweredWithTheFirstPosition() {
		Published first = this.queues.append(publication("a", "x"), "ana\n1");
		Published again = this.queues.append(publication("a", "y"), "ana\n1");
		assertThat(again).isEqualTo(new Published(first.position(), 0, true));
		assertThat(this.queues.append(publication("a", "z"), "bob\n1").duplicate()).isFalse();
		assertThat(this.queues.purge(topic("a"))).isEqualTo(2);
		assertThat(this.queues.append(publication("a", "y"), "ana\n1").duplicate()).isTrue();
		assertWhole();
	}

	@Test
	void unusedQueuesMakeRoomAndComeBackWithAnotherEpoch() {
		this.queues = queues(2, 1 << 20);
		Published first = send("a", "x");
		send("b", "x");
		assertTooMany("c");
		this.queues.purge(topic("a"));
		send("c", "x");
		assertThat(this.queues.info(topic("a"))).isNull();
		this.queues.purge(topic("b"));
		Published second = send("a", "x");
		assertThat(second.position().offset()).isEqualTo(1);
		assertThat(second.position().epoch()).isNotEqualTo(first.position().epoch());
		assertTooMany("b");
	}

	@Test
	void aQueueWithAConsumerOrAMessageInFlightOrRoomMadeStays() {
		this.queues = queues(3, 1 << 20);
		RecordingConsumer leaves = consume("a", AckMode.CLIENT, 1);
		send("a", "x");
		Consumption.Claim claim = leaves.claim("x", Verdict.DONE);
		leaves.consumption().queue().leave(leaves.consumption());
		consume("b", AckMode.CLIENT, 1);
		List<Publication> some = List.of(publication("c", ""));
		QueueLog reserved = this.queues.reserve(topic("c"), some);
		assertTooMany("d");
		reserved.release(some);
		send("d", "x");
		assertTooMany("e");
		claim.settle();
		send("e", "x");
		assertThat(this.queues.list()).extracting(QueueInfo::queue).containsExactlyInAnyOrder("b", "d", "e");
	}

	@Test
	void roomThatIsMadeIsNobodyElses() {
		this.queues = queues(10, 3 * ONE, rule("#", 2, 1 << 20, 10, null));
		List<Publication> some = List.of(publication("a", ""));
		QueueLog reserved = this.queues.reserve(topic("a"), some);
		send("a", "");
		assertFull("a", "stompbox.queues[].max-messages");
		send("b", "");
		assertFull("b", "stompbox.limits.queued");
		reserved.append(some.get(0), null, new Awaited());
		assertThat(this.queues.purge(topic("a"))).isEqualTo(2);
		this.queues.reserve(topic("a"), some).release(some);
		this.queues.purge(topic("b"));
		send("a", "");
		send("a", "");
		send("c", "");
	}

	@Test
	void theInfoOfAQueueAddsUp() {
		RecordingConsumer consumer = consume("a", AckMode.CLIENT_INDIVIDUAL, 3);
		for (String body : List.of("1", "2", "3", "4", "5")) {
			send("a", body);
		}
		consumer.ack("2");
		consumer.nack("1");
		consumer.answer("3", Verdict.NEVER).settle();
		QueueInfo info = this.queues.info(topic("a"));
		assertThat(info.depth()).isZero();
		assertThat(info.inFlight()).isEqualTo(3);
		assertThat(info.consumers()).isEqualTo(1);
		assertThat(info.messagesIn()).isEqualTo(5);
		assertThat(info.delivered()).isEqualTo(6);
		assertThat(info.acknowledged()).isEqualTo(1);
		assertThat(info.redelivered()).isEqualTo(1);
		assertThat(info.deadLettered()).isEqualTo(1);
		assertThat(info.bytes()).isEqualTo(3 * (ONE + 1));
		assertThat(info.oldestAt()).isNull();
	}

	@Test
	void theOldestOfManyUnusedQueuesGoFirst() {
		this.queues = queues(40, 1 << 20);
		for (int i = 0; i < 40; i++) {
			consume("q" + i, AckMode.AUTO, 1);
			send("q" + i, "x");
		}
		assertTooMany("more");
		assertThat(this.queues.count()).isEqualTo(40);
	}

	private RecordingConsumer consume(String queue, AckMode mode, int prefetch) {
		RecordingConsumer consumer = new RecordingConsumer();
		return consumer.of(this.queues.consume(topic(queue), new Consuming(mode, prefetch, UNUSED), consumer));
	}

	private Published send(String queue, String body) {
		return this.queues.append(publication(queue, body), null);
	}

	private static Publication publication(String queue, String body) {
		return new Publication(topic(queue), null, Headers.NONE, bytes(body), null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Topic topic(String queue) {
		return QueueTopics.topicOf(queue);
	}

	private Queues queues(int most, long bytes, QueueRule... rules) {
		return new Queues(new QueueLimits(most, bytes, Arrays.asList(rules)),
				(where, refused) -> this.told.add(where + " " + refused.code() + " " + refused.detail()));
	}

	private static QueueRule rule(String match, int messages, long size, int deliveries, String deadLetter) {
		return new QueueRule(TopicPattern.parse(match), messages, size, deliveries, deadLetter, Duration.ofMinutes(1),
				false);
	}

	private void assertFull(String queue, String property) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> send(queue, "")).satisfies((refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.QUEUE_FULL);
			assertThat(refused.property()).isEqualTo(property);
			assertThat(refused.detail()).contains(property, queue);
		});
	}

	private void assertTooMany(String queue) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> send(queue, "")).satisfies((refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_QUEUES);
			assertThat(refused.property()).isEqualTo("stompbox.limits.queues");
		});
	}

	/** A message as large as all that there may be goes in. */
	private void assertWhole() {
		this.queues.list().forEach((queue) -> this.queues.purge(topic(queue.queue())));
		send("whole", "x".repeat((int) ((1 << 20) - ONE)));
	}

}
