package dev.stompbox.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The first bytes of each payload: who published it, in which phase, on which topic, as
 * which in order, and when it was due. All in hexadecimal digits, so that it is text
 * wherever text is asked for:
 *
 * <pre>
 *

@B phase:2 publisher:4 topic:8 sequence:8 time:16
 * </pre>
 */
final class Stamp {

	/** Bytes of a stamp; no payload is shorter. */
	static final int LENGTH = 40;

	/** Phases are numbered from 1 to this; 0 is for what is not counted. */
	static final int LAST_PHASE = 255;

	/** Publishers are numbered from 0 to this. */
	static final int LAST_PUBLISHER = 0xffff;

	private static final byte[] DIGITS = { '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e',
			'f' };

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private Stamp() {
	}

	/**
	 * Writes the part that stays the same for all that one publisher sends to a topic.
	 */
	static void origin(byte[] into, int at, int phase, int publisher, int topic) {
		into[at] = '@';
		into[at + 1] = 'B';
		hex(into, at + 2, 2, phase);
		hex(into, at + 4, 4, publisher);
		hex(into, at + 8, 8, topic);
	}

	/**
	 * Writes the part that is different each time.
	 * @param time of {@link System#nanoTime()}
	 */
	static void moment(byte[] into, int at, int sequence, long time) {
		hex(into, at + 16, 8, sequence);
		hex(into, at + 24, 16, time);
	}

	private static void hex(byte[] into, int at, int digits, long value) {
		long rest = value;
		for (int i = at + digits - 1; i >= at; i--) {
			into[i] = DIGITS[(int) (rest & 15)];
			rest >>>= 4;
		}
	}

	/** Whether a stamp begins here. */
	static boolean at(byte[] bytes, int at) {
		return bytes[at] == '@' && bytes[at + 1] == 'B';
	}

	static int phase(byte[] bytes, int at) {
		return (digit(bytes[at + 2]) << 4) | digit(bytes[at + 3]);
	}

	static int publisher(byte[] bytes, int at) {
		return (int) eight(bytes, at) & 0xffff;
	}

	static int topic(byte[] bytes, int at) {
		return (int) eight(bytes, at + 8);
	}

	static int sequence(byte[] bytes, int at) {
		return (int) eight(bytes, at + 16);
	}

	static long time(byte[] bytes, int at) {
		return (eight(bytes, at + 24) << 32) | eight(bytes, at + 32);
	}

	private static int digit(byte c) {
		return (c & 0xf) + 9 * ((c >> 6) & 1);
	}

	/** Eight digits at once: first each byte's value, then pairs, fours and all. */
	private static long eight(byte[] bytes, int at) {
		long text = (long) LONGS.get(bytes, at);
		long v = (text & 0x0f0f0f0f0f0f0f0fL) + 9 * ((text >>> 6) & 0x0101010101010101L);
		v = (v | (v >>> 4)) & 0x00ff00ff00ff00ffL;
		v = (v | (v >>> 8)) & 0x0000ffff0000ffffL;
		return (v | (v >>> 16)) & 0xffffffffL;
	}

}
