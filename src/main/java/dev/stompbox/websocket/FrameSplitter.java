package dev.stompbox.websocket;

import java.nio.ByteBuffer;

import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server's frames (RFC 6455 §5.2, without masks) again in the bytes that an
 * outbox writes, however those are split: of a message that is not complete what is there
 * becomes a fragment of its own (§5.4), so that nothing is held but a header or a control
 * frame.
 */
final class FrameSplitter {

	private final byte[] header = new byte[10];

	private int headerLength;

	private int opcode;

	private boolean fin;

	private long left;

	/** Of a control frame, which cannot be fragmented; {@code null} within a message. */
	private @Nullable ByteBuffer control;

	private boolean inPayload;

	/**
	 * The next frame, or part of one.
	 * @param bytes read up to the end of the frame; the frame shares them
	 * @return {@code null} when more bytes are needed
	 */
	@Nullable Frame next(ByteBuffer bytes) {
		if (!this.inPayload && !readHeader(bytes)) {
			return null;
		}
		int length = (int) Math.min(this.left, bytes.remaining());
		if (length == 0 && this.left > 0) {
			return null;
		}
		ByteBuffer payload = bytes.slice(bytes.position(), length);
		bytes.position(bytes.position() + length);
		this.left -= length;
		this.inPayload = this.left > 0;
		if (this.control != null) {
			this.control.put(payload);
			return this.inPayload ? null : new Frame((byte) this.opcode, this.control.flip());
		}
		Frame frame = new Frame((byte) this.opcode, this.fin && !this.inPayload, payload);
		this.opcode = OpCode.CONTINUATION;
		return frame;
	}

	private boolean readHeader(ByteBuffer bytes) {
		while (bytes.hasRemaining()) {
			this.header[this.headerLength++] = bytes.get();
			if (this.headerLength >= 2 && this.headerLength == fullHeaderLength()) {
				begin();
				return true;
			}
		}
		return false;
	}

	private int fullHeaderLength() {
		return switch (this.header[1]) {
			case 127 -> 10;
			case 126 -> 4;
			default -> 2;
		};
	}

	private void begin() {
		ByteBuffer read = ByteBuffer.wrap(this.header);
		this.left = switch (this.headerLength) {
			case 10 -> read.getLong(2);
			case 4 -> read.getShort(2) & 0xffff;
			default -> this.header[1];
		};
		this.headerLength = 0;
		this.opcode = this.header[0] & 0x0f;
		this.fin = this.header[0] < 0;
		this.control = OpCode.isControlFrame((byte) this.opcode) ? ByteBuffer.allocate((int) this.left) : null;
		this.inPayload = true;
	}

}
