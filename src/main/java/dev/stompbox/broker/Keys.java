package dev.stompbox.broker;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;

/** The idempotency keys of a log's last publications that had one. Of the log's lock. */
final class Keys {

	/** Keys are remembered: characters of one at most. */
	private static final int MOST_KEY = 255;

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
