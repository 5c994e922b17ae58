package dev.stompbox.websocket;

import java.util.Arrays;

/**
 * Collects the parts of one message for a handler that wants it whole. Grows with what
 * has come, never with what was announced, and holds nothing between messages.
 */
final class MessageBuffer {

	private static final byte[] NOTHING = new byte[0];

	private byte[] bytes = NOTHING;

	private int length;

	void add(byte[] from, int start, int end) {
		int more = end - start;
		if (this.length + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes,
					Math.max(this.length + more, this.bytes.length + (this.bytes.length >> 1)));
		}
		System.arraycopy(from, start, this.bytes, this.length, more);
		this.length += more;
	}

	/** The message; the buffer is empty afterwards. */
	byte[] take() {
		byte[] whole = (this.length == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, this.length);
		this.bytes = NOTHING;
		this.length = 0;
		return whole;
	}

}
