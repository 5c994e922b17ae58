package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One figure of each repetition.
 *
 * @param name for people
 * @param key for programs, with its unit
 * @param unit how it is shown to people
 * @param values one for each repetition, in their order
 */
record Figure(String name, String key, Unit unit, double... values) {

	/** How a value is shown to people. */
	enum Unit {

		/** A number without a fraction. */
		COUNT,
		/** Microseconds, or larger ones where that reads better. */
		TIME,
		/** Microseconds with fractions. */
		MICROS,
		/** Percent. */
		PERCENT

	}

	/** All figures that are known of these repetitions. */
	static List<Figure> of(List<Repetition> repetitions) {
		List<Figure> figures = new ArrayList<>();
		if (repetitions.isEmpty()) {
			return figures;
		}
		figures.add(of("deliveries per second", "deliveriesPerSecond", Unit.COUNT, repetitions, Repetition::perSecond));
		if (repetitions.get(0).serverCpuNanos() != ServerProcess.UNKNOWN) {
			figures.add(of("server CPU per delivery", "serverCpuMicrosPerDelivery", Unit.MICROS, repetitions,
					Repetition::serverMicrosPerDelivery));
		}
		figures.add(of("latency, median", "latencyP50Micros", Unit.TIME, repetitions, (one) -> one.latencyMicros(50)));
		figures.add(of("latency, 99 %", "latencyP99Micros", Unit.TIME, repetitions, (one) -> one.latencyMicros(99)));
		figures
			.add(of("latency, 99.9 %", "latencyP999Micros", Unit.TIME, repetitions, (one) -> one.latencyMicros(99.9)));
		figures
			.add(of("latency, longest", "latencyMaxMicros", Unit.TIME, repetitions, (one) -> one.latencyMicros(100)));
		figures
			.add(of("load generator's CPU", "generatorCpuPercent", Unit.PERCENT, repetitions, Repetition::ownPercent));
		return figures;
	}

	private static Figure of(String name, String key, Unit unit, List<Repetition> repetitions,
			ToDoubleFunction<Repetition> value) {
		return new Figure(name, key, unit, repetitions.stream().mapToDouble(value).toArray());
	}

	double median() {
		double[] sorted = sorted();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	double least() {
		return sorted()[0];
	}

	double most() {
		return sorted()[this.values.length - 1];
	}

	private double[] sorted() {
		double[] sorted = this.values.clone();
		Arrays.sort(sorted);
		return sorted;
	}

}
