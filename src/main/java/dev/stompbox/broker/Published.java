package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/**
 * What became of a publication.
 *
 * @param position its place in the topic's log; {@code null} when another broker keeps
 * that
 * @param subscribers how many it was handed to; {@code null} when another broker does
 * @param duplicate whether it had been published before under the same idempotency key;
 * then the position is that of the first
 */
public record Published(@Nullable Position position, @Nullable Integer subscribers, boolean duplicate) {

	/** The position as it is written, or {@code null}. */
	public @Nullable String at() {
		return (this.position != null) ? this.position.toString() : null;
	}

}
