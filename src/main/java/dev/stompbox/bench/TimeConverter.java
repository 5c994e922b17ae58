package dev.stompbox.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}; a number alone is seconds. */
final class TimeConverter implements ITypeConverter<Duration> {

	private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");

	private static final Duration LONGEST = Duration.ofDays(1);

	@Override
	public Duration convert(String text) {
		Matcher time = TIME.matcher(text.strip());
		if (!time.matches()) {
			throw new TypeConversionException("a time is like 500ms, 5s, 2m or 1h, and '" + text + "' is not");
		}
		long number = Long.parseLong(time.group(1));
		Duration duration = switch (time.group(2)) {
			case "ms" -> Duration.ofMillis(number);
			case "m" -> Duration.ofMinutes(number);
			case "h" -> Duration.ofHours(number);
			default -> Duration.ofSeconds(number);
		};
		if (duration.compareTo(LONGEST) > 0) {
			throw new TypeConversionException("'" + text + "' is more than 24h");
		}
		return duration;
	}

}
