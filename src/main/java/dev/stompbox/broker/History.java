package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;

/**
 * The messages of one topic that are kept for those who come later: offsets without a
 * gap, up to the newest. Of the topic's lock.
 */
interface History {

	/** Keeps the topic's next message. */
	void append(Message message);

	/**
	 * Forgets what is too old.
	 * @param now epoch ms
	 */
	void expire(long now);

	/** Forgets some of the oldest: the server as a whole keeps too much. */
	void shed(long bytes);

	/** Forgets everything. Returns how many messages that were. */
	int purge();

	/** The offset of the oldest message that is kept; of the next to come if none is. */
	long first();

	/** When the newest of those that are no longer kept was accepted, epoch ms; or 0. */
	long forgottenAt();

	/**
	 * Messages from one on, oldest first.
	 * @param offset that one's, which is kept
	 * @param most how many at most
	 * @param bytes in memory after which to stop; one message there is in any case
	 */
	List<Message> from(long offset, int most, long bytes);

	/** Lets go of what is in memory. */
	default void close() {
		purge();
	}

	/** How many messages from one on are on disk only, and are not read at once. */
	default long onDisk(long offset) {
		return 0;
	}

	/**
	 * As {@link #from}, for what is on disk; without the topic's lock. The first that
	 * there is may be a later one, and after a gap nothing more is read.
	 */
	default List<Message> older(long offset, int most, long bytes) {
		return List.of();
	}

	/** The newest message, or {@code null} when none is kept. */
	@Nullable Message last();

	/**
	 * The offset of the oldest kept that was accepted at a time or later; of the next to
	 * come if there is none.
	 * @param time epoch ms
	 */
	long since(long time);

	/** How many messages are kept. */
	int count();

	/** How many bytes they take. */
	long bytes();

}
