package dev.stompbox.bench;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages to an echo endpoint and the next when one comes back. Large ones are
 * written from one masked copy that all connections share.
 */
final class EchoClient extends Client {

	private final int index;

	private final int number;

	private final EchoSide side;

	private int sequence;

	/** What has come of a message that comes in parts. */
	private int length;

	private boolean fits = true;

	private byte @Nullable [] stamp;

	/** Large messages that wait for those before them to be written. */
	private int toSend;

	private boolean bodyNext;

	private @Nullable ByteBuffer control;

	/**
	 * @param index among the clients of its loop
	 * @param number among all; it stands in the stamp in the topic's place
	 * @param side what the clients of its loop share
	 */
	EchoClient(Loop loop, Listener listener, int index, int number, EchoSide side) {
		super(loop, listener);
		this.index = index;
		this.number = number;
		this.side = side;
	}

	@Override
	@Nullable String subprotocols() {
		return null;
	}

	@Override
	void opened(Target to) {
		becomeReady();
	}

	/** Sends one more. */
	void sendOne() {
		if (this.side.large() != null) {
			this.toSend++;
			if (waiting() == 0) {
				flush();
			}
			return;
		}
		byte[] payload = stamped();
		frame(this.side.opcode(), payload, payload.length);
	}

	private byte[] stamped() {
		byte[] payload = this.side.payload();
		Stamp.origin(payload, 0, this.side.phase(), 0, this.number);
		Stamp.moment(payload, 0, this.sequence++, System.nanoTime());
		return payload;
	}

	@Override
	@Nullable ByteBuffer nextToWrite() {
		ByteBuffer large = this.side.large();
		if (this.bodyNext && large != null) {
			this.bodyNext = false;
			return large.duplicate();
		}
		ByteBuffer next = this.control;
		this.control = null;
		if (next == null && this.toSend > 0) {
			this.toSend--;
			this.bodyNext = true;
			byte[] payload = stamped();
			next = ByteBuffer.allocate(FrameWriter.HEADER + Stamp.LENGTH);
			FrameWriter.header(next, this.side.opcode(), payload.length);
			FrameWriter.masked(next, payload, 0, Stamp.LENGTH);
			next.flip();
		}
		return next;
	}

	/** A pong must not go into the middle of a message. */
	@Override
	public void ping(byte[] body) {
		if (waiting() == 0 || this.side.large() == null) {
			super.ping(body);
			return;
		}
		ByteBuffer pong = ByteBuffer.allocate(FrameWriter.HEADER + body.length);
		FrameWriter.frame(pong, FrameWriter.PONG, body, body.length);
		this.control = pong.flip();
	}

	@Override
	public void data(byte[] bytes, int from, int to, boolean last) {
		Tally tally = loop().tally();
		if (last && this.length == 0 && to - from == tally.size()) {
			came(tally, bytes, from, tally.fits(bytes, from, to, 0));
			return;
		}
		if (this.stamp == null) {
			this.stamp = new byte[Stamp.LENGTH];
		}
		if (this.length < Stamp.LENGTH) {
			System.arraycopy(bytes, from, this.stamp, this.length, Math.min(to - from, Stamp.LENGTH - this.length));
		}
		this.fits = this.fits && tally.fits(bytes, from, to, this.length);
		this.length += to - from;
		if (last) {
			boolean whole = this.fits && this.length == tally.size();
			this.length = 0;
			this.fits = true;
			came(tally, this.stamp, 0, whole);
		}
	}

	private void came(Tally tally, byte[] bytes, int at, boolean asItWasSent) {
		if (!asItWasSent) {
			tally.strange();
			return;
		}
		int phase = tally.message(this.index, this.number, bytes, at, readAt());
		if (phase == this.side.phase() && this.side.on()) {
			this.side.sending();
			sendOne();
		}
	}

}
