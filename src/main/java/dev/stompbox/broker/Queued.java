package dev.stompbox.broker;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;

/** A message in a queue and what has become of it so far. Of the queue's lock. */
final class Queued {

	/** What a message costs in memory beside its body and headers, bytes. */
	private static final int OVERHEAD = 256;

	/** What each header costs beside its letters. */
	private static final int HEADER_OVERHEAD = 100;

	final Message message;

	/** Its place in the queue's order. */
	final long sequence;

	final long bytes;

	int deliveries;

	/** Which of the queue's handings its last was. */
	long handing;

	/** When it was handed out last, of {@link System#nanoTime()}. */
	long handedAt;

	Queued(Message message, long sequence) {
		this.message = message;
		this.sequence = sequence;
		this.bytes = bytesOf(message.headers(), message.body());
	}

	/** What a message costs in memory, its content type included. */
	static long bytesOf(Message message) {
		String type = message.contentType();
		return bytesOf(message.headers(), message.body()) + ((type != null) ? type.length() : 0);
	}

	static long bytesOf(Headers headers, byte[] body) {
		long[] bytes = { (long) OVERHEAD + body.length };
		headers.forEach((name, value) -> bytes[0] += HEADER_OVERHEAD + name.length() + value.length());
		return bytes[0];
	}

}
