package dev.stompbox.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Publishes, several messages in one write where several are due. */
final class Publisher extends StompClient {

	private static final int BATCH = 64 * 1024;

	private final int number;

	private final byte[][] heads;

	private final int[] sequences;

	private final byte[] payload;

	private final byte[] frame;

	private ByteBuffer batch;

	/**
	 * @param number the publisher's
	 * @param destinations those of all topics
	 * @param payload what is sent; its first bytes are overwritten with the stamp
	 */
	Publisher(Loop loop, Listener listener, int opcode, int number, Sent sent) {
		super(loop, listener, opcode);
		this.number = number;
		this.payload = sent.payload();
		this.heads = new byte[sent.destinations().length][];
		int longest = 0;
		for (int i = 0; i < this.heads.length; i++) {
			this.heads[i] = ("SEND\ndestination:" + sent.destinations()[i] + "\ncontent-length:" + this.payload.length
					+ "\n\n")
				.getBytes(StandardCharsets.UTF_8);
			longest = Math.max(longest, this.heads[i].length);
		}
		this.sequences = new int[this.heads.length];
		this.frame = new byte[longest + this.payload.length + 1];
		this.batch = ByteBuffer.allocateDirect(Math.max(BATCH, this.frame.length + FrameWriter.HEADER));
	}

	/**
	 * What publishers send.
	 *
	 * @param destinations those of all topics
	 * @param payload the body, whose first bytes are overwritten with the stamp
	 */
	record Sent(String[] destinations, byte[] payload) {
	}

	/** Whether the server takes what is sent fast enough that more may be. */
	boolean mayPublish() {
		return waiting() < MOST_WAITING;
	}

	/**
	 * Puts a message into the batch that {@link #flushBatch} sends.
	 * @param phase 0 for one that does not count
	 * @param due when it has to be sent, of {@link System#nanoTime()}
	 */
	void publish(int topic, int phase, long due) {
		byte[] head = this.heads[topic];
		int length = head.length + this.payload.length + 1;
		System.arraycopy(head, 0, this.frame, 0, head.length);
		System.arraycopy(this.payload, 0, this.frame, head.length, this.payload.length);
		this.frame[length - 1] = 0;
		Stamp.origin(this.frame, head.length, phase, this.number, topic);
		Stamp.moment(this.frame, head.length, (phase != 0) ? this.sequences[topic]++ : 0, due);
		if (this.batch.remaining() < length + FrameWriter.HEADER) {
			flushBatch();
		}
		FrameWriter.frame(this.batch, opcode(), this.frame, length);
	}

	/** Sends what was published. */
	void flushBatch() {
		if (this.batch.position() > 0) {
			send(this.batch.flip());
			this.batch.clear();
		}
	}

	@Override
	public void connected() {
		becomeReady();
	}

	@Override
	public void message(byte[] bytes, int from, int to) {
		// It subscribes to nothing.
	}

}
