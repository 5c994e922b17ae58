package dev.stompbox.connection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;

/**
 * Compresses messages as {@code permessage-deflate} has it (RFC 7692 §7.2.1), each by
 * itself ({@code server_no_context_takeover}): the compressed bytes are then the same for
 * everyone, and no connection holds a window of what was sent before. May be used by many
 * threads at once.
 */
public final class Compression {

	// Long arrays are given to zlib in pieces: while it has one, the garbage collector
	// may have to wait.
	private static final int PIECE = 64 * 1024;

	/** Messages are deflated fast rather than small: level 1 of zlib. */
	private static final int LEVEL = Deflater.BEST_SPEED;

	/** How a flush ends; not sent at the end of a message (RFC 7692 §7.2.1). */
	private static final byte[] FLUSH = { 0, 0, -1, -1 };

	/** The head of a block that is stored as it is (RFC 1951 §3.2.4). */
	private static final int STORED_HEAD = 5;

	private static final int LONGEST_STORED = 65_535;

	private final int threshold;

	// A deflater has 256 KB; those that nobody uses are kept for as many threads as run
	// at once.
	private final BlockingQueue<Deflater> idle = new ArrayBlockingQueue<>(
			Math.max(2, Runtime.getRuntime().availableProcessors()));

	/**
	 * @param threshold messages with fewer bytes are sent as they are
	 */
	public Compression(int threshold) {
		this.threshold = threshold;
	}

	/**
	 * What many messages end with, compressed once for all of them.
	 * @param parts one after the other
	 * @return what {@link Payload#deflated} takes, or {@code null} when it is not worth
	 * it
	 */
	public byte @Nullable [] deflate(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		if (length < this.threshold) {
			return null;
		}
		Deflater deflater = take();
		try {
			return deflate(deflater, length - STORED_HEAD, parts);
		}
		finally {
			giveBack(deflater);
		}
	}

	private static byte @Nullable [] deflate(Deflater deflater, int most, byte[]... parts) {
		byte[] out = new byte[Math.max(0, most) + FLUSH.length];
		int end = 0;
		for (byte[] part : parts) {
			for (int at = 0; at < part.length; at += PIECE) {
				deflater.setInput(part, at, Math.min(PIECE, part.length - at));
				while (!deflater.needsInput() && end < out.length) {
					end += deflater.deflate(out, end, out.length - end, Deflater.NO_FLUSH);
				}
			}
		}
		if (end < out.length) {
			end += deflater.deflate(out, end, out.length - end, Deflater.SYNC_FLUSH);
		}
		// A full buffer means that it has become no smaller, or that more would come.
		return (end < out.length) ? Arrays.copyOf(out, end - FLUSH.length) : null;
	}

	private Deflater take() {
		Deflater deflater = this.idle.poll();
		return (deflater != null) ? deflater : new Deflater(LEVEL, true);
	}

	private void giveBack(Deflater deflater) {
		deflater.reset();
		if (!this.idle.offer(deflater)) {
			deflater.end();
		}
	}

	/**
	 * A part of a message that is sent in several, each of them compressed by itself (RFC
	 * 7692 §6.1): nothing is kept from one to the next.
	 * @param kind what the message is for its first part,
	 * {@link Payload.Kind#CONTINUATION} for the others
	 * @param last whether the message ends with it
	 * @param bytes what it says
	 */
	public Payload part(Payload.Kind kind, boolean last, byte[] bytes) {
		Deflater deflater = take();
		byte[] deflated;
		try {
			deflated = deflate(deflater, bytes.length, bytes);
		}
		finally {
			giveBack(deflater);
		}
		if (deflated == null) {
			// An empty block, of which the head alone is sent, ends what is stored.
			return Payload.deflatedPart(kind, last, stored(bytes), last ? new byte[1] : new byte[0]);
		}
		return Payload.deflatedPart(kind, last, deflated, last ? new byte[0] : FLUSH);
	}

	/** The payload for a connection that agreed to it. */
	Payload of(Payload payload) {
		if (!payload.compressible() || payload.length() < this.threshold) {
			return payload;
		}
		byte[] deflated = deflate(payload.content());
		return (deflated != null) ? Payload.deflated(payload.kind(), new byte[0], deflated) : payload;
	}

	/**
	 * Bytes as blocks of a compressed message that anything may follow; none for no
	 * bytes.
	 */
	static byte[] stored(byte[] bytes) {
		int blocks = (bytes.length + LONGEST_STORED - 1) / LONGEST_STORED;
		ByteBuffer stored = ByteBuffer.allocate(blocks * STORED_HEAD + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = 0; at < bytes.length; at += LONGEST_STORED) {
			int length = Math.min(LONGEST_STORED, bytes.length - at);
			stored.put((byte) 0).putShort((short) length).putShort((short) ~length).put(bytes, at, length);
		}
		return stored.array();
	}

}
