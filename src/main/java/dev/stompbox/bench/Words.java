package dev.stompbox.bench;

import java.time.Duration;
import java.util.Locale;

import dev.stompbox.bench.Figure.Unit;

/** Numbers with their units, as people read them. */
final class Words {

	private Words() {
	}

	static String of(double value, Unit unit) {
		return switch (unit) {
			case COUNT -> count(value);
			case TIME -> micros(value);
			case MICROS -> format((value < 100) ? "%.3f µs" : "%,.0f µs", value);
			case PERCENT -> format("%.0f %%", value);
		};
	}

	static String count(double value) {
		return format("%,.0f", value);
	}

	/** {@code one} or several of a thing, with how many. */
	static String count(long count, String one) {
		return format("%,d ", count) + one + ((count == 1) ? "" : "s");
	}

	static String micros(double micros) {
		if (micros < 1000) {
			return format("%.0f µs", micros);
		}
		return (micros < 1_000_000) ? format("%.2f ms", micros / 1e3) : format("%.2f s", micros / 1e6);
	}

	static String bytes(double bytes) {
		if (Math.abs(bytes) < 1024) {
			return format("%.0f bytes", bytes);
		}
		return (Math.abs(bytes) < 1 << 20) ? format("%.1f KB", bytes / 1024) : format("%.1f MB", bytes / (1 << 20));
	}

	static String seconds(Duration duration) {
		return format("%.3f", duration.toMillis() / 1e3).replaceAll("\\.?0+$", "") + " s";
	}

	private static String format(String format, Object value) {
		return String.format(Locale.ROOT, format, value);
	}

}
