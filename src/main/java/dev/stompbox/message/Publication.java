package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * What a publisher hands in: a message that has no place in the topic's log yet.
 *
 * @param topic where to
 * @param contentType what the body is, or {@code null}
 * @param headers the publisher's own headers
 * @param body the bytes; the broker keeps the array, so nobody may change it afterwards
 * @param idempotencyKey names this publication: a second one with the same key on the
 * same topic by the same caller is not published again; {@code null} for none
 */
public record Publication(Topic topic, @Nullable String contentType, Headers headers, byte[] body,
		@Nullable String idempotencyKey) {
}
