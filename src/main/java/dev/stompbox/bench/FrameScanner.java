package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;

/**
 * Reads a server's WebSocket frames (RFC 6455 §5.2) where they lie, however the bytes are
 * cut. Keeps nothing but the bytes of a header or control frame that is not complete.
 */
final class FrameScanner {

	/** Takes what the frames carry. */
	interface Sink {

		/** A part of a message; {@code last} when the message ends with it. */
		void data(byte[] bytes, int from, int to, boolean last);

		/** A ping, with what the pong has to repeat. */
		void ping(byte[] body);

		/** The server's goodbye; {@code code} is 1005 when it gave none. */
		void close(int code, String reason);

	}

	private static final int LONGEST_CONTROL = 125;

	private final byte[] header = new byte[10];

	private int headerLength;

	private boolean inPayload;

	private int opcode;

	private boolean fin;

	private boolean inMessage;

	private long left;

	private byte[] control = {};

	private int controlLength;

	/**
	 * Reads all of the bytes from {@code from} to {@code to}.
	 * @throws BenchFailure when a server must not send such a frame
	 */
	void scan(byte[] bytes, int from, int to, Sink sink) {
		int at = from;
		while (at < to || (this.inPayload && this.left == 0)) {
			if (!this.inPayload) {
				at = readHeader(bytes, at, to);
				if (!this.inPayload) {
					return;
				}
			}
			int length = (int) Math.min(this.left, to - at);
			if (length == 0 && this.left > 0) {
				return;
			}
			this.left -= length;
			this.inPayload = this.left > 0;
			if (this.opcode >= FrameWriter.CLOSE) {
				controlPart(bytes, at, length, sink);
			}
			else {
				boolean last = this.fin && !this.inPayload;
				this.inMessage = !last;
				sink.data(bytes, at, at + length, last);
			}
			at += length;
		}
	}

	private int readHeader(byte[] bytes, int from, int to) {
		int at = from;
		while (at < to) {
			this.header[this.headerLength++] = bytes[at++];
			if (this.headerLength >= 2 && this.headerLength == fullLength()) {
				this.headerLength = 0;
				begin();
				return at;
			}
		}
		return at;
	}

	private int fullLength() {
		int length = this.header[1] & 0x7f;
		return (length < 126) ? 2 : (length == 126) ? 4 : 10;
	}

	private void begin() {
		int first = this.header[0];
		int length = this.header[1] & 0x7f;
		this.opcode = first & 0x0f;
		this.fin = first < 0;
		if (this.header[1] < 0 || (first & 0x70) != 0) {
			throw new BenchFailure("The server sent a frame that is masked or has reserved bits set (RFC 6455 §5.2).");
		}
		this.left = length;
		if (length >= 126) {
			this.left = 0;
			for (int i = 2; i < fullLength(); i++) {
				this.left = (this.left << 8) | (this.header[i] & 0xff);
			}
		}
		boolean isControl = this.opcode >= FrameWriter.CLOSE;
		if (isControl && (length > LONGEST_CONTROL || !this.fin)) {
			throw new BenchFailure("The server sent a control frame that is too long or fragmented (RFC 6455 §5.5).");
		}
		if (!isControl && (this.opcode == 0) != this.inMessage) {
			throw new BenchFailure("The server mixed the frames of two messages (RFC 6455 §5.4).");
		}
		if (isControl) {
			this.control = new byte[length];
			this.controlLength = 0;
		}
		this.inPayload = true;
	}

	private void controlPart(byte[] bytes, int from, int length, Sink sink) {
		System.arraycopy(bytes, from, this.control, this.controlLength, length);
		this.controlLength += length;
		if (this.inPayload) {
			return;
		}
		byte[] body = this.control;
		this.control = new byte[0];
		if (this.opcode == FrameWriter.PONG - 1) {
			sink.ping(body);
		}
		else if (this.opcode == FrameWriter.CLOSE) {
			if (body.length < 2) {
				sink.close(1005, "");
			}
			else {
				sink.close(((body[0] & 0xff) << 8) | (body[1] & 0xff),
						new String(body, 2, body.length - 2, StandardCharsets.UTF_8));
			}
		}
	}

}
