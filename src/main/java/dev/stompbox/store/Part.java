package dev.stompbox.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a segment has of one log: where its messages are. Of the store's lock, as long as
 * the segment grows.
 */
final class Part {

	/** In place of a position: the message is gone, after a repair or a damage. */
	private static final int GONE = -1;

	private static final int[] NONE = {};

	final String epoch;

	/** Of the first message. */
	long first;

	/** How many there are from the first to the last, those that are gone counted too. */
	int count;

	long bytes;

	/** How many messages came with an idempotency key. */
	int keyed;

	long firstTime;

	long lastTime;

	/** The last message of the log as far as this segment knows; 0 for none. */
	long last;

	/** Where the messages are, bytes from the segment's start. */
	int[] positions = NONE;

	/** Up to here all was thrown away; 0 for nothing. */
	long purged;

	/** What is done with, in a queue, be it of this segment or of one before. */
	final Ranges done = new Ranges();

	/**
	 * How often each of a queue's messages was handed out, as far as this segment knows.
	 */
	final Map<Long, Integer> handed = new HashMap<>(0);

	Part(String epoch) {
		this.epoch = epoch;
	}

	/** Notes what a record says. */
	void add(Entry entry, int position, int length) {
		switch (entry.kind()) {
			case MESSAGE -> message(entry, position, length);
			case LAST -> {
				this.last = Math.max(this.last, entry.offset());
				this.lastTime = Math.max(this.lastTime, entry.timestamp());
			}
			case PURGED -> this.purged = Math.max(this.purged, entry.offset());
			case DONE -> this.done.add(entry.from(), entry.offset());
			case HANDED -> this.handed.merge(entry.offset(), entry.times(), Math::max);
		}
	}

	private void message(Entry entry, int position, int length) {
		if (this.count == 0) {
			this.first = entry.offset();
			this.firstTime = entry.timestamp();
		}
		while (next() < entry.offset()) {
			put(GONE);
		}
		put(position);
		this.keyed += (entry.key() != null) ? 1 : 0;
		this.last = entry.offset();
		this.lastTime = entry.timestamp();
		this.bytes += length;
	}

	private void put(int position) {
		if (this.count == this.positions.length) {
			this.positions = Arrays.copyOf(this.positions, Math.max(4, this.count + (this.count >> 1)));
		}
		this.positions[this.count++] = position;
	}

	/** The offset after the last message. */
	long next() {
		return this.first + this.count;
	}

	/** Whether a message is there, of those from the first to the last. */
	boolean has(long offset) {
		return position(offset) != GONE;
	}

	/** Where a message is. */
	int position(long offset) {
		return this.positions[(int) (offset - this.first)];
	}

	/** Messages that were there are gone, from one to, and with, another. */
	void lose(long from, long to) {
		Arrays.fill(this.positions, (int) (from - this.first), (int) (to + 1 - this.first), GONE);
	}

	/** From which to which offset messages are gone. */
	List<long[]> gaps() {
		List<long[]> gaps = new ArrayList<>(0);
		for (long offset = this.first; offset < next(); offset++) {
			if (has(offset)) {
				continue;
			}
			long begin = offset;
			while (!has(offset + 1)) {
				offset++;
			}
			gaps.add(new long[] { begin, offset });
		}
		return gaps;
	}

	/** Lets go of what was taken ahead, and of what is no longer of interest. */
	void trim() {
		this.handed.keySet().removeIf(this.done::has);
		this.positions = Arrays.copyOf(this.positions, this.count);
	}

}
