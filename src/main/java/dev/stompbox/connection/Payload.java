package dev.stompbox.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes ready to be written, WebSocket frame header included (RFC 6455 §5.2). A server's
 * frames are not masked, so the same bytes are right for every connection and are shared
 * by reference; nobody may change them.
 */
public final class Payload {

	/** What the bytes are to a WebSocket; the value is the frame's opcode. */
	public enum Kind {

		/** More of the message that began before. */
		CONTINUATION(0x0),
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

	private static final byte[] NOTHING = {};

	private static final int FIN = 0x80;

	/** The message is compressed (RFC 7692 §6). */
	private static final int RSV1 = 0x40;

	private final Kind kind;

	/** How many bytes of a header come before the others; 0 where they begin with it. */
	private final int header;

	private final byte[] bytes;

	/** What comes after them, in an array that other payloads have too. */
	private final byte[] shared;

	private final boolean last;

	private final boolean compressible;

	/** Bytes that begin with their header, if they have one. */
	private Payload(Kind kind, byte[] bytes, boolean last, boolean compressible) {
		this.kind = kind;
		this.header = 0;
		this.bytes = bytes;
		this.shared = NOTHING;
		this.last = last;
		this.compressible = compressible;
	}

	/** A whole message whose header is made when it is written. */
	private Payload(Kind kind, byte[] own, byte[] shared) {
		this.kind = kind;
		this.header = headerLength(kind, own.length + shared.length);
		this.bytes = own;
		this.shared = shared;
		this.last = true;
		this.compressible = kind == Kind.TEXT || kind == Kind.BINARY;
	}

	/**
	 * One message made of {@code parts}, one after the other.
	 * @param kind what it is
	 * @param parts its bytes; copied
	 */
	public static Payload of(Kind kind, byte[]... parts) {
		return frame(kind, FIN, parts);
	}

	/**
	 * One message that ends as many others do. It is put together when it is written, and
	 * nothing is copied before.
	 * @param kind what it is
	 * @param own its first bytes, never to be changed
	 * @param shared the others, never to be changed
	 */
	public static Payload sharing(Kind kind, byte[] own, byte[] shared) {
		return new Payload(kind, own, shared);
	}

	/**
	 * A part of a message that is sent in several (RFC 6455 §5.4).
	 * @param kind what the message is for its first part, {@link Kind#CONTINUATION} for
	 * the others
	 * @param last whether the message ends with it
	 * @param bytes holds its bytes; copied
	 * @param from index of the first
	 * @param to index after the last
	 */
	public static Payload part(Kind kind, boolean last, byte[] bytes, int from, int to) {
		int length = to - from;
		ByteBuffer frame = ByteBuffer.allocate(headerLength(kind, length) + length);
		putHeader(frame, kind.opcode | (last ? FIN : 0), length);
		frame.put(bytes, from, length);
		return new Payload(kind, frame.array(), last, last && kind != Kind.CONTINUATION);
	}

	/** What goes before {@code length} bytes that are a part of a message. */
	static Payload header(Kind kind, boolean last, int length) {
		ByteBuffer header = ByteBuffer.allocate(headerLength(kind, length));
		putHeader(header, kind.opcode | (last ? FIN : 0), length);
		return new Payload(kind, header.array(), last, false);
	}

	/**
	 * One compressed message, for connections that agreed to it.
	 * @param kind what it is
	 * @param start what it begins with, which is not compressed
	 * @param deflated the rest, of {@link Compression#deflate}
	 */
	public static Payload deflated(Kind kind, byte[] start, byte[] deflated) {
		return frame(kind, FIN | RSV1, Compression.stored(start), deflated);
	}

	static Payload deflatedPart(Kind kind, boolean last, byte[]... blocks) {
		return frame(kind, (last ? FIN : 0) | ((kind == Kind.CONTINUATION) ? 0 : RSV1), blocks);
	}

	/** The same, that is never compressed: it was tried, and is not worth it. */
	public Payload verbatim() {
		return new Payload(this.kind, (this.shared == NOTHING) ? this.bytes : bytes(), this.last, false);
	}

	private static Payload frame(Kind kind, int flags, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuffer frame = ByteBuffer.allocate(headerLength(kind, length) + length);
		if (kind != Kind.PLAIN) {
			putHeader(frame, kind.opcode | flags, length);
		}
		for (byte[] part : parts) {
			frame.put(part);
		}
		boolean whole = flags == FIN && (kind == Kind.TEXT || kind == Kind.BINARY);
		return new Payload(kind, frame.array(), (flags & FIN) != 0, whole);
	}

	private static int headerLength(Kind kind, int length) {
		if (kind == Kind.PLAIN) {
			return 0;
		}
		return (length < 126) ? 2 : (length < 1 << 16) ? 4 : 10;
	}

	private static void putHeader(ByteBuffer frame, int start, int length) {
		frame.put((byte) start);
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

	/** Whether it is a whole message that may be sent compressed. */
	boolean compressible() {
		return this.compressible;
	}

	Kind kind() {
		return this.kind;
	}

	/** What the message says. A copy. */
	byte[] content() {
		return Arrays.copyOfRange(bytes(), headerLength(), length());
	}

	/** What a message or event begins with, {@code most} bytes of it. A copy. */
	byte[] start(int most) {
		ByteBuffer start = ByteBuffer.allocate(Math.min(most, contentLength()));
		copy(length() - contentLength(), start);
		return start.array();
	}

	/** How many bytes a message or event has, without what it travels in. */
	int contentLength() {
		return (this.kind == Kind.PLAIN) ? length() : length() - headerLength();
	}

	private int headerLength() {
		if (this.header > 0) {
			return this.header;
		}
		int second = this.bytes[1];
		return (second < 126) ? 2 : (second == 126) ? 4 : 10;
	}

	/** The bytes to write. A copy. */
	byte[] bytes() {
		ByteBuffer all = ByteBuffer.allocate(length());
		copy(0, all);
		return all.array();
	}

	/** Puts as many of its bytes as there is room for, and says how many. */
	int copy(int from, ByteBuffer to) {
		int before = to.position();
		if (from < this.header) {
			copyHeader(from, to);
		}
		copy(this.bytes, Math.max(from - this.header, 0), to);
		copy(this.shared, Math.max(from - this.header - this.bytes.length, 0), to);
		return to.position() - before;
	}

	private void copyHeader(int from, ByteBuffer to) {
		int length = this.bytes.length + this.shared.length;
		if (from == 0 && to.remaining() >= this.header) {
			putHeader(to, this.kind.opcode | FIN, length);
			return;
		}
		ByteBuffer all = ByteBuffer.allocate(this.header);
		putHeader(all, this.kind.opcode | FIN, length);
		copy(all.array(), from, to);
	}

	private static void copy(byte[] bytes, int from, ByteBuffer to) {
		int count = Math.min(to.remaining(), bytes.length - from);
		if (count > 0) {
			to.put(bytes, from, count);
		}
	}

	/** How many bytes are to be written. */
	public int length() {
		return this.header + this.bytes.length + this.shared.length;
	}

	/**
	 * Whether a message ends with it, rather than that it is a part of keeping the
	 * connection.
	 */
	boolean endsMessage() {
		return this.last && switch (this.kind) {
			case TEXT, BINARY, CONTINUATION -> true;
			// A comment that keeps an event stream open has 3 bytes.
			case PLAIN -> length() > 3;
			case CLOSE, PING, PONG -> false;
		};
	}

}
