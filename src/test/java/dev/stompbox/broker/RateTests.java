package dev.stompbox.broker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateTests {

	private final Rate rate = new Rate();

	@Test
	void theSecondThatIsNotOverDoesNotCount() {
		this.rate.add(10_000, 3);
		this.rate.add(10_999, 2);
		assertThat(this.rate.perSecond(10_999)).isZero();
		assertThat(this.rate.perSecond(11_000)).isEqualTo(5);
		assertThat(this.rate.perSecond(11_999)).isEqualTo(5);
	}

	@Test
	void afterASecondOfSilenceItIsNothing() {
		this.rate.add(10_500, 7);
		assertThat(this.rate.perSecond(12_000)).isZero();
	}

	@Test
	void eachSecondStartsAnew() {
		this.rate.add(10_100, 4);
		this.rate.add(11_100, 1);
		assertThat(this.rate.perSecond(12_100)).isEqualTo(1);
	}

	@Test
	void aClockThatIsSetBackLosesNothing() {
		this.rate.add(10_100, 4);
		this.rate.add(9_100, 1);
		assertThat(this.rate.perSecond(11_100)).isEqualTo(5);
	}

}
