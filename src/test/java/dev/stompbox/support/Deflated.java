package dev.stompbox.support;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Messages as {@code permessage-deflate} has them (RFC 7692 §7.2), each by itself. */
public final class Deflated {

	/** The bit of a frame's first byte that says that its message is compressed. */
	public static final int RSV1 = 0x40;

	private static final byte[] TAIL = { 0, 0, -1, -1 };

	private Deflated() {
	}

	/** A message compressed. */
	public static byte[] of(byte[] message) {
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		try {
			deflater.setInput(message);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] piece = new byte[8192];
			int length = piece.length;
			while (length == piece.length) {
				length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
				out.write(piece, 0, length);
			}
			byte[] all = out.toByteArray();
			// RFC 7692 §7.2.3.6: an empty message is one byte.
			return (message.length == 0) ? new byte[1] : Arrays.copyOf(all, all.length - TAIL.length);
		}
		finally {
			deflater.end();
		}
	}

	/** What a compressed message says. */
	public static byte[] inflate(byte[] compressed) {
		Inflater inflater = new Inflater(true);
		try {
			byte[] in = Arrays.copyOf(compressed, compressed.length + TAIL.length);
			System.arraycopy(TAIL, 0, in, compressed.length, TAIL.length);
			inflater.setInput(in);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] piece = new byte[8192];
			for (int length = inflater.inflate(piece); length > 0; length = inflater.inflate(piece)) {
				out.write(piece, 0, length);
			}
			if (inflater.getRemaining() > 0) {
				throw new AssertionError("A compressed message has bytes behind its end");
			}
			return out.toByteArray();
		}
		catch (DataFormatException ex) {
			throw new AssertionError("A compressed message cannot be read", ex);
		}
		finally {
			inflater.end();
		}
	}

}
