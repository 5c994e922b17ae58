package dev.stompbox.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a client's WebSocket frames (RFC 6455 §5.2). One masking key serves for the
 * whole run: it is there to protect proxies from what web pages send, and here nobody
 * else chooses what is sent.
 */
final class FrameWriter {

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PONG = 10;

	/** The longest header. */
	static final int HEADER = 14;

	private static final int KEY = ThreadLocalRandom.current().nextInt();

	private static final long KEY_TWICE = ((long) KEY << 32) | (KEY & 0xffffffffL);

	private FrameWriter() {
	}

	/**
	 * Appends a whole frame; {@code out} has room for {@link #HEADER} and the payload.
	 */
	static void frame(ByteBuffer out, int opcode, byte[] payload, int length) {
		header(out, opcode, length);
		masked(out, payload, 0, length);
	}

	/** Appends a header for a payload of {@code length} bytes. */
	static void header(ByteBuffer out, int opcode, int length) {
		out.put((byte) (0x80 | opcode));
		if (length < 126) {
			out.put((byte) (0x80 | length));
		}
		else if (length < 1 << 16) {
			out.put((byte) (0x80 | 126)).putShort((short) length);
		}
		else {
			out.put((byte) (0x80 | 127)).putLong(length);
		}
		out.putInt(KEY);
	}

	/**
	 * Appends a part of a payload, masked.
	 * @param from where the part begins, in the payload and in {@code bytes}
	 */
	static void masked(ByteBuffer out, byte[] bytes, int from, int to) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		int i = from;
		for (; i < to && (i & 3) != 0; i++) {
			out.put((byte) (bytes[i] ^ key(i)));
		}
		for (; i + 8 <= to; i += 8) {
			out.putLong(in.getLong(i) ^ KEY_TWICE);
		}
		for (; i < to; i++) {
			out.put((byte) (bytes[i] ^ key(i)));
		}
	}

	private static int key(int i) {
		return KEY >> (24 - ((i & 3) << 3));
	}

}
