package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests {

	private final FakeTransport transport = new FakeTransport();

	private final AtomicInteger broken = new AtomicInteger();

	private final AtomicInteger emptied = new AtomicInteger();

	private final Outbox outbox = new Outbox(this.transport, 100, OutboxTotal.UNLIMITED, this.broken::incrementAndGet);

	@Test
	void nothingIsWrittenUntilItIsDrained() {
		assertThat(offer("a")).isEqualTo(Offer.TAKEN);
		assertThat(offer("b")).isEqualTo(Offer.TAKEN_DRAINING);
		assertThat(written()).isEmpty();
		this.outbox.drain();
		assertThat(written()).isEqualTo("ab");
		assertThat(this.outbox.pending()).isZero();
		assertThat(offer("c")).isEqualTo(Offer.TAKEN);
	}

	@Test
	void whatIsWrittenAtOnceNeedsNothingToWaitBeforeIt() {
		byte[] bytes = "xabcx".getBytes(StandardCharsets.UTF_8);
		assertThat(this.outbox.writeAtOnce(Payload.header(Kind.TEXT, true, 3), bytes, 1, 4)).isTrue();
		assertThat(this.transport.frames()).extracting((frame) -> new String(frame.payload(), StandardCharsets.UTF_8))
			.containsExactly("abc");
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.outbox.messages()).isEqualTo(1);
		offer("b");
		assertThat(this.outbox.writeAtOnce(Payload.header(Kind.TEXT, true, 3), bytes, 1, 4)).isFalse();
		this.outbox.drain();
		assertThat(written()).endsWith("abcb");
	}

	@Test
	void whatTheSocketDoesNotTakeAtOnceIsCopiedAndFollowsInOrder() {
		byte[] bytes = new byte[700 * 1024];
		Arrays.fill(bytes, (byte) 'a');
		this.outbox.limit(1 << 20);
		this.transport.room(300 * 1024);
		assertThat(this.outbox.writeAtOnce(Payload.header(Kind.BINARY, true, bytes.length), bytes, 0, bytes.length))
			.isTrue();
		Arrays.fill(bytes, (byte) 'b');
		offer("z");
		this.transport.takeRest(Integer.MAX_VALUE);
		String all = written();
		assertThat(all).hasSize(10 + 700 * 1024 + 1).endsWith("az").doesNotContain("b");
		assertThat(this.outbox.pending()).isZero();
	}

	@Test
	void aBrokenSocketIsToldOfWhenItIsWrittenAtOnce() {
		this.transport.breaks();
		assertThat(this.outbox.writeAtOnce(Payload.header(Kind.TEXT, true, 1), new byte[1], 0, 1)).isTrue();
		assertThat(this.broken).hasValue(1);
		assertThat(offer("a")).isEqualTo(Offer.SEALED);
	}

	@Test
	void whatWaitsForTooLongIsNoticedBeforeTwiceThat() {
		offer("a");
		assertThat(this.outbox.waitsLonger(0, 10)).isFalse();
		assertThat(this.outbox.waitsLonger(10, 10)).isFalse();
		assertThat(this.outbox.waitsLonger(11, 10)).isTrue();
	}

	@Test
	void whoReadsSlowlyButInTimeIsLeftAlone() {
		for (int now = 0; now < 100; now += 5) {
			offer("a");
			this.outbox.drain();
			offer("b");
			assertThat(this.outbox.waitsLonger(now, 10)).as("at %s", now).isFalse();
		}
	}

	@Test
	void whatWaitsLeavesInOneWrite() {
		for (int i = 0; i < 50; i++) {
			offer("x");
		}
		this.outbox.drain();
		assertThat(this.transport.writes()).isEqualTo(1);
		assertThat(this.outbox.messages()).as("short plain payloads are no messages").isZero();
		assertThat(this.outbox.bytes()).isEqualTo(50);
	}

	@Test
	void theSameBytesMayWaitInManyOutboxes() {
		Payload shared = Payload.of(Kind.TEXT, "shared".getBytes(StandardCharsets.UTF_8));
		FakeTransport otherTransport = new FakeTransport();
		Outbox other = new Outbox(otherTransport, 100, OutboxTotal.UNLIMITED, () -> {
		});
		this.outbox.offer(shared);
		other.offer(shared);
		this.outbox.offer(shared);
		this.outbox.drain();
		other.drain();
		assertThat(this.transport.frames()).hasSize(2);
		assertThat(otherTransport.frames()).hasSize(1);
		assertThat(this.outbox.messages()).isEqualTo(2);
	}

	@Test
	void theLimitIsInBytes() {
		assertThat(offer("x".repeat(60))).isEqualTo(Offer.TAKEN);
		assertThat(offer("x".repeat(40))).isEqualTo(Offer.TAKEN_DRAINING);
		assertThat(this.outbox.pending()).isEqualTo(100);
		assertThat(offer("x")).isEqualTo(Offer.OVERFLOW);
	}

	@Test
	void whatOverflowedTakesNothingMore() {
		offer("x".repeat(99));
		assertThat(offer("yy")).isEqualTo(Offer.OVERFLOW);
		assertThat(offer("z")).isEqualTo(Offer.SEALED);
		this.outbox.drain();
		assertThat(offer("z")).isEqualTo(Offer.SEALED);
		assertThat(written()).isEqualTo("x".repeat(99));
	}

	@Test
	void oneMessageOverTheLimitIsTakenWhenNothingWaits() {
		assertThat(offer("x".repeat(500))).isEqualTo(Offer.TAKEN);
		assertThat(offer("y")).isEqualTo(Offer.OVERFLOW);
	}

	@Test
	void whatIsBeingWrittenCountsAsWaiting() {
		this.transport.room(10);
		offer("x".repeat(90));
		this.outbox.drain();
		assertThat(this.outbox.pending()).isEqualTo(90);
		assertThat(offer("y".repeat(10))).isEqualTo(Offer.TAKEN_DRAINING);
		assertThat(offer("z")).isEqualTo(Offer.OVERFLOW);
		this.transport.takeRest(1000);
		assertThat(this.outbox.pending()).isZero();
		assertThat(written()).isEqualTo("x".repeat(90) + "y".repeat(10));
	}

	@Test
	void theLimitMayBeRaised() {
		this.outbox.limit(1000);
		offer("x".repeat(600));
		assertThat(offer("y".repeat(400))).isEqualTo(Offer.TAKEN_DRAINING);
		assertThat(this.outbox.limit()).isEqualTo(1000);
	}

	@Test
	void whatTheSocketDoesNotTakeFollowsByItself() {
		this.transport.room(3);
		offer("abcdef");
		this.outbox.drain();
		assertThat(written()).isEqualTo("abc");
		offer("gh");
		this.outbox.drain(); // somebody else is draining: the socket
		assertThat(written()).isEqualTo("abc");
		this.transport.takeRest(1);
		assertThat(written()).isEqualTo("abcdefg");
		this.transport.takeRest(100);
		assertThat(written()).isEqualTo("abcdefgh");
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.transport.resumes()).isEqualTo(2);
	}

	@Test
	void aLargeMessageGoesOutInBatches() {
		String large = "0123456789".repeat(2_000_000 / 10);
		offer(large);
		this.outbox.drain();
		assertThat(written()).isEqualTo(large);
		assertThat(this.transport.writes()).isEqualTo(2_000_000 / Outbox.BATCH + 1);
	}

	@Test
	void aSealedOutboxWritesWhatWaitsAndThenTheLastAndThenEnds() {
		offer("waits ");
		seal(false, "last");
		assertThat(offer("late")).isEqualTo(Offer.SEALED);
		assertThat(this.emptied).hasValue(0);
		this.outbox.drain();
		assertThat(written()).isEqualTo("waits last");
		assertThat(this.emptied).hasValue(1);
		this.outbox.drain();
		assertThat(this.emptied).hasValue(1);
	}

	@Test
	void theEndComesWhenTheSocketHasTakenTheLast() {
		this.transport.room(2);
		seal(false, "last");
		this.outbox.drain();
		assertThat(this.emptied).hasValue(0);
		this.transport.takeRest(0);
		assertThat(written()).isEqualTo("last");
		assertThat(this.emptied).hasValue(1);
	}

	@Test
	void anOutboxWithNothingInItEndsAtOnce() {
		seal(false);
		this.outbox.drain();
		assertThat(this.emptied).hasValue(1);
	}

	@Test
	void whatWaitsCanBeDropped() {
		offer("waits");
		seal(true, "last");
		this.outbox.drain();
		assertThat(written()).isEqualTo("last");
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.emptied).hasValue(1);
	}

	@Test
	void whatIsBeingWrittenIsNotDropped() {
		this.transport.room(3);
		offer("abcdef");
		this.outbox.drain();
		offer("dropped");
		seal(true, "last");
		this.outbox.drain();
		this.transport.takeRest(1000);
		assertThat(written()).isEqualTo("abcdeflast");
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.emptied).hasValue(1);
	}

	/**
	 * A frame whose first half the client has would make nonsense of all that follows.
	 */
	@Test
	void aMessageOfWhichAPartIsWrittenIsFinished() {
		String large = "0123456789".repeat(70_000);
		this.outbox.limit(1_000_000);
		this.transport.room(Outbox.BATCH + 5_000);
		offer(large);
		offer("dropped");
		this.outbox.drain();
		seal(true, "last");
		assertThat(this.outbox.pending()).isEqualTo(700_000 - Outbox.BATCH + 4);
		this.transport.takeRest(5);
		this.transport.takeRest(1_000_000);
		assertThat(written()).isEqualTo(large + "last");
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.emptied).hasValue(1);
	}

	@Test
	void aBrokenSocketIsToldOnceAndEverythingIsGivenUp() {
		offer("abc");
		this.transport.breaks();
		this.outbox.drain();
		assertThat(this.broken).hasValue(1);
		assertThat(offer("d")).isEqualTo(Offer.SEALED);
		this.outbox.drain();
		assertThat(this.broken).hasValue(1);
		assertThat(this.transport.writes()).isEqualTo(1);
	}

	@Test
	void aSocketThatBreaksWithARestIsToldOnce() {
		this.transport.room(1);
		offer("abc");
		this.outbox.drain();
		offer("def");
		this.transport.breakRest();
		assertThat(this.broken).hasValue(1);
		this.outbox.drain();
		assertThat(this.broken).hasValue(1);
		assertThat(this.emptied).hasValue(0);
	}

	@Test
	void whatIsClearedIsNotWrittenAndDoesNotEnd() {
		offer("abc");
		seal(false, "last");
		this.outbox.clear();
		this.outbox.drain();
		assertThat(written()).isEmpty();
		assertThat(this.emptied).hasValue(0);
		assertThat(this.outbox.pending()).isZero();
	}

	private Offer offer(String text) {
		return this.outbox.offer(plain(text));
	}

	private void seal(boolean dropWaiting, String... last) {
		Payload[] payloads = new Payload[last.length];
		for (int i = 0; i < last.length; i++) {
			payloads[i] = plain(last[i]);
		}
		this.outbox.seal(dropWaiting, payloads, this.emptied::incrementAndGet);
	}

	private static Payload plain(String text) {
		return Payload.of(Kind.PLAIN, text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private String written() {
		return new String(this.transport.written(), StandardCharsets.ISO_8859_1);
	}

}
