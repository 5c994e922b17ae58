package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that were published to a topic and have their place in its log.
 *
 * @param topic where
 * @param epoch which log the {@link #position} is in; topics keep their messages, so that
 * each object less of one is seen in the time that collecting garbage takes
 * @param offset its number in that log
 * @param timestamp when it was accepted, epoch milliseconds
 * @param contentType what the body is, as the publisher said, or {@code null}
 * @param headers the publisher's own headers
 * @param body the bytes; shared by all who handle the message, so nobody may change them
 */
public record Message(Topic topic, String epoch, long offset, long timestamp, @Nullable String contentType,
		Headers headers, byte[] body) {

	/** Its place in the topic's log. */
	public Position position() {
		return new Position(this.epoch, this.offset);
	}

}
