package dev.stompbox.websocket;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.MessageLimit;
import dev.stompbox.connection.Sizes;

/**
 * Reads a client's frames (RFC 6455 §5) from bytes as they come, however they are split,
 * and hands on what they carry. Knows the rules for single frames and for their order;
 * holds nothing but the few bytes of a header or control frame that is not complete.
 */
final class FrameReader {

	/** Takes what the frames carry. */
	interface Sink {

		/** A part of a message, unmasked; {@code last} when the message ends with it. */
		void data(boolean text, byte[] bytes, int from, int to, boolean last) throws ProtocolError;

		/** A ping, with what the pong has to repeat. */
		void ping(byte[] body);

		/** An answer to a ping. */
		default void pong() {
		}

		/** Whether the next message may begin; asked after each. */
		boolean wantsMore();

		/**
		 * Counts a frame that is complete; answers whether the next may be read at once.
		 */
		default boolean frameRead() {
			return true;
		}

		/** Whether data is thrown away, so that it need not be inflated. */
		default boolean ignoresData() {
			return false;
		}

		/** The client says goodbye; {@code code} is 1005 when it gave none. */
		void close(int code);

	}

	private static final int CONTINUATION = 0;

	private static final int TEXT = 1;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private static final int LONGEST_CONTROL = 125;

	/** The message is compressed (RFC 7692 §6). */
	private static final int RSV1 = 0x40;

	private final byte[] header = new byte[14];

	private final Utf8 utf8 = new Utf8();

	private int headerLength;

	private boolean inPayload;

	private int opcode;

	private boolean fin;

	private long left;

	private int mask;

	private byte[] control = new byte[0];

	private int controlLength;

	/** Opcode of the message that is under way, or 0. */
	private int message;

	private long messageLength;

	/** Whether it is compressed. */
	private boolean compressed;

	private final Supplier<MessageLimit> limits;

	private final @Nullable MessageInflater inflater;

	/**
	 * A reader of messages that are not compressed.
	 * @param limits asked for the largest message as each begins
	 */
	FrameReader(Supplier<MessageLimit> limits) {
		this(limits, null);
	}

	/**
	 * @param limits asked for the largest message as each begins
	 * @param inflater reads what is compressed, or {@code null} when that was not agreed
	 */
	FrameReader(Supplier<MessageLimit> limits, @Nullable MessageInflater inflater) {
		this.limits = limits;
		this.inflater = inflater;
	}

	/**
	 * Reads {@code in}: all of it, or up to the end of a message after which the sink
	 * wants no more, or of a frame after which it wants none yet.
	 * @param in masked bytes from the socket
	 * @param plain where they are unmasked to; as long as {@code in} has bytes
	 * @throws ProtocolError when the connection has to be closed
	 */
	void read(ByteBuffer in, byte[] plain, Sink sink) throws ProtocolError {
		while (in.hasRemaining() || (this.inPayload && this.left == 0)) {
			if (!this.inPayload) {
				if (!readHeader(in)) {
					return;
				}
				begin();
			}
			int length = (int) Math.min(this.left, in.remaining());
			if (length == 0 && this.left > 0) {
				return;
			}
			this.mask = Mask.remove(in, plain, length, this.mask);
			this.left -= length;
			if (this.left == 0) {
				this.inPayload = false;
			}
			boolean ended = false;
			if (this.opcode >= CLOSE) {
				controlPart(plain, length, sink);
			}
			else {
				ended = dataPart(plain, length, sink);
			}
			if ((!this.inPayload && !sink.frameRead()) || (ended && !sink.wantsMore())) {
				return;
			}
		}
	}

	/** Whether something has begun, a header for example, that is not complete. */
	boolean hasBegun() {
		return this.message != 0 || this.inPayload || this.headerLength > 0;
	}

	/** Whether a message has begun that has not ended. */
	boolean withinMessage() {
		return this.message != 0;
	}

	private boolean readHeader(ByteBuffer in) throws ProtocolError {
		while (in.hasRemaining()) {
			this.header[this.headerLength++] = in.get();
			if (this.headerLength == 2) {
				checkStart();
			}
			if (this.headerLength >= 2 && this.headerLength == fullHeaderLength()) {
				this.headerLength = 0;
				return true;
			}
		}
		return false;
	}

	private int fullHeaderLength() {
		int length = this.header[1] & 0x7f;
		return 2 + 4 + ((length < 126) ? 0 : (length == 126) ? 2 : 8);
	}

	/** What the first two bytes show already is refused without waiting for more. */
	private void checkStart() throws ProtocolError {
		int first = this.header[0] & 0xff;
		int op = first & 0x0f;
		if ((first & 0x70) != 0) {
			checkReserved(first, op);
		}
		if ((this.header[1] & 0x80) == 0) {
			throw broken("A client's frame is not masked");
		}
		if (op >= CLOSE) {
			if (op > PING + 1) {
				throw broken("Opcode " + op + " is reserved");
			}
			if ((first & 0x80) == 0 || (this.header[1] & 0x7f) > LONGEST_CONTROL) {
				throw broken("A control frame is fragmented or longer than 125 bytes");
			}
		}
		else if (op > 2) {
			throw broken("Opcode " + op + " is reserved");
		}
		else if ((op == CONTINUATION) == (this.message == 0)) {
			throw broken((op == CONTINUATION) ? "A continuation frame continues nothing"
					: "A message begins before the one before has ended");
		}
	}

	private void checkReserved(int first, int op) throws ProtocolError {
		if (this.inflater == null) {
			throw broken("A frame has reserved bits set; no extension was agreed");
		}
		if ((first & 0x70) != RSV1 || op == CONTINUATION || op >= CLOSE) {
			throw broken("A frame has reserved bits set that permessage-deflate does not use there");
		}
	}

	private void begin() throws ProtocolError {
		ByteBuffer bytes = ByteBuffer.wrap(this.header);
		int length = this.header[1] & 0x7f;
		this.opcode = this.header[0] & 0x0f;
		this.fin = (this.header[0] & 0x80) != 0;
		this.left = (length < 126) ? length : (length == 126) ? bytes.getShort(2) & 0xffff : bytes.getLong(2);
		this.mask = bytes.getInt((length < 126) ? 2 : (length == 126) ? 4 : 10);
		if (this.left < 0 || (length == 126 && this.left < 126) || (length == 127 && this.left < 1 << 16)) {
			throw broken("A frame's length is not written as RFC 6455 §5.2 says");
		}
		this.inPayload = true;
		if (this.opcode >= CLOSE) {
			this.control = new byte[(int) this.left];
			this.controlLength = 0;
			return;
		}
		if (this.opcode != CONTINUATION) {
			this.message = this.opcode;
			this.messageLength = 0;
			this.compressed = (this.header[0] & RSV1) != 0;
		}
		this.messageLength += Math.min(this.left, Long.MAX_VALUE - this.messageLength);
		MessageLimit limit = this.limits.get();
		if (this.messageLength > (this.compressed ? mostCompressed(limit.bytes()) : limit.bytes())) {
			String most = Sizes.text(limit.bytes());
			throw new ProtocolError(Closed.limit(CloseReason.TOO_BIG, "A message of " + Sizes.text(this.messageLength)
					+ " is over the limit of " + most + " (" + limit.property() + ")", most, limit.property()));
		}
	}

	/** What does not get smaller is a little longer; more is not meant honestly. */
	private static long mostCompressed(long limit) {
		return (limit < Long.MAX_VALUE / 4) ? 2 * limit + 64 : limit;
	}

	/** Hands on a part of a message; answers whether the message ends with it. */
	private boolean dataPart(byte[] plain, int length, Sink sink) throws ProtocolError {
		boolean text = this.message == TEXT;
		boolean last = this.fin && this.left == 0;
		if (last) {
			this.message = 0;
		}
		if (this.compressed && this.inflater != null) {
			this.inflater.read(plain, length, last, this.limits.get(), new Inflated(text, sink));
		}
		else {
			handOn(text, plain, length, last, sink);
		}
		return last;
	}

	private void handOn(boolean text, byte[] plain, int length, boolean last, Sink sink) throws ProtocolError {
		if (text && (!this.utf8.accepts(plain, 0, length) || (last && !this.utf8.complete()))) {
			throw new ProtocolError(Closed.of(CloseReason.BAD_UTF8, "A text message is not UTF-8"));
		}
		if (length > 0 || last) {
			sink.data(text, plain, 0, length, last);
		}
	}

	/** Hands on what was compressed. */
	private final class Inflated implements MessageInflater.Output {

		private final boolean text;

		private final Sink sink;

		Inflated(boolean text, Sink sink) {
			this.text = text;
			this.sink = sink;
		}

		@Override
		public void take(byte[] bytes, int length, boolean last) throws ProtocolError {
			handOn(this.text, bytes, length, last, this.sink);
		}

		@Override
		public boolean wanted() {
			return !this.sink.ignoresData();
		}

	}

	private void controlPart(byte[] plain, int length, Sink sink) throws ProtocolError {
		System.arraycopy(plain, 0, this.control, this.controlLength, length);
		this.controlLength += length;
		if (this.left > 0) {
			return;
		}
		byte[] body = this.control;
		this.control = new byte[0];
		if (this.opcode == PING) {
			sink.ping(body);
		}
		else if (this.opcode == CLOSE) {
			sink.close(closeCode(body));
		}
		else {
			sink.pong();
		}
	}

	/** RFC 6455 §7.4: which codes a client may send. */
	private static int closeCode(byte[] body) throws ProtocolError {
		if (body.length == 0) {
			return 1005;
		}
		int code = (body.length == 1) ? 0 : ((body[0] & 0xff) << 8) | (body[1] & 0xff);
		boolean valid = (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
				|| (code >= 3000 && code <= 4999);
		if (!valid) {
			throw broken("A close frame has the code " + code);
		}
		Utf8 reason = new Utf8();
		if (!reason.accepts(body, 2, body.length) || !reason.complete()) {
			throw new ProtocolError(Closed.of(CloseReason.BAD_UTF8, "The reason in a close frame is not UTF-8"));
		}
		return code;
	}

	private static ProtocolError broken(String detail) {
		return new ProtocolError(Closed.of(CloseReason.WEBSOCKET_ERROR, detail));
	}

}
