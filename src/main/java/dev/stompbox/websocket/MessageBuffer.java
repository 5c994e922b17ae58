package dev.stompbox.websocket;

import java.util.Arrays;

/**
 * Collects what has come of one message: all of it for a handler that wants it whole,
 * part by part for one that does not. Grows with what has come, never with what was
 * announced, and holds nothing between messages.
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

	/** How many bytes it holds. */
	int length() {
		return this.length;
	}

	/** How many bytes at the end belong to a character of UTF-8 that is not complete. */
	int tail() {
		return Utf8.tail(this.bytes, 0, this.length);
	}

	/** All but the last {@code left} bytes, which the buffer keeps. */
	byte[] take(int left) {
		int taken = this.length - left;
		byte[] part = (taken == this.bytes.length) ? this.bytes : Arrays.copyOf(this.bytes, taken);
		this.bytes = (left == 0) ? NOTHING : Arrays.copyOfRange(this.bytes, taken, this.length);
		this.length = left;
		return part;
	}

}
