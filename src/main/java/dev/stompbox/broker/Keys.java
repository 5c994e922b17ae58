package dev.stompbox.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/** The idempotency keys of a log's last publications that had one. Of the log's lock. */
final class Keys {

	private final TopicRule.Window window;

	private @Nullable LinkedHashMap<String, Seen> keys;

	Keys(TopicRule.Window window) {
		this.window = window;
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
		if (key == null) {
			return;
		}
		LinkedHashMap<String, Seen> all = this.keys;
		if (all == null) {
			all = new LinkedHashMap<>();
			this.keys = all;
		}
		// One whose time was over starts anew, at the end.
		all.remove(key);
		all.put(key, new Seen(position, now));
		Iterator<Map.Entry<String, Seen>> eldest = all.entrySet().iterator();
		while (eldest.hasNext()) {
			Seen next = eldest.next().getValue();
			if (all.size() <= this.window.keys() && now - next.at() <= this.window.millis()) {
				return;
			}
			eldest.remove();
		}
	}

}
