package dev.stompbox.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes the mask off a client's bytes (RFC 6455 §5.3). Short parts a word at a time; long
 * ones are copied as they are and then XORed with a run of the mask repeated, a loop that
 * the compiler makes vector instructions of.
 */
final class Mask {

	private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int LONG = 1024;

	// Of the reading thread.
	private static final ThreadLocal<Run> RUNS = ThreadLocal.withInitial(Run::new);

	private Mask() {
	}

	/**
	 * Moves {@code length} bytes from {@code in} to the start of {@code plain}, without
	 * their mask.
	 * @param mask the mask, turned so that it begins where the bytes do
	 * @return the mask, turned for the bytes that follow
	 */
	static int remove(ByteBuffer in, byte[] plain, int length, int mask) {
		if (length >= LONG) {
			removeLong(in, plain, length, mask);
		}
		else {
			removeShort(in, plain, length, mask);
		}
		return Integer.rotateLeft(mask, (length & 3) << 3);
	}

	private static void removeShort(ByteBuffer in, byte[] plain, int length, int mask) {
		int start = in.position();
		long word = word(mask);
		int i = 0;
		for (; i + Long.BYTES <= length; i += Long.BYTES) {
			WORDS.set(plain, i, in.getLong(start + i) ^ word);
		}
		for (; i < length; i++) {
			plain[i] = (byte) (in.get(start + i) ^ (mask >> (24 - ((i & 3) << 3))));
		}
		in.position(start + length);
	}

	private static void removeLong(ByteBuffer in, byte[] plain, int length, int mask) {
		in.get(plain, 0, length);
		byte[] run = RUNS.get().of(mask, length);
		// Both at the same index: only then the compiler may take many at a time.
		for (int i = 0; i < length; i++) {
			plain[i] = (byte) (plain[i] ^ run[i]);
		}
	}

	/** A mask repeated, kept for the next part of the same frame. */
	private static final class Run {

		private byte[] bytes = {};

		private int mask;

		private int length;

		byte[] of(int wanted, int least) {
			if (wanted != this.mask || least > this.length) {
				int words = (least + Long.BYTES - 1) / Long.BYTES;
				if (this.bytes.length < words * Long.BYTES) {
					this.bytes = new byte[words * Long.BYTES];
				}
				long word = word(wanted);
				for (int i = 0; i < words; i++) {
					WORDS.set(this.bytes, i * Long.BYTES, word);
				}
				this.mask = wanted;
				this.length = least;
			}
			return this.bytes;
		}

	}

	private static long word(int mask) {
		return ((long) mask << 32) | (mask & 0xffffffffL);
	}

}
