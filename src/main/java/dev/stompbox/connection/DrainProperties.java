package dev.stompbox.connection;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the server goes away.
 *
 * @param window over how long clients are sent away when it is stopped, and when
 * {@code POST /api/drain} does not say; at most 10 minutes
 * @param reconnectAfter when they may come back, at the earliest
 * @param reconnectSpread each at a moment of its own within so much more
 */
@ConfigurationProperties("stompbox.drain")
public record DrainProperties(@DefaultValue("5s") Duration window, @DefaultValue("1s") Duration reconnectAfter,
		@DefaultValue("5s") Duration reconnectSpread) {

	public DrainProperties {
		check(window, "stompbox.drain.window");
		check(reconnectAfter, "stompbox.drain.reconnect-after");
		check(reconnectSpread, "stompbox.drain.reconnect-spread");
	}

	private static void check(Duration time, String property) {
		if (time.isNegative() || time.compareTo(Drain.LONGEST) > 0) {
			throw new IllegalArgumentException(property + " is between 0 and 10 minutes");
		}
	}

	/** When clients may come back. */
	public DrainTimes times() {
		return new DrainTimes(this.reconnectAfter, this.reconnectSpread);
	}

}
