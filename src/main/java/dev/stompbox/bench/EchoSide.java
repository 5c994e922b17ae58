package dev.stompbox.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/** What the echo clients of one loop share; its thread's alone, but for the count. */
final class EchoSide {

	/** A message above is not copied for each time that it is sent. */
	private static final int LARGE = 64 * 1024;

	private final int opcode;

	private final byte[] payload;

	private final @Nullable ByteBuffer large;

	private final List<EchoClient> clients = new ArrayList<>();

	private final AtomicLong sent = new AtomicLong();

	private int phase;

	private boolean on;

	/**
	 * @param opcode of the messages
	 * @param payload each message; its first bytes are overwritten with the stamp
	 */
	EchoSide(int opcode, byte[] payload) {
		this.opcode = opcode;
		this.payload = payload.clone();
		this.large = (payload.length > LARGE) ? ByteBuffer.allocateDirect(payload.length - Stamp.LENGTH) : null;
		if (this.large != null) {
			FrameWriter.masked(this.large, payload, Stamp.LENGTH, payload.length);
			this.large.flip();
		}
	}

	void add(EchoClient client) {
		this.clients.add(client);
	}

	/** Sends the first {@code each} messages on every connection. */
	void begin(int next, int each) {
		this.phase = next;
		this.on = true;
		this.sent.set((long) each * this.clients.size());
		for (EchoClient client : this.clients) {
			for (int i = 0; i < each; i++) {
				client.sendOne();
			}
		}
	}

	/** Sends nothing more. */
	void end() {
		this.on = false;
	}

	/** Counts one that is about to be sent. */
	void sending() {
		this.sent.lazySet(this.sent.get() + 1);
	}

	long sent() {
		return this.sent.get();
	}

	int opcode() {
		return this.opcode;
	}

	/** The message, for its stamp to be written and for sending it at once. */
	byte[] payload() {
		return this.payload;
	}

	/** What follows the stamp, masked, when messages are large; else {@code null}. */
	@Nullable ByteBuffer large() {
		return this.large;
	}

	int phase() {
		return this.phase;
	}

	boolean on() {
		return this.on;
	}

}
