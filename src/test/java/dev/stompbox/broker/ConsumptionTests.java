package dev.stompbox.broker;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConsumptionTests {

	private static final long LATER = Workshop.ACK_TIMEOUT.plusSeconds(1).toNanos();

	private final Workshop shop = new Workshop(3);

	@Test
	void inModeClientOneAnswersForAllThatWereHandedOutBefore() {
		RecordingConsumer consumer = this.shop.join(AckMode.CLIENT, 10);
		this.shop.add("a", "b", "c", "d");
		consumer.ack("c");
		assertThat(this.shop.info().acknowledged()).isEqualTo(3);
		assertNotInFlight(() -> consumer.ack("a"));
		consumer.ack("d");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void inModeClientARefusalBringsAllBackInTheirOrder() {
		RecordingConsumer consumer = this.shop.join(AckMode.CLIENT, 3);
		this.shop.add("a", "b", "c", "d");
		consumer.nack("b");
		assertThat(consumer.got()).containsExactly("a", "b", "c", "a*2", "b*2");
		consumer.ack("c");
		assertThat(consumer.got()).as("c was handed out before a and b were again").containsExactly("d");
		consumer.ack("d");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void inModeIndividualEachAnswersForItself() {
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("a", "b", "c");
		consumer.ack("c");
		consumer.nack("b");
		assertThat(consumer.got()).containsExactly("a", "b", "c", "b*2");
		consumer.ack("a", "b");
		assertNotInFlight(() -> consumer.ack("b"));
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void nobodyAnswersForAnothersMessage() {
		RecordingConsumer one = this.shop.join(1);
		this.shop.add("a");
		RecordingConsumer two = this.shop.join(1);
		Position position = one.messages().get(0).position();
		assertThat(two.consumption().holds(position)).isFalse();
		assertThat(one.consumption().holds(position)).isTrue();
		assertNotInFlight(() -> two.consumption().claim(position, Verdict.DONE));
		assertNotInFlight(() -> one.consumption().claim(new Position("e", 99), Verdict.DONE));
		one.ack("a");
		assertThat(one.consumption().holds(position)).isFalse();
	}

	@Test
	void whatIsClaimedIsClaimedOnce() {
		RecordingConsumer consumer = this.shop.join(AckMode.CLIENT, 10);
		this.shop.add("a", "b");
		Consumption.Claim claim = consumer.claim("b", Verdict.DONE);
		assertNotInFlight(() -> consumer.claim("a", Verdict.DONE));
		assertNotInFlight(() -> consumer.claim("b", Verdict.AGAIN));
		claim.settle();
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void aReleasedClaimPutsTheMessagesBackAmongThoseInFlight() {
		RecordingConsumer consumer = this.shop.join(AckMode.CLIENT, 10);
		this.shop.add("a", "b", "c", "d");
		Consumption.Claim claim = consumer.claim("b", Verdict.NEVER);
		consumer.claim("c", Verdict.DONE).settle();
		claim.release();
		assertThat(this.shop.dead).isEmpty();
		assertThat(consumer.got()).as("nothing is handed out again").containsExactly("a", "b", "c", "d");
		consumer.ack("a");
		assertThat(this.shop.info().acknowledged()).isEqualTo(2);
		consumer.ack("d");
		assertThat(this.shop.empty()).isTrue();
	}

	/** Who asked for one at a time gets one at a time, whatever becomes of its COMMIT. */
	@Test
	void whatIsClaimedStillCountsAsInFlight() {
		RecordingConsumer consumer = this.shop.join(1);
		this.shop.add("a");
		Consumption.Claim claim = consumer.claim("a", Verdict.DONE);
		this.shop.add("b");
		consumer.consumption().ready();
		assertThat(consumer.got()).containsExactly("a");
		claim.release();
		consumer.consumption().ready();
		assertThat(consumer.got()).isEmpty();
		consumer.ack("a");
		assertThat(consumer.got()).containsExactly("b");
		consumer.ack("b");
		this.shop.add("c");
		assertThat(consumer.got()).containsExactly("c");
	}

	@Test
	void whatIsClaimedDoesNotTimeOut() {
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("a", "b");
		Consumption.Claim claim = consumer.claim("a", Verdict.DONE);
		consumer.consumption().expire(System.nanoTime() + LATER);
		assertThat(consumer.got()).containsExactly("a", "b", "b*2");
		claim.release();
		consumer.consumption().expire(System.nanoTime() + LATER);
		assertThat(consumer.got()).containsExactly("a*2", "b*3");
	}

	@Test
	void whoLeavesBetweenAClaimAndItsEndHasStillSaidIt() {
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("a", "b", "c");
		Consumption.Claim done = consumer.claim("a", Verdict.DONE);
		Consumption.Claim again = consumer.claim("b", Verdict.AGAIN);
		this.shop.queue.leave(consumer.consumption());
		done.settle();
		again.settle();
		assertThat(this.shop.info().acknowledged()).isEqualTo(1);
		RecordingConsumer next = this.shop.join(10);
		assertThat(next.got()).containsExactly("b*2", "c*2");
		next.ack("b", "c");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void whoLeavesBetweenAClaimAndItsReleaseGivesTheMessageBack() {
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("a", "b");
		Consumption.Claim claim = consumer.claim("a", Verdict.DONE);
		this.shop.queue.leave(consumer.consumption());
		RecordingConsumer next = this.shop.join(1);
		assertThat(next.got()).containsExactly("b*2");
		claim.release();
		next.ack("b");
		assertThat(next.got()).containsExactly("a*2");
		next.ack("a");
		assertThat(this.shop.empty()).isTrue();
	}

	private static void assertNotInFlight(Runnable answer) {
		assertThatExceptionOfType(Refused.class).isThrownBy(answer::run)
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_IN_FLIGHT));
	}

}
