package dev.stompbox.connection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnfinishedTests {

	private static final long SECOND = 1_000_000_000;

	private static final long MOST = 10 * SECOND;

	private final Unfinished unfinished = new Unfinished();

	@Test
	void whoSendsAByteNowAndThenIsOver() {
		for (int second = 0; second <= 10; second++) {
			assertThat(this.unfinished.over(1, second, second * SECOND, MOST)).isFalse();
		}
		assertThat(this.unfinished.over(1, 11, 10 * SECOND + 1, MOST)).isTrue();
	}

	@Test
	void whoGoesOnSlowlyIsNot() {
		for (int second = 0; second <= 100; second++) {
			assertThat(this.unfinished.over(1, second * 1100L, second * SECOND, MOST)).isFalse();
		}
	}

	@Test
	void eachHasATimeOfItsOwn() {
		for (int second = 0; second <= 100; second++) {
			assertThat(this.unfinished.over(1 + second / 5, second, second * SECOND, MOST)).isFalse();
		}
	}

	@Test
	void nothingIsNeverOver() {
		for (int second = 0; second <= 100; second++) {
			assertThat(this.unfinished.over(0, 0, second * SECOND, MOST)).isFalse();
		}
		assertThat(this.unfinished.over(1, 0, 100 * SECOND, MOST)).isFalse();
	}

}
