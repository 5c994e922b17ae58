package dev.stompbox.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How often each limit was hit since the start: the one place where refusals, ends and
 * notices that name a limit's property are counted.
 */
public final class LimitCounts implements ConnectionListener {

	private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

	private final List<BiConsumer<Key, LongAdder>> watchers = new CopyOnWriteArrayList<>();

	/**
	 * A limit and what hitting it led to.
	 *
	 * @param property the property that sets it
	 * @param code the stable code
	 */
	public record Key(String property, String code) {
	}

	/**
	 * Counts a hit.
	 * @param property the limit's, or {@code null} when there was no limit, and nothing
	 * is counted
	 */
	public void count(@Nullable String property, String code) {
		if (property != null) {
			of(new Key(property, code)).increment();
		}
	}

	private LongAdder of(Key key) {
		LongAdder known = this.counts.get(key);
		return (known != null) ? known : add(key);
	}

	private synchronized LongAdder add(Key key) {
		LongAdder known = this.counts.get(key);
		if (known != null) {
			return known;
		}
		LongAdder made = new LongAdder();
		this.counts.put(key, made);
		this.watchers.forEach((watcher) -> watcher.accept(key, made));
		return made;
	}

	/** Tells {@code watcher} of each limit's count, those that come to be included. */
	public synchronized void watch(BiConsumer<Key, LongAdder> watcher) {
		this.counts.forEach(watcher);
		this.watchers.add(watcher);
	}

	/** How often so far. */
	public long of(String property, String code) {
		LongAdder count = this.counts.get(new Key(property, code));
		return (count != null) ? count.sum() : 0;
	}

	@Override
	public void opened(Connection connection) {
		// nobody's limit
	}

	@Override
	public void closed(Connection connection, Closed why) {
		count(why.property(), why.code());
	}

	@Override
	public void denied(String remote, Denied why) {
		count(why.property(), why.code());
	}

	@Override
	public void noticed(Connection connection, Notice notice) {
		count(notice.property(), notice.kind().code());
	}

}
