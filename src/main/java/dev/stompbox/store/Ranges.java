package dev.stompbox.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A set of offsets, most of which follow each other. */
final class Ranges {

	/** The last of each range by its first; between two there is a gap. */
	private final TreeMap<Long, Long> ranges = new TreeMap<>();

	/** Adds all from one to, and with, another. */
	void add(long from, long to) {
		long begin = from;
		long end = to;
		Map.Entry<Long, Long> before = this.ranges.floorEntry(from);
		if (before != null && before.getValue() >= from - 1) {
			begin = before.getKey();
			end = Math.max(end, before.getValue());
		}
		for (Map.Entry<Long, Long> next = this.ranges.ceilingEntry(begin); next != null
				&& next.getKey() <= end + 1; next = this.ranges.higherEntry(begin)) {
			end = Math.max(end, next.getValue());
			this.ranges.remove(next.getKey());
		}
		this.ranges.put(begin, end);
	}

	/** Adds all of another set. */
	void add(Ranges other) {
		other.forEach(this::add);
	}

	/** Whether one is in it. */
	boolean has(long offset) {
		return has(offset, offset);
	}

	/** Whether all from one to, and with, another are. */
	boolean has(long from, long to) {
		Map.Entry<Long, Long> range = this.ranges.floorEntry(from);
		return range != null && range.getValue() >= to;
	}

	/** Takes out all before an offset. */
	void dropBefore(long offset) {
		Map.Entry<Long, Long> across = this.ranges.lowerEntry(offset);
		long end = (across != null) ? across.getValue() : 0;
		this.ranges.headMap(offset).clear();
		if (end >= offset) {
			this.ranges.put(offset, end);
		}
	}

	/** How many ranges there are. */
	int size() {
		return this.ranges.size();
	}

	/** Each range, its first and its last, in their order. */
	void forEach(BiConsumer<Long, Long> each) {
		this.ranges.forEach(each);
	}

}
