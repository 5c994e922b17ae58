package dev.stompbox.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;

/**
 * The idempotency keys of a log's last publications that had one: as many as the window
 * says, and as the budget of all logs' keys has room for. Of the log's lock.
 */
final class Keys {

	/** What a key costs in memory beside its letters, bytes. */
	private static final int OVERHEAD = 200;

	/** Keys are remembered: characters of one at most. */
	private static final int MOST_KEY = 255;

	private final TopicRule.Window window;

	private final HistoryBudget budget;

	private @Nullable LinkedHashMap<String, Seen> keys;

	private long bytes;

	Keys(TopicRule.Window window, HistoryBudget budget) {
		this.window = window;
		this.budget = budget;
	}

	/**
	 * Where and when a key was seen first.
	 *
	 * @param at epoch ms
	 */
	private record Seen(Position position, long at) {
	}

	/** Where the first publication with {@code key} stands, or {@code null}. */
	@Nullable Position find(@Nullable String key) {
		if (key == null || this.keys == null) {
			return null;
		}
		Seen seen = this.keys.get(key);
		return (seen != null && System.currentTimeMillis() - seen.at() <= this.window.millis()) ? seen.position()
				: null;
	}

	void remember(@Nullable String key, Position position, long now) {
		if (key == null || this.window.keys() == 0) {
			return;
		}
		LinkedHashMap<String, Seen> all = (this.keys != null) ? this.keys : new LinkedHashMap<>();
		this.keys = all;
		// One whose time was over starts anew, at the end.
		if (all.remove(key) != null) {
			give(key);
		}
		all.put(key, new Seen(position, now));
		this.bytes += cost(key);
		long wanted = this.bytes - Math.max(0, this.budget.take(cost(key)));
		// The newest stays: who repeats, mostly does so soon.
		forget(all, (eldest, seen) -> all.size() > this.window.keys() || isOver(seen, now)
				|| (this.bytes > wanted && all.size() > 1));
	}

	private boolean isOver(Seen seen, long now) {
		return now - seen.at() > this.window.millis();
	}

	/** Forgets the eldest as long as a condition holds. */
	private void forget(LinkedHashMap<String, Seen> all, BiPredicate<String, Seen> condition) {
		Iterator<Map.Entry<String, Seen>> eldest = all.entrySet().iterator();
		while (eldest.hasNext()) {
			Map.Entry<String, Seen> next = eldest.next();
			if (!condition.test(next.getKey(), next.getValue())) {
				return;
			}
			eldest.remove();
			give(next.getKey());
		}
		this.keys = null;
	}

	private void give(String key) {
		this.bytes -= cost(key);
		this.budget.give(cost(key));
	}

	private static int cost(String key) {
		return OVERHEAD + key.length();
	}

	/** Forgets those whose time is over. */
	void expire(long now) {
		if (this.keys != null) {
			forget(this.keys, (key, seen) -> isOver(seen, now));
		}
	}

	/** Forgets all. */
	void close() {
		if (this.keys != null) {
			forget(this.keys, (key, seen) -> true);
		}
	}

	/** What they take. */
	long bytes() {
		return this.bytes;
	}

	/**
	 * The key of a publication, with its caller.
	 * @throws Refused {@link ErrorCode#BAD_HEADER} when it is too long
	 */
	static @Nullable String of(Caller caller, Publication publication) {
		String key = publication.idempotencyKey();
		if (key != null && key.length() > MOST_KEY) {
			throw new Refused(ErrorCode.BAD_HEADER,
					"The idempotency key has " + key.length() + " characters; the limit is " + MOST_KEY + ".",
					"Send something short that is its own for each message, for example a UUID.");
		}
		return (key != null) ? caller.name() + '\n' + key : null;
	}

}
