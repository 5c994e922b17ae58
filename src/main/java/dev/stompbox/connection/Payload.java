package dev.stompbox.connection;

import java.nio.ByteBuffer;

/**
 * Bytes ready to be written, WebSocket frame header included (RFC 6455 §5.2). A server's
 * frames are not masked, so the same bytes are right for every connection and are shared
 * by reference; nobody may change them.
 */
public final class Payload {

	/** What the bytes are to a WebSocket; the value is the frame's opcode. */
	public enum Kind {

		/** UTF-8 text. */
		TEXT(0x1),
		/** Bytes. */
		BINARY(0x2),
		/** The goodbye. */
		CLOSE(0x8),
		/** Are you there? */
		PING(0x9),
		/** I am. */
		PONG(0xA),
		/** Not a WebSocket frame at all: written as it is. */
		PLAIN(-1);

		private final int opcode;

		Kind(int opcode) {
			this.opcode = opcode;
		}

	}

	private static final int FIN = 0x80;

	private final Kind kind;

	private final byte[] bytes;

	private Payload(Kind kind, byte[] bytes) {
		this.kind = kind;
		this.bytes = bytes;
	}

	/**
	 * One message made of {@code parts}, one after the other.
	 * @param kind what it is
	 * @param parts its bytes; copied
	 */
	public static Payload of(Kind kind, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuffer frame = ByteBuffer.allocate(headerLength(kind, length) + length);
		putHeader(frame, kind, length);
		for (byte[] part : parts) {
			frame.put(part);
		}
		return new Payload(kind, frame.array());
	}

	private static int headerLength(Kind kind, int length) {
		if (kind == Kind.PLAIN) {
			return 0;
		}
		return (length < 126) ? 2 : (length < 1 << 16) ? 4 : 10;
	}

	private static void putHeader(ByteBuffer frame, Kind kind, int length) {
		if (kind == Kind.PLAIN) {
			return;
		}
		frame.put((byte) (FIN | kind.opcode));
		if (length < 126) {
			frame.put((byte) length);
		}
		else if (length < 1 << 16) {
			frame.put((byte) 126).putShort((short) length);
		}
		else {
			frame.put((byte) 127).putLong(length);
		}
	}

	/** The bytes to write. Not a copy. */
	byte[] bytes() {
		return this.bytes;
	}

	/** How many bytes are to be written. */
	public int length() {
		return this.bytes.length;
	}

	/** Whether it is a message, rather than a part of keeping the connection. */
	boolean isMessage() {
		return this.kind == Kind.TEXT || this.kind == Kind.BINARY || (this.kind == Kind.PLAIN && this.bytes.length > 2);
	}

}
