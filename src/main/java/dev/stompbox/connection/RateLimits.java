package dev.stompbox.connection;

import java.time.Duration;

/**
 * How fast, and how slowly, one connection may send.
 *
 * @param frames WebSocket frames per second, pings included; 0 for no limit
 * @param bytes bytes per second; 0 for no limit
 * @param unfinished how long what has begun may take to be complete; who sends 1 KB a
 * second on average may take longer
 */
public record RateLimits(long frames, long bytes, Duration unfinished) {

	/** As fast and as slowly as it likes. */
	public static final RateLimits NONE = new RateLimits(0, 0, Duration.ofDays(1));

}
