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

	/** The last bytes of a flush, which are not sent (RFC 7692 §7.2.1). */
	private static final int FLUSHED = 4;

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
		byte[] out = new byte[Math.max(0, most) + FLUSHED];
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
		return (end < out.length) ? Arrays.copyOf(out, end - FLUSHED) : null;
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
