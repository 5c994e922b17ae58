package dev.stompbox.websocket;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.MessageLimit;
import dev.stompbox.connection.Sizes;

/**
 * Reads one client's compressed messages (RFC 7692 §7.2.2), each by itself. What comes of
 * one is handed on in pieces, and never held here. A message that waits for its end costs
 * no more than the client has sent of it: the first bytes are kept as they are, and an
 * inflater is taken when they have become as many as that needs itself.
 */
final class MessageInflater {

	/** Takes what is inflated. */
	interface Output {

		/** The next piece; valid during the call. */
		void take(byte[] bytes, int length) throws ProtocolError;

		/** Whether more is wanted of this message. */
		boolean wanted();

	}

	/** An inflater has a window of 32 KB. */
	private static final int WINDOW = 32 * 1024;

	private static final int PIECE = 16 * 1024;

	/** The end that was not sent, and after it an empty last block, which shows it. */
	private static final byte[] END = { 0, 0, -1, -1, 3, 0 };

	private static final BlockingQueue<Inflater> IDLE = new ArrayBlockingQueue<>(
			Math.max(2, Runtime.getRuntime().availableProcessors()));

	// One per reading thread that has met a compressed message.
	private static final ThreadLocal<byte[]> PLAIN = ThreadLocal.withInitial(() -> new byte[PIECE]);

	private final MessageBuffer kept = new MessageBuffer();

	/** Of a message that is under way; not here while somebody reads. */
	private final AtomicReference<@Nullable Inflater> under = new AtomicReference<>();

	private volatile boolean closed;

	private boolean begun;

	private long inflated;

	/**
	 * Reads a part of a message.
	 * @param in compressed bytes
	 * @param length how many
	 * @param last whether the message ends with them
	 * @param limit the largest message
	 * @throws ProtocolError when it is too large or not DEFLATE
	 */
	void read(byte[] in, int length, boolean last, MessageLimit limit, Output out) throws ProtocolError {
		if (!this.begun && !last && this.kept.length() + length < WINDOW) {
			this.kept.add(in, 0, length);
			return;
		}
		Inflater inflater = this.under.getAndSet(null);
		inflater = (inflater != null) ? inflater : taken();
		boolean reusable = false;
		try {
			if (!this.begun) {
				this.begun = true;
				byte[] first = this.kept.take(0);
				inflate(inflater, first, first.length, limit, out);
			}
			inflate(inflater, in, length, limit, out);
			if (last) {
				end(inflater, limit, out);
			}
			reusable = true;
		}
		catch (DataFormatException ex) {
			throw broken();
		}
		finally {
			release(inflater, reusable, last);
		}
	}

	private static Inflater taken() {
		Inflater inflater = IDLE.poll();
		return (inflater != null) ? inflater : new Inflater(true);
	}

	private void release(Inflater inflater, boolean reusable, boolean last) {
		if (last || !reusable) {
			this.begun = false;
			this.inflated = 0;
			inflater.reset();
			if (!IDLE.offer(inflater)) {
				inflater.end();
			}
			return;
		}
		this.under.set(inflater);
		if (this.closed) {
			close();
		}
	}

	private void inflate(Inflater inflater, byte[] in, int length, MessageLimit limit, Output out)
			throws DataFormatException, ProtocolError {
		byte[] plain = PLAIN.get();
		int left = length;
		while (left > 0 && out.wanted()) {
			if (inflater.finished()) {
				// A last block ends a stream and not the message (RFC 7692 §7.2.3.4).
				inflater.reset();
			}
			inflater.setInput(in, length - left, left);
			int piece = inflater.inflate(plain);
			while (piece > 0 && out.wanted()) {
				count(piece, limit);
				out.take(plain, piece);
				piece = inflater.inflate(plain);
			}
			left = inflater.finished() ? inflater.getRemaining() : 0;
		}
	}

	private void count(int piece, MessageLimit limit) throws ProtocolError {
		this.inflated += piece;
		if (this.inflated > limit.bytes()) {
			String most = Sizes.text(limit.bytes());
			throw new ProtocolError(Closed.limit(CloseReason.TOO_BIG,
					"A compressed message holds more than the limit of " + most + " (" + limit.property() + ")", most,
					limit.property()));
		}
	}

	private void end(Inflater inflater, MessageLimit limit, Output out) throws DataFormatException, ProtocolError {
		boolean ended = inflater.finished() || inflater.getTotalIn() == 0;
		if (!ended) {
			inflate(inflater, END, END.length, limit, out);
			ended = inflater.finished() && inflater.getRemaining() == 0;
		}
		if (!ended && out.wanted()) {
			throw broken();
		}
	}

	private static ProtocolError broken() {
		return new ProtocolError(Closed.of(CloseReason.NOT_DEFLATE,
				"A compressed message is not what permessage-deflate makes (RFC 7692), or not whole"));
	}

	/** The connection is gone, and with it the message that was under way. */
	void close() {
		this.closed = true;
		Inflater inflater = this.under.getAndSet(null);
		if (inflater != null) {
			inflater.end();
		}
	}

}
