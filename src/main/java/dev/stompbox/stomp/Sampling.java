package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.AckMode;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What may come of a subscription per second; the other messages are counted.
 *
 * @param messages how many, by the header {@code max-rate}
 * @param bytes of their bodies, by the header {@code max-bytes}
 */
record Sampling(int messages, long bytes) {

	private static final int MOST_MESSAGES = 1_000_000;

	/** No connection brings more. */
	private static final long MOST_BYTES = 1_000_000_000;

	/**
	 * Reads a SUBSCRIBE's headers.
	 * @return {@code null} when all is to come
	 * @throws Refused when they make no sense, or none with this mode
	 */
	static @Nullable Sampling of(Frame frame, AckMode mode) {
		String rate = frame.header("max-rate");
		String bytes = frame.header("max-bytes");
		if (rate == null && bytes == null) {
			return null;
		}
		String header = (rate != null) ? "max-rate" : "max-bytes";
		if (mode != AckMode.AUTO) {
			throw new Refused(ErrorCode.BAD_HEADER,
					header + " leaves messages out, and who acknowledges them misses none.",
					"Leave " + header + " out and use prefetch, or subscribe with ack:auto.");
		}
		return new Sampling(
				(rate != null) ? (int) Subscribe.number("max-rate", rate, MOST_MESSAGES, "messages", "max-rate:100")
						: MOST_MESSAGES,
				(bytes != null) ? Subscribe.number("max-bytes", bytes, MOST_BYTES, "bytes", "max-bytes:4000000")
						: MOST_BYTES);
	}

}
