package dev.stompbox.broker;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;
import dev.stompbox.store.Entry;
import dev.stompbox.store.Store;

/** A history on disk, the newest part of which is in memory as well. */
final class DurableHistory implements History {

	private static final Logger LOGGER = LoggerFactory.getLogger(DurableHistory.class);

	private final Topic topic;

	private final Retention retention;

	private final Store store;

	private final MemoryHistory recent;

	/** The oldest that is kept, in memory or not. */
	private long first;

	private long next;

	/**
	 * @param recent what is in memory: nothing, up to the message to come
	 * @param first the oldest that is kept
	 */
	DurableHistory(Topic topic, Retention retention, Store store, MemoryHistory recent, long first) {
		this.topic = topic;
		this.retention = retention;
		this.store = store;
		this.recent = recent;
		this.first = first;
		this.next = recent.first();
	}

	@Override
	public void append(Message message) {
		this.recent.append(message);
		this.next = message.offset() + 1;
		this.first = Math.max(this.first, this.next - this.retention.messages());
	}

	@Override
	public void expire(long now) {
		this.recent.expire(now);
	}

	/** Forgets all before {@code oldest}, which nobody has to keep on disk any more. */
	void retain(long oldest) {
		this.first = Math.max(this.first, oldest);
	}

	@Override
	public void shed(long bytes) {
		this.recent.shed(bytes);
	}

	@Override
	public int purge() {
		return purge(this.next - 1);
	}

	/** Forgets all up to an offset. Returns how many messages that were. */
	int purge(long upTo) {
		int before = count();
		this.first = Math.max(this.first, Math.min(this.next, upTo + 1));
		if (this.first == this.next) {
			this.recent.purge();
		}
		return before - count();
	}

	/** What is on disk stays. */
	@Override
	public void close() {
		this.recent.purge();
	}

	@Override
	public long first() {
		return Math.min(this.first, this.next);
	}

	/** An upper bound: when the oldest that is kept was accepted. */
	@Override
	public long forgottenAt() {
		List<Message> oldest = (first() == 1 || count() == 0) ? List.of() : one(first());
		return oldest.isEmpty() ? 0 : oldest.get(0).timestamp();
	}

	@Override
	public long onDisk(long offset) {
		return (offset >= first()) ? Math.max(0, this.recent.first() - offset) : 0;
	}

	@Override
	public List<Message> from(long offset, int most, long bytes) {
		return this.recent.from(offset, most, bytes);
	}

	private List<Message> one(long offset) {
		return (onDisk(offset) > 0) ? older(offset, 1, 0) : from(offset, 1, 0);
	}

	@Override
	public List<Message> older(long offset, int most, long bytes) {
		try {
			List<Entry> entries = this.store.read(this.topic.name(), offset, most, bytes);
			return entries.stream().filter((entry) -> entry.offset() < offset + most).map(this::message).toList();
		}
		catch (IOException ex) {
			LOGGER.error("The log of {} cannot be read from {}: {}", this.topic, offset, ex.getMessage());
			return List.of();
		}
	}

	private Message message(Entry entry) {
		return new Message(this.topic, entry.epoch(), entry.offset(), entry.timestamp(), entry.contentType(),
				entry.headers(), entry.body());
	}

	@Override
	public @Nullable Message last() {
		Message last = this.recent.last();
		if (last != null || count() == 0) {
			return last;
		}
		List<Message> read = one(this.next - 1);
		return read.isEmpty() ? null : read.get(0);
	}

	/** Reads one message for each halving, of what is on disk only. */
	@Override
	public long since(long time) {
		long from = Math.max(first(), this.store.before(this.topic.name(), time));
		long to = this.recent.first();
		while (from < to) {
			long middle = (from + to) >>> 1;
			List<Message> one = older(middle, 1, 0);
			if (one.isEmpty() || one.get(0).timestamp() < time) {
				from = middle + 1;
			}
			else {
				to = middle;
			}
		}
		return (from < this.recent.first()) ? from : Math.max(from, this.recent.since(time));
	}

	@Override
	public int count() {
		return (int) Math.min(Integer.MAX_VALUE, this.next - first());
	}

	@Override
	public long bytes() {
		return this.recent.bytes();
	}

}
