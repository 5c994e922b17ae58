package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/**
 * A part of a topic's history that was looked up with the topic's lock, and is read from
 * disk without it, where it is there.
 *
 * @param history whose part
 * @param from the offset of the first message
 * @param limit how many at most
 * @param bytes of bodies after which to stop, about
 * @param missed how many are gone before it, or {@code null} when that cannot be known
 * @param newest where the topic stands
 * @param recent the messages, or {@code null} when they are on disk
 * @param last how many bytes of the end are wanted; 0 for the beginning
 */
record Reading(History history, long from, int limit, long bytes, @Nullable Long missed, Position newest,
		@Nullable List<Message> recent, long last) {

	/** The same, but of these the last so many bytes. */
	Reading last(long most) {
		return new Reading(this.history, this.from, this.limit, this.bytes, this.missed, this.newest, this.recent,
				most);
	}

	/** Reads it. */
	HistoryPage page() {
		List<Message> messages = (this.recent != null) ? this.recent
				: this.history.older(this.from, this.limit, this.bytes);
		Long gone = this.missed;
		if (this.recent == null && gone != null) {
			// What was there when it was looked up, and is not any more.
			long first = messages.isEmpty() ? this.newest.offset() + 1 : messages.get(0).offset();
			gone += first - this.from;
		}
		boolean whole = gone != null && gone == 0;
		if (this.last > 0) {
			return new HistoryPage(end(messages), whole, gone, this.newest);
		}
		Position next = messages.isEmpty() ? this.newest : messages.get(messages.size() - 1).position();
		return new HistoryPage(messages, whole, gone, next);
	}

	private List<Message> end(List<Message> messages) {
		int begin = messages.size();
		long taken = 0;
		while (begin > 0 && taken <= this.last) {
			taken += Queued.bytesOf(messages.get(--begin));
		}
		return List.copyOf(messages.subList(begin, messages.size()));
	}

}
