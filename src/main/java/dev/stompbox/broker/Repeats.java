package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Who waits for a publication on its way to disk with the same idempotency key. Of the
 * lock of the topic or queue that it belongs to.
 */
final class Repeats {

	/** Each keeps its publisher's frame, and nothing else counts those. */
	private static final int MOST = 8;

	private final Map<String, List<Outcome>> byKey = new HashMap<>(0);

	/** One is on its way. */
	void begin(@Nullable String key) {
		if (key != null) {
			this.byKey.put(key, new ArrayList<>(0));
		}
	}

	/** Whether one with this key is on its way; then its outcome is that of this one. */
	boolean join(@Nullable String key, Outcome outcome) {
		List<Outcome> same = (key != null) ? this.byKey.get(key) : null;
		if (same == null) {
			return false;
		}
		same.add(outcome);
		return true;
	}

	/** Whether one with this key is on its way. */
	boolean has(@Nullable String key) {
		return key != null && this.byKey.containsKey(key);
	}

	/**
	 * Asks whether one more may wait; who waits for the disk before they send more need
	 * not ask.
	 * @throws Refused {@link ErrorCode#STORE_BUSY} when as many wait as may
	 */
	void check(@Nullable String key) {
		List<Outcome> same = (key != null) ? this.byKey.get(key) : null;
		if (same != null && same.size() >= MOST) {
			throw new Refused(ErrorCode.STORE_BUSY,
					"This message is on its way to disk, and " + MOST + " repeats of it wait for that.",
					"Send it again in a moment, if no receipt comes.")
				.retryAfter(1);
		}
	}

	/** It is over: all who wait for it. */
	List<Outcome> end(@Nullable String key) {
		List<Outcome> same = (key != null) ? this.byKey.remove(key) : null;
		return (same != null) ? same : List.of();
	}

}
