package dev.stompbox.connection;

import java.time.Duration;

/**
 * When clients that are sent away may come back.
 *
 * @param reconnectAfter at the earliest
 * @param reconnectSpread each at a moment of its own within so much more
 */
public record DrainTimes(Duration reconnectAfter, Duration reconnectSpread) {

	/** A second, and up to five more. */
	public static final DrainTimes DEFAULT = new DrainTimes(Duration.ofSeconds(1), Duration.ofSeconds(5));

}
