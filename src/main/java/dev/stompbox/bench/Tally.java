package dev.stompbox.bench;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;

import dev.stompbox.bench.OrderCheck.Arrival;

/**
 * What the clients of one loop received in the phase that is under way, written by the
 * loop's thread alone. Others see its counts a round late.
 */
final class Tally {

	private static final long LONGEST_NANOS = 3_600_000_000_000L;

	private final AtomicLong seenReceived = new AtomicLong();

	private final AtomicLong seenLast = new AtomicLong();

	private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

	private final OrderCheck order;

	private final int publishers;

	private final byte[] payload;

	private int phase;

	private long received;

	private long last;

	private long doubled;

	private long late;

	private long strange;

	/**
	 * A tally that counts nothing yet.
	 * @param streams how many streams of numbered messages the clients get together
	 * @param publishers how many of them one client gets
	 * @param payload what each message is like, from the stamp's end on
	 */
	Tally(int streams, int publishers, byte[] payload) {
		this.order = new OrderCheck(streams);
		this.publishers = publishers;
		this.payload = payload;
	}

	/** Forgets what was counted and counts messages of {@code phase} from now on. */
	void begin(int next, long now) {
		this.phase = next;
		this.received = 0;
		this.doubled = 0;
		this.late = 0;
		this.strange = 0;
		this.last = now;
		this.latencies.reset();
		show();
	}

	/**
	 * Whether a part of a message is as it was sent, the stamp aside.
	 * @param offset where in the payload the part begins
	 */
	boolean fits(byte[] bytes, int from, int to, int offset) {
		int skipped = Math.min(Math.max(0, Stamp.LENGTH - offset), to - from);
		int end = offset + to - from;
		return end <= this.payload.length
				&& Arrays.equals(bytes, from + skipped, to, this.payload, offset + skipped, end);
	}

	/** Bytes of each message. */
	int size() {
		return this.payload.length;
	}

	/** Counts a message that is none of those that were sent. */
	void strange() {
		this.strange++;
	}

	/**
	 * Counts a message whose payload fits.
	 * @param client index of the client among those of this loop
	 * @param topic whose message it has to be
	 * @param at where in {@code bytes} its stamp is
	 * @param now when it was read
	 * @return its phase, or -1 when it is none of those that were sent
	 */
	int message(int client, int topic, byte[] bytes, int at, long now) {
		if (!Stamp.at(bytes, at) || Stamp.topic(bytes, at) != topic || Stamp.publisher(bytes, at) >= this.publishers) {
			strange();
			return -1;
		}
		int of = Stamp.phase(bytes, at);
		if (of == 0 || of != this.phase) {
			return of;
		}
		Arrival arrival = this.order.arrived(client * this.publishers + Stamp.publisher(bytes, at),
				Stamp.sequence(bytes, at));
		if (arrival == Arrival.DOUBLE) {
			this.doubled++;
			return of;
		}
		this.late += (arrival == Arrival.LATE) ? 1 : 0;
		this.received++;
		this.last = now;
		this.latencies.recordValue(Math.min(Math.max(0, now - Stamp.time(bytes, at)), LONGEST_NANOS));
		return of;
	}

	/** Lets other threads see the counts; answers whether there is news. */
	boolean show() {
		if (this.seenReceived.get() == this.received && this.seenLast.get() == this.last) {
			return false;
		}
		this.seenLast.lazySet(this.last);
		this.seenReceived.lazySet(this.received);
		return true;
	}

	/** Messages received, as the loop's own thread knows it. */
	long received() {
		return this.received;
	}

	/** Messages received, as any thread may know it. */
	long seenReceived() {
		return this.seenReceived.get();
	}

	/** When the last message came, of {@link System#nanoTime()}. */
	long seenLast() {
		return this.seenLast.get();
	}

	/** Adds what was counted to {@code sum}; for the loop's own thread. */
	void addTo(Count sum) {
		sum.received += this.received;
		sum.doubled += this.doubled;
		sum.late += this.late;
		sum.strange += this.strange;
		sum.last = Math.max(sum.last, this.last);
		sum.latencies.add(this.latencies);
	}

	/** What all loops counted together. */
	static final class Count {

		final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

		long received;

		long doubled;

		long late;

		long strange;

		long last = Long.MIN_VALUE;

	}

}
