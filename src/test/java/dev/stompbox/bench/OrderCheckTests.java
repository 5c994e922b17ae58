package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.stompbox.bench.OrderCheck.Arrival;

import static org.assertj.core.api.Assertions.assertThat;

class OrderCheckTests {

	private static final Arrival OK = Arrival.IN_ORDER;

	private final OrderCheck check = new OrderCheck(2);

	@Test
	void whatComesInOrderIsInOrder() {
		assertThat(arrivals(0, 1, 2, 3)).containsOnly(OK);
	}

	@Test
	void aGapIsNoDisorderUntilItIsFilled() {
		assertThat(arrivals(0, 3, 4, 1, 5, 2)).containsExactly(OK, OK, OK, Arrival.LATE, OK, Arrival.LATE);
	}

	@Test
	void aSwapIsOneThatIsLate() {
		assertThat(arrivals(0, 2, 1, 3)).containsExactly(OK, OK, Arrival.LATE, OK);
	}

	@Test
	void aDoubleIsADoubleWhereverItComes() {
		assertThat(arrivals(0, 1, 1, 0, 2, 0)).containsExactly(OK, OK, Arrival.DOUBLE, Arrival.DOUBLE, OK,
				Arrival.DOUBLE);
	}

	@Test
	void aLateOneThatComesAgainIsADouble() {
		assertThat(arrivals(1, 0, 0)).containsExactly(OK, Arrival.LATE, Arrival.DOUBLE);
	}

	@Test
	void whatIsLongPastIsADoubleIfNothingIsMissing() {
		for (int i = 0; i < 1000; i++) {
			assertThat(this.check.arrived(0, i)).isEqualTo(OK);
		}
		assertThat(this.check.arrived(0, 3)).isEqualTo(Arrival.DOUBLE);
		assertThat(this.check.arrived(0, 1001)).isEqualTo(OK);
		assertThat(this.check.arrived(0, 3)).as("or the missing 1000: nobody knows").isEqualTo(Arrival.LATE);
	}

	@Test
	void aGapOfAnySizeIsNoticed() {
		for (int gap : new int[] { 62, 63, 64, 65, 1000 }) {
			OrderCheck fresh = new OrderCheck(1);
			assertThat(fresh.arrived(0, 0)).isEqualTo(OK);
			assertThat(fresh.arrived(0, gap)).isEqualTo(OK);
			assertThat(fresh.arrived(0, gap)).isEqualTo(Arrival.DOUBLE);
			assertThat(fresh.arrived(0, gap - 1)).isEqualTo(Arrival.LATE);
			assertThat(fresh.arrived(0, gap + 1)).isEqualTo(OK);
		}
	}

	@Test
	void streamsAreCountedEachByItself() {
		assertThat(this.check.arrived(0, 0)).isEqualTo(OK);
		assertThat(this.check.arrived(1, 0)).isEqualTo(OK);
		assertThat(this.check.arrived(1, 0)).isEqualTo(Arrival.DOUBLE);
		assertThat(this.check.arrived(0, 1)).isEqualTo(OK);
	}

	private List<Arrival> arrivals(int... sequences) {
		List<Arrival> arrivals = new ArrayList<>();
		for (int sequence : sequences) {
			arrivals.add(this.check.arrived(0, sequence));
		}
		return arrivals;
	}

}
