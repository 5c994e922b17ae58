package dev.stompbox.broker;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Position;

import static org.assertj.core.api.Assertions.assertThat;

class KeysTests {

	private static final int COST = 203;

	private final HistoryBudget budget = new HistoryBudget(10 * COST);

	private final long now = System.currentTimeMillis();

	private static Position position(int offset) {
		return new Position("e", offset);
	}

	private Keys keys(int most) {
		return new Keys(new TopicRule.Window(most, 60_000), this.budget);
	}

	private void remember(Keys keys, int from, int to) {
		IntStream.range(from, to).forEach((i) -> keys.remember("k" + i, position(i), this.now));
	}

	@Test
	void asManyAsTheWindowSaysAreRemembered() {
		Keys keys = keys(3);
		remember(keys, 10, 14);
		assertThat(keys.find("k10")).isNull();
		assertThat(keys.find("k11")).isEqualTo(position(11));
		assertThat(keys.bytes()).isEqualTo(3 * COST);
		assertThat(this.budget.taken()).isEqualTo(3 * COST);
	}

	@Test
	void noneIsWhereTheWindowIsEmpty() {
		Keys keys = keys(0);
		remember(keys, 10, 14);
		assertThat(keys.find("k13")).isNull();
		assertThat(this.budget.taken()).isZero();
	}

	@Test
	void whoseTimeIsOverIsForgottenWithoutAnother() {
		Keys keys = keys(100);
		remember(keys, 10, 12);
		keys.remember("k12", position(12), this.now + 30_000);
		keys.expire(this.now + 70_000);
		assertThat(keys.find("k11")).isNull();
		assertThat(keys.bytes()).isEqualTo(COST);
		keys.expire(this.now + 100_000);
		assertThat(this.budget.taken()).isZero();
	}

	/** However many topics have keys: all together they take no more than may be. */
	@Test
	void allTogetherTakeNoMoreThanThereIs() {
		Keys first = keys(100);
		Keys second = keys(100);
		remember(first, 10, 18);
		remember(second, 10, 30);
		assertThat(this.budget.taken()).isEqualTo(10 * COST);
		assertThat(second.find("k29")).as("the newest are remembered").isEqualTo(position(29));
		assertThat(second.find("k27")).isNull();
		assertThat(first.find("k10")).as("each pays for itself").isEqualTo(position(10));
		first.close();
		second.close();
		assertThat(this.budget.taken()).isZero();
	}

	@Test
	void aKeyThatComesAgainIsCountedOnce() {
		Keys keys = keys(100);
		remember(keys, 10, 12);
		keys.remember("k10", position(20), this.now);
		assertThat(keys.find("k10")).isEqualTo(position(20));
		assertThat(keys.bytes()).isEqualTo(2 * COST);
		assertThat(this.budget.taken()).isEqualTo(2 * COST);
	}

}
