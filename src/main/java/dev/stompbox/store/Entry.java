package dev.stompbox.store;

import java.nio.ByteBuffer;

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
		PURGED,
		/**
		 * A queue's messages from {@link Entry#from} to the offset are done with: they
		 * are not handed out again.
		 */
		DONE,
		/** A queue's message was handed to a consumer. */
		HANDED

	}

	/** Something about a message that is there. */
	public static Entry about(Kind kind, String log, String epoch, long offset, long timestamp) {
		return new Entry(kind, log, epoch, offset, timestamp, null, Headers.NONE, NOTHING, null);
	}

	/** A queue's messages from one to, and with, another are done with. */
	public static Entry done(String log, String epoch, long from, long to, long timestamp) {
		byte[] first = ByteBuffer.allocate(Long.BYTES).putLong(from).array();
		return new Entry(Kind.DONE, log, epoch, to, timestamp, null, Headers.NONE, first, null);
	}

	/** A queue's message was handed out, so many times by now. */
	public static Entry handed(String log, String epoch, long offset, int times, long timestamp) {
		byte[] count = ByteBuffer.allocate(Integer.BYTES).putInt(times).array();
		return new Entry(Kind.HANDED, log, epoch, offset, timestamp, null, Headers.NONE, count, null);
	}

	/** With {@link Kind#HANDED} how many times. */
	int times() {
		return ByteBuffer.wrap(this.body).getInt();
	}

	/** With {@link Kind#DONE} the first offset that it is about. */
	long from() {
		return ByteBuffer.wrap(this.body).getLong();
	}

	/** The same, of the message that came to have this offset. */
	Entry at(long offset) {
		return new Entry(this.kind, this.log, this.epoch, offset, this.timestamp, this.contentType, this.headers,
				this.body, this.key);
	}

}
