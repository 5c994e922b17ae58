package dev.stompbox.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The segments, oldest first, and what is where in them.
 *
 * <p>
 * Lock: the monitor, around the list and the segments' parts; held by the writer when it
 * notes what is committed, by readers while they look up where messages are, never while
 * a file is read or written.
 */
final class Segments implements AutoCloseable {

	private final TreeMap<Long, Segment> all = new TreeMap<>();

	synchronized void add(Segment segment) {
		this.all.put(segment.number(), segment);
	}

	synchronized void remove(Segment segment) {
		this.all.remove(segment.number());
	}

	/** The one that is written to. */
	synchronized Segment active() {
		return this.all.lastEntry().getValue();
	}

	synchronized int count() {
		return this.all.size();
	}

	/** Notes what a record of a segment says. */
	synchronized void note(Segment segment, Entry entry, int position, int length) {
		segment.parts().computeIfAbsent(entry.log(), (log) -> new Part(entry.epoch())).add(entry, position, length);
	}

	/** A segment is complete. */
	synchronized void trim(Segment segment) {
		segment.parts().values().forEach(Part::trim);
	}

	/** Where a message is. */
	record Place(Segment segment, long offset, int position) {
	}

	/** Where messages of a log are, as {@link Store#read} has them. */
	synchronized List<Place> places(String log, long from, int most) {
		List<Place> places = new ArrayList<>(Math.min(most, 1024));
		long next = from;
		for (Segment segment : this.all.values()) {
			Part part = segment.parts().get(log);
			if (part == null || part.count == 0 || part.next() <= next) {
				continue;
			}
			if (!places.isEmpty() && part.first > next) {
				break;
			}
			for (next = Math.max(next, part.first); next < part.next() && places.size() < most; next++) {
				if (part.has(next)) {
					places.add(new Place(segment, next, part.position(next)));
				}
				else if (!places.isEmpty()) {
					return places;
				}
			}
		}
		return places;
	}

	/**
	 * What cannot be read is gone: one message, or all that the segment has of the log.
	 */
	synchronized void lose(String log, Place place, boolean all) {
		Part part = place.segment().parts().get(log);
		if (part == null) {
			return;
		}
		if (all) {
			part.lose(part.first, part.next() - 1);
		}
		else {
			part.lose(place.offset(), place.offset());
		}
	}

	/** The offset of a log's first message that is there, or else {@code otherwise}. */
	synchronized long first(String log, long otherwise) {
		for (Segment segment : this.all.values()) {
			Part part = segment.parts().get(log);
			if (part != null && part.count > 0) {
				return part.first;
			}
		}
		return otherwise;
	}

	/** How many messages of a log came with an idempotency key. */
	synchronized int keyed(String log) {
		return this.all.values()
			.stream()
			.map((segment) -> segment.parts().get(log))
			.filter(Objects::nonNull)
			.mapToInt((part) -> part.keyed)
			.sum();
	}

	/**
	 * The offset of a log's oldest message to be kept, segment by segment.
	 * @param time what is older, epoch ms, need not be
	 * @param bytes what goes beyond, counted from the newest, need not be
	 */
	synchronized long oldest(String log, long time, long bytes) {
		long oldest = 0;
		long taken = 0;
		for (Segment segment : this.all.descendingMap().values()) {
			Part part = segment.parts().get(log);
			if (part == null || part.count == 0) {
				continue;
			}
			if (part.lastTime < time || taken > bytes) {
				return Math.max(oldest, part.next());
			}
			oldest = part.first;
			taken += part.bytes;
		}
		return oldest;
	}

	/**
	 * The offset of a message that all of a time or later come after, the nearest that is
	 * known.
	 */
	synchronized long before(String log, long time) {
		long before = 0;
		for (Segment segment : this.all.values()) {
			Part part = segment.parts().get(log);
			if (part != null && part.count > 0 && part.firstTime < time) {
				before = part.first;
			}
		}
		return before;
	}

	/** Whether there is no message of a log. */
	synchronized boolean isEmpty(String log) {
		return this.all.values().stream().map((segment) -> segment.parts().get(log)).allMatch(Segments::isEmpty);
	}

	private static boolean isEmpty(@Nullable Part part) {
		return part == null || part.count == 0;
	}

	/** Bytes on disk, without indexes. */
	synchronized long size() {
		return this.all.values().stream().mapToLong(Segment::size).sum();
	}

	/** Takes out those that nobody needs anything of. */
	synchronized List<Segment> takeDead(Map<String, Long> needed, Function<String, @Nullable LogInfo> logs) {
		Segment active = active();
		List<Segment> dead = this.all.values()
			.stream()
			.filter((segment) -> segment != active && isDead(segment, needed, logs))
			.toList();
		dead.forEach(this::remove);
		return dead;
	}

	private static boolean isDead(Segment segment, Map<String, Long> needed, Function<String, @Nullable LogInfo> logs) {
		return segment.parts()
			.entrySet()
			.stream()
			.allMatch((each) -> needed.getOrDefault(each.getKey(), 0L) >= each.getValue().next()
					|| isDone(each.getValue(), logs.apply(each.getKey())));
	}

	private static boolean isDone(Part part, @Nullable LogInfo log) {
		return part.count == 0 || (log != null && log.isDone(part.first, part.next() - 1));
	}

	/**
	 * Takes out the oldest, as long as all together are larger than they may be; not
	 * those that have something which must not go.
	 */
	synchronized List<Segment> takeOver(long most, Map<String, Long> mayGo, Function<String, @Nullable LogInfo> logs) {
		List<Segment> over = new ArrayList<>(0);
		Segment active = active();
		long size = size();
		for (Segment segment : List.copyOf(this.all.values())) {
			boolean topics = segment.parts()
				.entrySet()
				.stream()
				.allMatch((each) -> mayGo.containsKey(each.getKey())
						|| isDone(each.getValue(), logs.apply(each.getKey())));
			if (size > most && segment != active && topics) {
				over.add(segment);
				size -= segment.size();
			}
		}
		over.forEach(this::remove);
		return over;
	}

	@Override
	public synchronized void close() throws IOException {
		for (Segment segment : this.all.values()) {
			segment.close();
		}
	}

}
