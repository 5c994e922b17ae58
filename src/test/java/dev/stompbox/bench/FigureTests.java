package dev.stompbox.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import dev.stompbox.bench.Figure.Unit;

import static org.assertj.core.api.Assertions.assertThat;

class FigureTests {

	@Test
	void theMedianIsTheMiddleOrBetweenTheTwo() {
		assertThat(new Figure("", "", Unit.COUNT, 3, 1, 2).median()).isEqualTo(2);
		assertThat(new Figure("", "", Unit.COUNT, 3, 1, 2, 10).median()).isEqualTo(2.5);
		assertThat(new Figure("", "", Unit.COUNT, 3, 1, 2).least()).isEqualTo(1);
		assertThat(new Figure("", "", Unit.COUNT, 3, 1, 2).most()).isEqualTo(3);
		assertThat(new Figure("", "", Unit.COUNT, 7).median()).isEqualTo(7);
	}

	@Test
	void figuresOfARepetition() {
		Histogram latencies = new Histogram(3);
		for (int i = 1; i <= 100; i++) {
			latencies.recordValue(i * 1000);
		}
		Repetition one = new Repetition(2, 110, 100, 1, 2, 3, false, 50_000, 1_000_000_000, latencies);
		assertThat(one.lost()).isEqualTo(10);
		assertThat(one.sound()).isFalse();
		List<Figure> figures = Figure.of(List.of(one));
		assertThat(figures).extracting(Figure::key)
			.containsExactly("deliveriesPerSecond", "serverCpuMicrosPerDelivery", "latencyP50Micros",
					"latencyP99Micros", "latencyP999Micros", "latencyMaxMicros", "generatorCpuPercent");
		assertThat(figures).extracting((figure) -> Words.of(figure.median(), figure.unit()))
			.containsExactly("50", "0.500 µs", "50 µs", "99 µs", "100 µs", "100 µs", "50 %");
	}

	@Test
	void theServersCpuIsLeftOutWhenItIsNotKnown() {
		Repetition one = new Repetition(2, 1, 1, 0, 0, 0, false, ServerProcess.UNKNOWN, 1, new Histogram(3));
		assertThat(Figure.of(List.of(one))).extracting(Figure::key).doesNotContain("serverCpuMicrosPerDelivery");
		assertThat(Figure.of(List.of())).isEmpty();
	}

	@Test
	void nothingMeasuredIsNotSound() {
		Plan plan = new Plan(Plan.Mode.FANOUT, 1, 1, 1, 128, new Plan.Pace(1, 0),
				new Plan.Timing(Duration.ZERO, Duration.ofSeconds(1), 1),
				new Plan.Speech("/topic/x", false, false, 1, 0), List.of());
		Outcome outcome = new Outcome(plan, "ws://localhost/", null, null, List.of(), Map.of(), true);
		assertThat(outcome.sound()).isFalse();
		assertThat(TableReport.of(outcome)).contains("✗ It was interrupted before anything was measured.");
		assertThat(JsonReport.of(outcome)).contains("\"interrupted\":true", "\"sound\":false");
	}

	@Test
	void numbersReadAsPeopleReadThem() {
		assertThat(Words.micros(999)).isEqualTo("999 µs");
		assertThat(Words.micros(1500)).isEqualTo("1.50 ms");
		assertThat(Words.micros(2_500_000)).isEqualTo("2.50 s");
		assertThat(Words.bytes(2100)).isEqualTo("2.1 KB");
		assertThat(Words.bytes(-10)).isEqualTo("-10 bytes");
		assertThat(Words.count(1, "topic") + ", " + Words.count(1000, "topic")).isEqualTo("1 topic, 1,000 topics");
	}

}
