package dev.stompbox.broker;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/** The idempotency keys of a log's last publications that had one. Of the log's lock. */
final class Keys {

	private static final int MOST = 1000;

	private @Nullable Map<String, Position> keys;

	/** Where the first publication with {@code key} stands, or {@code null}. */
	@Nullable Position find(@Nullable String key) {
		return (key != null && this.keys != null) ? this.keys.get(key) : null;
	}

	void remember(@Nullable String key, Position position) {
		if (key == null) {
			return;
		}
		if (this.keys == null) {
			this.keys = new LinkedHashMap<>() {
				private static final long serialVersionUID = 1L;

				@Override
				protected boolean removeEldestEntry(Map.Entry<String, Position> eldest) {
					return size() > MOST;
				}
			};
		}
		this.keys.put(key, position);
	}

}
