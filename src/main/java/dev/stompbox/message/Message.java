package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that were published to a topic and have their place in its log.
 *
 * @param topic where
 * @param position its place in the topic's log
 * @param timestamp when it was accepted, epoch milliseconds
 * @param contentType what the body is, as the publisher said, or {@code null}
 * @param headers the publisher's own headers
 * @param body the bytes; shared by all who handle the message, so nobody may change them
 */
public record Message(Topic topic, Position position, long timestamp, @Nullable String contentType, Headers headers,
		byte[] body) {
}
