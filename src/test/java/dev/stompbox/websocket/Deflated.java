package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A message's payload as permessage-deflate has it, without a context (RFC 7692 §7.2).
 */
final class Deflated {

	private static final byte[] TAIL = { 0, 0, -1, -1 };

	private Deflated() {
	}

	static byte[] deflated(byte[] bytes) {
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		try {
			deflater.setInput(bytes);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] buffer = new byte[64 * 1024];
			int length = buffer.length;
			while (length == buffer.length) {
				length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
				out.write(buffer, 0, length);
			}
			return Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
		}
		finally {
			deflater.end();
		}
	}

	static byte[] inflated(byte[] bytes) {
		Inflater inflater = new Inflater(true);
		try {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (byte[] input : new byte[][] { bytes, TAIL }) {
				inflater.setInput(input);
				for (int length = 1; length > 0;) {
					length = inflater.inflate(buffer);
					out.write(buffer, 0, length);
				}
			}
			return out.toByteArray();
		}
		catch (DataFormatException ex) {
			throw new AssertionError("What the server compressed cannot be read: " + ex.getMessage(), ex);
		}
		finally {
			inflater.end();
		}
	}

}
