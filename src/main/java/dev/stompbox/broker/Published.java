package dev.stompbox.broker;

import dev.stompbox.message.Position;

/**
 * What became of a publication.
 *
 * @param position its place in the topic's log
 * @param subscribers how many it was handed to
 * @param duplicate whether it had been published before under the same idempotency key;
 * then the position is that of the first
 */
public record Published(Position position, int subscribers, boolean duplicate) {
}
