package dev.stompbox.store;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;

/**
 * What a record of the log says.
 *
 * @param kind what happened
 * @param log whose: a topic's or queue's name
 * @param epoch of that log
 * @param offset of the message that it is about
 * @param timestamp when it happened, epoch ms
 * @param contentType of the message, or {@code null}
 * @param headers of the message
 * @param body of the message
 * @param key the idempotency key that it came with, with its caller, or {@code null}
 */
public record Entry(Kind kind, String log, String epoch, long offset, long timestamp, @Nullable String contentType,
		Headers headers, byte[] body, @Nullable String key) {

	/** No body. */
	private static final byte[] NOTHING = {};

	/** What happened. The order is what is on disk. */
	public enum Kind {

		/** A message was accepted. */
		MESSAGE,
		/**
		 * The log's last message has this offset. Each segment begins with it, so that a
		 * log goes on where it was when its messages are gone.
		 */
		LAST,
		/** All messages up to the offset were thrown away. */
		PURGED

	}

	/** Something about a message that is there. */
	public static Entry about(Kind kind, String log, String epoch, long offset, long timestamp) {
		return new Entry(kind, log, epoch, offset, timestamp, null, Headers.NONE, NOTHING, null);
	}

	/** The same, of the message that came to have this offset. */
	Entry at(long offset) {
		return new Entry(this.kind, this.log, this.epoch, offset, this.timestamp, this.contentType, this.headers,
				this.body, this.key);
	}

}
