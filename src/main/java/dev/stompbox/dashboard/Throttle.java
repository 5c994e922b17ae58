package dev.stompbox.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one who asks for the same thing again and again from filling the log and the
 * topic of events: of one kind and source so many are let through in each window of time,
 * of one kind from everybody so many; the rest is counted. What it remembers is bounded.
 */
final class Throttle {

	/** How long a window is, ns. */
	static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

	/** Of one kind from one source. */
	static final int PER_SOURCE = 20;

	/** Of one kind from all sources together. */
	static final int PER_KIND = 200;

	private static final int MOST_SOURCES = 1000;

	private static final String OTHERS = "others";

	private final Map<Key, Count> counts = new HashMap<>();

	private final Map<String, Count> kinds = new HashMap<>();

	private long until;

	private record Key(String kind, String source) {
	}

	private static final class Count {

		private int told;

		private long left;

		private boolean take(int most) {
			if (this.told < most) {
				this.told++;
				return true;
			}
			return false;
		}

	}

	/**
	 * What was not let through.
	 *
	 * @param kind of what kind
	 * @param source from whom
	 * @param count how many
	 */
	record Left(String kind, String source, long count) {
	}

	/**
	 * @param now when the first window begins, of {@link System#nanoTime()}
	 */
	Throttle(long now) {
		this.until = now + WINDOW;
	}

	/** Whether one more of this kind may be told; counts it if not. */
	synchronized boolean admits(String kind, String source) {
		Count ofKind = this.kinds.computeIfAbsent(kind, (key) -> new Count());
		Key key = new Key(kind, source);
		Count ofSource = this.counts.get(key);
		if (ofSource == null) {
			key = (this.counts.size() < MOST_SOURCES) ? key : new Key(kind, OTHERS);
			ofSource = this.counts.computeIfAbsent(key, (made) -> new Count());
		}
		if (ofSource.take(PER_SOURCE) && ofKind.take(PER_KIND)) {
			return true;
		}
		ofSource.left++;
		return false;
	}

	/**
	 * Ends the window when it is time.
	 * @param most how many are named; what is over is put together by kind
	 * @return what was left out in it, the most first
	 */
	synchronized List<Left> ended(long now, int most) {
		if (now - this.until < 0) {
			return List.of();
		}
		this.until = now + WINDOW;
		List<Left> all = this.counts.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().left > 0)
			.map((entry) -> new Left(entry.getKey().kind(), entry.getKey().source(), entry.getValue().left))
			.sorted(Comparator.comparingLong(Left::count).reversed())
			.toList();
		this.counts.clear();
		this.kinds.clear();
		List<Left> named = new ArrayList<>(all.subList(0, Math.min(most, all.size())));
		Map<String, Long> rest = new HashMap<>();
		all.stream().skip(most).forEach((left) -> rest.merge(left.kind(), left.count(), Long::sum));
		rest.forEach((kind, count) -> named.add(new Left(kind, OTHERS, count)));
		return named;
	}

}
