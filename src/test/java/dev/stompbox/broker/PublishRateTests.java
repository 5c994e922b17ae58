package dev.stompbox.broker;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PublishRateTests {

	private static final long MS = 1_000_000;

	private final PublishRate rate = new PublishRate(Topic.parse("demo.x"), 10, 0);

	@Test
	void aSecondsWorthComesAtOnceAndThenTheRate() {
		for (int i = 0; i < 10; i++) {
			this.rate.take(1, 0);
		}
		Refused refused = catchThrowableOfType(Refused.class, () -> this.rate.take(1, 99 * MS));
		assertThat(refused.code()).isEqualTo(ErrorCode.PUBLISH_RATE);
		assertThat(refused.retryAfter()).isEqualTo(1);
		assertThat(refused.limit()).isEqualTo("10/s");
		assertThat(refused.property()).isEqualTo("stompbox.topics[].publish-rate");
		assertThat(refused.detail()).contains("demo.x").contains("10");
		this.rate.take(1, 101 * MS);
		assertThatThrownBy(() -> this.rate.take(1, 102 * MS)).isInstanceOf(Refused.class);
		int taken = 0;
		for (int ms = 103; ms < 5101; ms++) {
			try {
				this.rate.take(1, ms * MS);
				taken++;
			}
			catch (Refused ex) {
				// too soon
			}
		}
		assertThat(taken).isBetween(49, 50);
	}

	@Test
	void aStepOfMoreThanASecondsWorthComesWhenNothingDidAndIsPaidForAfterwards() {
		this.rate.take(30, 0);
		assertThatThrownBy(() -> this.rate.take(1, 2000 * MS)).isInstanceOf(Refused.class);
		this.rate.take(1, 2101 * MS);
	}

}
