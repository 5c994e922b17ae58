package dev.stompbox.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryHistoryTests {

	private static final long ONE = Queued.bytesOf(Headers.NONE, new byte[1]);

	private final HistoryBudget budget = new HistoryBudget(1000 * ONE);

	/** Whatever comes, it keeps what a list would keep that forgets in the same way. */
	@RepeatedTest(50)
	void itKeepsTheNewestWithinItsThreeLimits(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		Retention retention = new Retention(1 + random.nextInt(40), Duration.ofMillis(1 + random.nextInt(100)),
				ONE * (1 + random.nextInt(30)));
		MemoryHistory history = new MemoryHistory(retention, this.budget);
		Deque<Message> model = new ArrayDeque<>();
		long now = 1000;
		for (int offset = 1; offset <= 500; offset++) {
			now += random.nextInt(8);
			Message message = message(offset, now, random.nextInt(300));
			history.append(message);
			model.add(message);
			long oldest = now - retention.age().toMillis();
			while (model.size() > retention.messages() || bytes(model) > retention.bytes()
					|| (!model.isEmpty() && model.peek().timestamp() < oldest)) {
				model.remove();
			}
			assertThat(history.count()).isEqualTo(model.size());
			assertThat(history.bytes()).isEqualTo(bytes(model)).isEqualTo(this.budget.taken());
			assertThat(history.first()).isEqualTo(offset + 1 - model.size());
			assertThat(history.from(history.first(), 1000, Long.MAX_VALUE)).isEqualTo(new ArrayList<>(model));
			assertThat(history.last()).isEqualTo(model.peekLast());
			long time = now - random.nextInt(100);
			assertThat(history.since(time))
				.isEqualTo(offset + 1 - model.stream().filter((each) -> each.timestamp() >= time).count());
		}
		assertThat(history.purge()).isEqualTo(model.size());
		assertThat(this.budget.taken()).isZero();
		assertThat(history.first()).isEqualTo(501);
	}

	@Test
	void aPartIsAsLongAsIsAskedForAndHasOneMessageInAnyCase() {
		MemoryHistory history = new MemoryHistory(Retention.DEFAULT, this.budget);
		for (int i = 1; i <= 10; i++) {
			history.append(message(i, 1000, 100));
		}
		assertThat(history.from(3, 4, 1_000_000)).extracting((each) -> each.position().offset())
			.containsExactly(3L, 4L, 5L, 6L);
		assertThat(history.from(3, 100, 5 * ONE / 2)).hasSize(2);
		assertThat(history.from(10, 100, 0)).hasSize(1);
		assertThat(history.from(11, 100, 100)).isEmpty();
	}

	@Test
	void whoKeepsNothingKnowsThatTheyWere() {
		MemoryHistory history = new MemoryHistory(Retention.NONE, this.budget);
		history.append(message(1, 1000, 10));
		assertThat(history.first()).isEqualTo(2);
		assertThat(history.forgottenAt()).isEqualTo(1000);
		assertThat(history.last()).isNull();
		assertThat(this.budget.taken()).isZero();
	}

	/** Nobody keeps more because others keep little: what does not fit is not kept. */
	@Test
	void allTogetherKeepNoMoreThanTheBudget() {
		MemoryHistory first = new MemoryHistory(Retention.DEFAULT, this.budget);
		MemoryHistory second = new MemoryHistory(Retention.DEFAULT, this.budget);
		for (int i = 1; i <= 900; i++) {
			first.append(message(i, 1000, 1));
		}
		for (int i = 1; i <= 900; i++) {
			second.append(message(i, 1000, 1));
			assertThat(this.budget.taken()).isLessThanOrEqualTo(1000 * ONE);
		}
		assertThat(first.count()).isEqualTo(900);
		assertThat(second.count()).isEqualTo(100);
		assertThat(second.first()).isEqualTo(801);
		assertThat(this.budget.excess()).as("what the clock has others give back").isPositive();
		second.shed(50 * ONE);
		assertThat(second.count()).isEqualTo(50);
	}

	private static long bytes(Iterable<Message> messages) {
		long bytes = 0;
		for (Message message : messages) {
			bytes += Queued.bytesOf(message.headers(), message.body());
		}
		return bytes;
	}

	private static Message message(long offset, long time, int length) {
		return new Message(Topic.parse("demo.a"), "e", offset, time, null, Headers.NONE, new byte[length]);
	}

	static List<Long> offsets(List<Message> messages) {
		return messages.stream().map((message) -> message.offset()).toList();
	}

}
