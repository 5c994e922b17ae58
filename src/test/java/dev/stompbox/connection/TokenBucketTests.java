package dev.stompbox.connection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTests {

	private static final long MS = 1_000_000;

	private static final long START = Long.MAX_VALUE - 500 * MS;

	@Test
	void itHoldsSoManySecondsWorthAndThenLetsTheRateThroughAcrossTheClocksTurn() {
		TokenBucket bucket = new TokenBucket(10, 2, START);
		for (int i = 0; i < 20; i++) {
			assertThat(bucket.take(START)).isTrue();
		}
		assertThat(bucket.take(START)).isFalse();
		assertThat(bucket.until(1, START)).isEqualTo(100 * MS);
		int taken = 0;
		for (int ms = 1; ms <= 10_000; ms++) {
			taken += bucket.take(START + ms * MS) ? 1 : 0;
		}
		assertThat(taken).isEqualTo(100);
	}

	@Test
	void whatIsOwedIsWaitedFor() {
		TokenBucket bucket = new TokenBucket(1000, 1, 0);
		bucket.spend(3000);
		assertThat(bucket.isEmpty()).isTrue();
		assertThat(bucket.until(100, 0)).isEqualTo(2100 * MS);
		bucket.fill(2000 * MS);
		assertThat(bucket.isEmpty()).isTrue();
		bucket.fill(2001 * MS);
		assertThat(bucket.isEmpty()).isFalse();
		assertThat(bucket.isFull(2999 * MS)).isFalse();
		assertThat(bucket.isFull(3000 * MS)).isTrue();
	}

	@Test
	void itIsFullAfterAnyTimeHoweverFastTheRate() {
		TokenBucket bucket = new TokenBucket(1L << 40, 2, 0);
		bucket.spend(1L << 41);
		assertThat(bucket.isFull(Long.MAX_VALUE / 2)).isTrue();
		assertThat(bucket.isFull(Long.MAX_VALUE / 2)).isTrue();
	}

}
