package dev.stompbox.websocket;

import java.nio.ByteBuffer;

import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server's frames (RFC 6455 §5.2, without masks) again in the bytes that an
 * outbox writes, however those are split. A frame that is not complete is held until it
 * is; of a long one what is there becomes a fragment of its own (§5.4), so that little is
 * held.
 */
final class FrameSplitter {

	/** A frame that is longer than this is not held. */
	static final int LONGEST_HELD = 64 * 1024;

	private final byte[] header = new byte[10];

	private int headerLength;

	private int opcode;

	private boolean fin;

	private long left;

	/** What has come of a frame that is not complete. */
	private @Nullable ByteBuffer held;

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
		boolean complete = length == this.left;
		if (length == 0 && !complete) {
			return null;
		}
		if (!complete && this.left <= LONGEST_HELD && this.held == null) {
			this.held = ByteBuffer.allocate((int) this.left);
		}
		ByteBuffer payload = bytes.slice(bytes.position(), length);
		bytes.position(bytes.position() + length);
		this.left -= length;
		this.inPayload = !complete;
		if (this.held != null) {
			payload = this.held.put(payload);
			if (!complete) {
				return null;
			}
			payload.flip();
			this.held = null;
		}
		Frame frame = new Frame((byte) this.opcode, this.fin && complete, payload);
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
		this.inPayload = true;
	}

}
