package dev.stompbox.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds a byte among others, eight at a time. */
final class Search {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGHS = 0x8080808080808080L;

	private Search() {
	}

	/**
	 * Index of the first {@code wanted} from {@code from} to before {@code to}, or -1.
	 */
	static int indexOf(byte[] bytes, int from, int to, byte wanted) {
		long all = (wanted & 0xff) * ONES;
		int i = from;
		for (; i + 8 <= to; i += 8) {
			long differs = (long) LONGS.get(bytes, i) ^ all;
			// The lowest high bit that this leaves is that of the first zero byte.
			long zeros = (differs - ONES) & ~differs & HIGHS;
			if (zeros != 0) {
				return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
			}
		}
		for (; i < to; i++) {
			if (bytes[i] == wanted) {
				return i;
			}
		}
		return -1;
	}

}
