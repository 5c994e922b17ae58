package dev.stompbox.broker;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class WorkQueueTests {

	private static final long LATER = Workshop.ACK_TIMEOUT.plusSeconds(1).toNanos();

	private final Workshop shop = new Workshop(3);

	private final WorkQueue queue = this.shop.queue;

	/** Whatever a test did: when nothing is left, the budget is whole. */
	@AfterEach
	void theBudgetComesBack() {
		this.queue.purge();
		assertThat(this.shop.info().bytes() == 0).isEqualTo(this.shop.info().inFlight() == 0);
		assertThat(Workshop.whole(this.shop.budget)).isEqualTo(this.shop.info().inFlight() == 0);
	}

	@Test
	void whatCameBeforeTheFirstConsumerComesInOrder() {
		this.shop.add("a", "b", "c");
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("d");
		assertThat(consumer.got()).containsExactly("a", "b", "c", "d");
		consumer.ack("c", "a", "d", "b");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void consumersTakeTurns() {
		RecordingConsumer one = this.shop.join(10);
		RecordingConsumer two = this.shop.join(10);
		RecordingConsumer three = this.shop.join(10);
		this.shop.add("a", "b", "c", "d", "e", "f", "g");
		assertThat(one.got()).containsExactly("a", "d", "g");
		assertThat(two.got()).containsExactly("b", "e");
		assertThat(three.got()).containsExactly("c", "f");
	}

	@Test
	void whoHasAsManyAsItWantsIsPassedOverUntilItAcknowledges() {
		RecordingConsumer one = this.shop.join(1);
		RecordingConsumer two = this.shop.join(2);
		this.shop.add("a", "b", "c", "d", "e");
		assertThat(one.got()).containsExactly("a");
		assertThat(two.got()).containsExactly("b", "c");
		assertThat(this.shop.info().depth()).isEqualTo(2);
		one.ack("a");
		assertThat(one.got()).containsExactly("d");
		two.ack("c");
		assertThat(two.got()).containsExactly("e");
		one.ack("d");
		two.ack("b", "e");
		assertThat(this.shop.empty()).isTrue();
		this.shop.add("f", "g", "h");
		assertThat(one.got()).hasSize(1);
		assertThat(two.got()).hasSize(2);
	}

	@Test
	void anAutoConsumerIsDoneWithWhatItWasHanded() {
		RecordingConsumer consumer = this.shop.join(AckMode.AUTO, 1);
		this.shop.add("a", "b", "c");
		assertThat(consumer.got()).containsExactly("a", "b", "c");
		assertThat(this.shop.empty()).isTrue();
		assertThat(this.shop.info().acknowledged()).isEqualTo(3);
		assertNotInFlight(consumer, "a");
	}

	@ParameterizedTest
	@EnumSource(AckMode.class)
	void whoHasNoRoomLeavesTheLineAndRejoinsWhenItSaysSo(AckMode mode) {
		RecordingConsumer consumer = this.shop.join(mode, 10);
		consumer.ready(false);
		this.shop.add("a", "b");
		assertThat(consumer.got()).isEmpty();
		consumer.consumption().ready();
		assertThat(consumer.got()).as("it spoke too soon").isEmpty();
		consumer.ready(true);
		consumer.consumption().ready();
		consumer.consumption().ready();
		assertThat(consumer.got()).containsExactly("a", "b");
		this.shop.add("c");
		assertThat(consumer.got()).as("it is in line once").containsExactly("c");
	}

	@Test
	void whoHasNoRoomLeavesTheMessageToOthers() {
		RecordingConsumer full = this.shop.join(10);
		RecordingConsumer other = this.shop.join(1);
		full.ready(false);
		this.shop.add("a", "b");
		assertThat(other.got()).containsExactly("a");
		full.ready(true);
		full.consumption().ready();
		assertThat(full.got()).containsExactly("b");
	}

	@Test
	void whatComesBackIsHandedOutBeforeWhatCameAfterIt() {
		RecordingConsumer consumer = this.shop.join(3);
		this.shop.add("a", "b", "c", "d", "e");
		consumer.ack("a");
		assertThat(consumer.got()).containsExactly("a", "b", "c", "d");
		consumer.ready(false);
		consumer.nack("c");
		consumer.nack("b");
		consumer.ready(true);
		consumer.consumption().ready();
		assertThat(consumer.got()).containsExactly("b*2", "c*2");
		consumer.ack("b", "c", "d");
		assertThat(consumer.got()).containsExactly("e");
		consumer.ack("e");
		assertThat(this.shop.empty()).isTrue();
		assertThat(this.shop.info().redelivered()).isEqualTo(2);
	}

	@Test
	void whatAConsumerHadInFlightGoesToOthersWhenItLeaves() {
		RecordingConsumer gone = this.shop.join(2);
		this.shop.add("a", "b", "c");
		RecordingConsumer stays = this.shop.consumer(AckMode.CLIENT_INDIVIDUAL, 10);
		this.queue.leave(gone.consumption());
		this.queue.leave(gone.consumption());
		assertThat(this.shop.info().consumers()).isZero();
		assertNotInFlight(gone, "a");
		this.queue.join(stays.consumption());
		assertThat(stays.got()).containsExactly("a*2", "b*2", "c");
		gone.consumption().ready();
		this.shop.add("d");
		assertThat(gone.got()).containsExactly("a", "b");
		stays.ack("a", "b", "c", "d");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void whatIsHandedOutInVainTooOftenIsGivenUp() {
		RecordingConsumer consumer = this.shop.join(10);
		this.shop.add("a", "b");
		consumer.nack("a");
		consumer.nack("a");
		assertThat(this.shop.dead).isEmpty();
		consumer.nack("a");
		assertThat(this.shop.dead).containsExactly("a 3 nack");
		assertThat(consumer.got()).containsExactly("a", "b", "a*2", "a*3");
		consumer.consumption().expire(System.nanoTime() + LATER);
		consumer.consumption().expire(System.nanoTime() + LATER);
		this.queue.leave(consumer.consumption());
		assertThat(this.shop.dead).containsExactly("a 3 nack", "b 3 gone");
		assertThat(this.shop.empty()).isTrue();
		assertThat(this.shop.info().deadLettered()).isEqualTo(2);
	}

	@Test
	void whatNobodyShallTryAgainIsGivenUpAtOnce() {
		RecordingConsumer consumer = this.shop.join(AckMode.CLIENT, 10);
		this.shop.add("a", "b", "c");
		consumer.answer("b", Verdict.NEVER).settle();
		assertThat(this.shop.dead).containsExactly("a 1 nack", "b 1 nack");
		consumer.ack("c");
		assertThat(this.shop.empty()).isTrue();
	}

	@Test
	void whatIsNotAcknowledgedInTimeIsTakenBack() {
		RecordingConsumer slow = this.shop.join(2);
		this.shop.add("a", "b");
		RecordingConsumer other = this.shop.join(10);
		slow.consumption().expire(System.nanoTime());
		assertThat(this.shop.info().redelivered()).isZero();
		slow.ready(false);
		slow.consumption().expire(System.nanoTime() + LATER);
		assertThat(other.got()).containsExactly("a*2", "b*2");
		assertNotInFlight(slow, "a");
		slow.ready(true);
		other.ack("a", "b");
		this.shop.add("c");
		slow.consumption().ready();
		this.shop.add("d");
		assertThat(slow.got()).as("it is in line again").hasSize(3);
	}

	@Test
	void whoseMessagesTimedOutTakesTheNextWithoutBeingAskedTo() {
		RecordingConsumer consumer = this.shop.join(1);
		this.shop.add("a", "b");
		this.shop.add("c");
		consumer.consumption().expire(System.nanoTime() + LATER);
		consumer.consumption().expire(System.nanoTime() + LATER);
		consumer.consumption().expire(System.nanoTime() + LATER);
		assertThat(consumer.got()).containsExactly("a", "a*2", "a*3", "b");
		assertThat(this.shop.dead).containsExactly("a 3 timeout");
	}

	@Test
	void aTimeoutOfZeroIsNever() {
		Budget budget = new Budget(1000);
		WorkQueue patient = new WorkQueue(new WorkQueue.Delivering(1, 0), budget, (message, deliveries, reason) -> {
			throw new AssertionError("Given up");
		});
		RecordingConsumer consumer = new RecordingConsumer();
		consumer.of(new Consumption(patient, new Consuming(AckMode.CLIENT, 1, budget), consumer));
		patient.join(consumer.consumption());
		patient.add(this.shop.add("a").join(AckMode.AUTO, 1).messages().get(0));
		consumer.consumption().expire(Long.MAX_VALUE);
		assertThat(consumer.got()).containsExactly("a");
	}

	@Test
	void purgingForgetsWhatWaitsAndLeavesWhatIsInFlight() {
		RecordingConsumer consumer = this.shop.join(2);
		this.shop.add("a", "b", "c", "d");
		consumer.ready(false);
		consumer.nack("a");
		assertThat(this.queue.purge()).isEqualTo(3);
		assertThat(this.shop.info()).extracting(WorkQueue.Work::depth, WorkQueue.Work::inFlight).containsExactly(0, 1);
		consumer.nack("b");
		assertThat(this.shop.info().depth()).isEqualTo(1);
		consumer.ready(true);
		consumer.consumption().ready();
		assertThat(consumer.got()).containsExactly("a", "b", "b*2");
		consumer.ack("b");
		assertThat(this.shop.empty()).isTrue();
		assertThat(this.queue.purge()).isZero();
	}

	@Test
	void aClosedQueueTakesNothingAndHandsOutNothing() {
		RecordingConsumer consumer = this.shop.join(1);
		this.shop.add("a", "b");
		this.queue.leave(consumer.consumption());
		this.queue.close();
		this.shop.add("c");
		assertThat(this.shop.empty()).isTrue();
		assertThat(consumer.got()).containsExactly("a");
	}

	@Test
	void theNumbersAreThoseOfNow() {
		assertThat(this.shop.info()).isEqualTo(new WorkQueue.Work(0, 0, 0, 0, null, 0, 0, 0, 0, 0));
		this.shop.add("first", "second", "third");
		assertThat(this.shop.info().oldestAt()).isEqualTo(1);
		RecordingConsumer consumer = this.shop.join(2);
		WorkQueue.Work info = this.shop.info();
		assertThat(info.depth()).isEqualTo(1);
		assertThat(info.inFlight()).isEqualTo(2);
		assertThat(info.consumers()).isEqualTo(1);
		assertThat(info.oldestAt()).isEqualTo(3);
		assertThat(info.bytes()).isGreaterThan("firstsecondthird".length());
		assertThat(info.delivered()).isEqualTo(2);
		consumer.ready(false);
		consumer.nack("first");
		assertThat(this.shop.info().oldestAt()).isEqualTo(1);
	}

	/** Who subscribes to an idle queue and goes again leaves nothing behind. */
	@Test
	void anIdleQueueKeepsNobodyWhoLeft() {
		List<WeakReference<QueueConsumer>> gone = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			RecordingConsumer consumer = this.shop.join(1);
			this.queue.leave(consumer.consumption());
			gone.add(new WeakReference<>(consumer));
		}
		await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
			System.gc();
			assertThat(gone).allSatisfy((one) -> assertThat(one.get()).isNull());
		});
	}

	private static void assertNotInFlight(RecordingConsumer consumer, String body) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> consumer.ack(body))
			.satisfies((refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_IN_FLIGHT));
	}

}
