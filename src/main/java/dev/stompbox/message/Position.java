package dev.stompbox.message;

import org.jspecify.annotations.Nullable;

/**
 * Where a message stands in its topic's log. Offsets rise by one. The epoch names the log
 * that gave them: suppose a topic holds the messages 1, 2, 3 and the server is restarted
 * without them; its next messages are 1, 2, 3, 4, and a reader who comes back with "I
 * have 3" would be given only 4 and never miss the other three. With the epoch it is seen
 * that the old 3 and the new 3 are not the same message.
 *
 * @param epoch which log
 * @param offset the message's number in it, from 1; 0 is "before the first"
 */
public record Position(String epoch, long offset) {

	/** Reads what {@link #toString} writes; {@code null} when it is not that. */
	public static @Nullable Position parse(String text) {
		int colon = text.indexOf(':');
		String offset = text.substring(colon + 1);
		boolean number = !offset.isEmpty() && offset.length() <= 18
				&& offset.chars().allMatch((c) -> c >= '0' && c <= '9');
		return (colon > 0 && number) ? new Position(text.substring(0, colon), Long.parseLong(offset)) : null;
	}

	/** As on the wire: {@code epoch:offset}. */
	@Override
	public String toString() {
		return this.epoch + ':' + this.offset;
	}

}
