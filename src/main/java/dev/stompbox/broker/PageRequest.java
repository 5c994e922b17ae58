package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;

/**
 * Which part of a topic's history is asked for.
 *
 * @param from with what it begins
 * @param after with {@link From#AFTER} the position before the first message
 * @param limit how many messages at most
 */
public record PageRequest(From from, @Nullable Position after, int limit) {

	/** So many bytes of bodies, about, are in a page at most. */
	private static final long MOST_BYTES = 4 << 20;

	/** With what a page begins. */
	public enum From {

		/** So that it ends with the newest message. */
		NEWEST,
		/** With the oldest that is kept. */
		OLDEST,
		/** After a position. */
		AFTER

	}

	/** After a position. */
	public static PageRequest after(Position position, int limit) {
		return new PageRequest(From.AFTER, position, limit);
	}

	/** The last messages. */
	public static PageRequest newest(int limit) {
		return new PageRequest(From.NEWEST, null, limit);
	}

	/** The first that are kept. */
	public static PageRequest oldest(int limit) {
		return new PageRequest(From.OLDEST, null, limit);
	}

	Reading of(Past past) {
		if (this.after != null) {
			return past.after(this.after, this.limit, MOST_BYTES);
		}
		return (this.from == From.OLDEST) ? past.oldest(this.limit, MOST_BYTES) : past.newest(this.limit, MOST_BYTES);
	}

}
