package dev.stompbox.broker;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/** Where a subscription begins. */
public sealed interface Start {

	/** How {@link #rewind} is written. */
	Pattern REWIND = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

	/** With the next message. */
	Start LIVE = new Live();

	/** With the next message, and the newest before it where the topic's rule says so. */
	Start USUAL = new Usual();

	/**
	 * Reads how far back to begin: a number of messages, or a time as {@code 30s},
	 * {@code 5m}, {@code 2h}, {@code 7d} or {@code 500ms}.
	 * @return {@code null} when it is neither
	 */
	static @Nullable Start rewind(String text) {
		Matcher read = REWIND.matcher(text);
		if (!read.matches()) {
			return null;
		}
		int number = Integer.parseInt(read.group(1));
		return switch (Objects.requireNonNullElse(read.group(2), "")) {
			case "" -> new Last(number);
			case "ms" -> new Ago(Duration.ofMillis(number));
			case "s" -> new Ago(Duration.ofSeconds(number));
			case "m" -> new Ago(Duration.ofMinutes(number));
			case "h" -> new Ago(Duration.ofHours(number));
			default -> new Ago(Duration.ofDays(number));
		};
	}

	/** With what comes next. */
	record Live() implements Start {
	}

	/** As the topic's rule says. */
	record Usual() implements Start {
	}

	/** After a message that the subscriber has had. */
	record Since(Position position) implements Start {
	}

	/** With the last messages, as many as are said. */
	record Last(int messages) implements Start {
	}

	/** With the messages of the time that is past. */
	record Ago(Duration time) implements Start {
	}

}
