package dev.stompbox.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

	@Test
	void whoSendsTooFastIsToldOnceAndGoesOnWhenItIsTime() {
		Pace pace = new Pace(new RateLimits(10, 0, Duration.ofMinutes(1)), System.nanoTime());
		int told = 0;
		for (int i = 0; i < 25; i++) {
			told += pace.frame() ? 1 : 0;
		}
		assertThat(told).isEqualTo(1);
		assertThat(pace.isOver()).isTrue();
		Notice notice = pace.notice();
		assertThat(notice.kind()).isEqualTo(Overload.FRAMES);
		assertThat(notice.limit()).isEqualTo("10 frames/s");
		assertThat(notice.property()).isEqualTo("stompbox.limits.frame-rate");
		long now = System.nanoTime();
		assertThat(pace.resume(now)).isFalse();
		assertThat(pace.resume(now + Duration.ofMillis(700).toNanos())).as("5 are owed, and 1 begins").isTrue();
		assertThat(pace.isOver()).isFalse();
		assertThat(pace.resume(now + Duration.ofSeconds(2).toNanos())).as("only once").isFalse();
	}

	@Test
	void bytesAreCountedByThemselves() {
		Pace pace = new Pace(new RateLimits(0, 1000, Duration.ofMinutes(1)), System.nanoTime());
		for (int i = 0; i < 1000; i++) {
			assertThat(pace.frame()).isFalse();
		}
		assertThat(pace.bytes(1500)).isFalse();
		assertThat(pace.bytes(1500)).isTrue();
		assertThat(pace.notice().kind()).isEqualTo(Overload.BYTES);
		assertThat(pace.notice().property()).isEqualTo("stompbox.limits.byte-rate");
	}

	@Test
	void withoutLimitsNothingIsEverTooMuch() {
		Pace pace = new Pace(RateLimits.NONE, System.nanoTime());
		for (int i = 0; i < 1000; i++) {
			assertThat(pace.frame() || pace.bytes(1 << 30) || pace.isOver()).isFalse();
		}
	}

}
