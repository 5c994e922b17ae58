package dev.stompbox.websocket;

import java.nio.ByteBuffer;

import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.MessageLimit;
import dev.stompbox.connection.Sizes;

/**
 * Holds the messages in Jetty's data frames, which Jetty has found to be in order, to
 * what Jetty does not look at: the limit, which changes with the endpoint, and UTF-8.
 */
final class ContainerMessages {

	private final Connection connection;

	private final Intake intake;

	private final Utf8 utf8 = new Utf8();

	private boolean text;

	private boolean within;

	private long length;

	ContainerMessages(Connection connection, Intake intake) {
		this.connection = connection;
		this.intake = intake;
	}

	/** Whether a message has begun that has not ended. */
	boolean within() {
		return this.within;
	}

	/** A data frame, or the part of one that has come. */
	void frame(Frame frame) throws ProtocolError {
		if (frame.getOpCode() != OpCode.CONTINUATION) {
			this.text = frame.getOpCode() == OpCode.TEXT;
			this.length = 0;
		}
		byte[] bytes = bytesOf(frame);
		boolean last = frame.isFin();
		this.within = !last;
		this.length += bytes.length;
		checkLimit();
		if (this.text && (!this.utf8.accepts(bytes, 0, bytes.length) || (last && !this.utf8.complete()))) {
			throw new ProtocolError(Closed.of(CloseReason.BAD_UTF8, "A text message is not UTF-8"));
		}
		if (bytes.length > 0 || last) {
			this.intake.data(this.text, bytes, 0, bytes.length, last);
		}
	}

	private void checkLimit() throws ProtocolError {
		MessageLimit limit = this.connection.messageLimit();
		if (this.length > limit.bytes()) {
			String most = Sizes.text(limit.bytes());
			throw new ProtocolError(Closed.limit(CloseReason.TOO_BIG,
					"A message is over the limit of " + most + " (" + limit.property() + ")", most, limit.property()));
		}
	}

	/** A copy, since Jetty reads on into its own. */
	static byte[] bytesOf(Frame frame) {
		ByteBuffer payload = frame.getPayload();
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		return bytes;
	}

}
