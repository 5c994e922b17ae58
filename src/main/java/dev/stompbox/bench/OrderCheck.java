package dev.stompbox.bench;

/**
 * Knows what has come of each stream of messages that are numbered from 0, and so what
 * comes twice or too late. What never comes is told by counting. Remembers the last 64 of
 * each: one that comes after 64 later ones counts as late while any is missing, else as a
 * double.
 */
final class OrderCheck {

	/** How a message came. */
	enum Arrival {

		/** After all that came before it. */
		IN_ORDER,
		/** For the first time, and after one with a higher number. */
		LATE,
		/** Not for the first time. */
		DOUBLE

	}

	private static final int REMEMBERED = 64;

	private final int[] next;

	private final int[] missing;

	/** Bit {@code i} is whether the one {@code i + 1} before the next has come. */
	private final long[] come;

	OrderCheck(int streams) {
		this.next = new int[streams];
		this.missing = new int[streams];
		this.come = new long[streams];
	}

	Arrival arrived(int stream, int sequence) {
		int ahead = sequence - this.next[stream];
		if (ahead >= 0) {
			this.come[stream] = (ahead + 1 < REMEMBERED) ? (this.come[stream] << (ahead + 1)) | 1 : 1;
			this.next[stream] = sequence + 1;
			this.missing[stream] += ahead;
			return Arrival.IN_ORDER;
		}
		int back = -ahead - 1;
		if (back >= REMEMBERED) {
			return (this.missing[stream] > 0) ? late(stream) : Arrival.DOUBLE;
		}
		long bit = 1L << back;
		if ((this.come[stream] & bit) != 0) {
			return Arrival.DOUBLE;
		}
		this.come[stream] |= bit;
		return late(stream);
	}

	private Arrival late(int stream) {
		this.missing[stream]--;
		return Arrival.LATE;
	}

}
