package dev.stompbox.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.bench.Outcome.Connecting;
import dev.stompbox.bench.Outcome.Held;
import dev.stompbox.bench.Plan.Mode;
import dev.stompbox.message.Release;

/** What was measured, for programs: one JSON object, whose keys name their units. */
final class JsonReport {

	private JsonReport() {
	}

	static String of(Outcome outcome) {
		Map<String, Object> all = new LinkedHashMap<>();
		plan(all, outcome);
		Connecting connecting = outcome.connecting();
		if (connecting != null) {
			all.put("connectSeconds", rounded(connecting.seconds()));
			if (connecting.serverCpuNanos() != ServerProcess.UNKNOWN) {
				all.put("connectServerCpuMicros", rounded(connecting.serverMicrosEach()));
			}
		}
		Held held = outcome.held();
		if (held != null) {
			held(all, held, outcome.plan().connections());
		}
		if (outcome.plan().mode() != Mode.IDLE) {
			counts(all, outcome);
		}
		all.put("closed", outcome.closings());
		all.put("interrupted", outcome.interrupted());
		all.put("sound", outcome.sound());
		all.put("troubles", outcome.troubles());
		all.put("warnings", Troubles.warnings(outcome));
		return JsonMapper.shared().writeValueAsString(all);
	}

	/** What is said when nothing could be measured. */
	static String of(BenchFailure failure) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("version", Release.VERSION);
		all.put("sound", false);
		all.put("error", String.valueOf(failure.getMessage()));
		return JsonMapper.shared().writeValueAsString(all);
	}

	private static void plan(Map<String, Object> all, Outcome outcome) {
		Plan plan = outcome.plan();
		all.put("version", Release.VERSION);
		all.put("mode", plan.mode().name().toLowerCase(Locale.ROOT));
		all.put("url", outcome.url());
		all.put((plan.mode() == Mode.ECHO) ? "connections" : "subscribers", plan.connections());
		if (plan.mode() != Mode.ECHO) {
			all.put("topics", plan.topics());
		}
		if (plan.mode() != Mode.IDLE) {
			all.put("publishers", plan.publishers());
			all.put("size", plan.size());
			all.put("window", plan.pace().paced() ? 0 : plan.pace().window());
			all.put("rate", plan.pace().rate());
			all.put("warmUpSeconds", rounded(plan.timing().warmUp().toMillis() / 1e3));
		}
		all.put("durationSeconds", rounded(plan.timing().duration().toMillis() / 1e3));
	}

	private static void held(Map<String, Object> all, Held held, int connections) {
		if (held.memoryKnown()) {
			all.put("memoryBytesBefore", held.bytesBefore());
			all.put("memoryBytesAfter", held.bytesAfter());
			all.put("memoryBytesPerConnection",
					rounded((held.bytesAfter() - held.bytesBefore()) / (double) connections));
		}
		if (held.serverCpuNanos() != ServerProcess.UNKNOWN) {
			all.put("heldServerCpuPercent", rounded(held.serverCpuNanos() / 1e7 / held.seconds()));
		}
	}

	private static void counts(Map<String, Object> all, Outcome outcome) {
		List<Repetition> repetitions = outcome.repetitions();
		all.put("repetitions", repetitions.size());
		for (Figure figure : Figure.of(repetitions)) {
			Map<String, Object> values = new LinkedHashMap<>();
			values.put("median", rounded(figure.median()));
			values.put("least", rounded(figure.least()));
			values.put("most", rounded(figure.most()));
			all.put(figure.key(), values);
		}
		all.put("expected", sum(repetitions, Repetition::expected));
		all.put("deliveries", sum(repetitions, Repetition::received));
		all.put("lost", sum(repetitions, Repetition::lost));
		all.put("doubled", sum(repetitions, Repetition::doubled));
		all.put("outOfOrder", sum(repetitions, Repetition::late));
		all.put("strange", sum(repetitions, Repetition::strange));
		all.put("stalled", repetitions.stream().anyMatch(Repetition::stalled));
	}

	private static long sum(List<Repetition> repetitions, ToLongFunction<Repetition> count) {
		return repetitions.stream().mapToLong(count).sum();
	}

	/** To a thousandth. */
	private static double rounded(double value) {
		return Math.round(value * 1000) / 1000.0;
	}

}
