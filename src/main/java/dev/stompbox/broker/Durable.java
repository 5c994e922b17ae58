package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.store.Appended;
import dev.stompbox.store.Entry;
import dev.stompbox.store.Store;

/**
 * The way of a durable topic's publications: to disk first, and then to everybody. Of the
 * topic's lock, which the thread that writes takes as well: nobody waits for the disk
 * with it.
 */
final class Durable {

	private final Store store;

	private final TopicLog log;

	/** Who waits for a publication under way with the same idempotency key. */
	private final Repeats repeats = new Repeats();

	Durable(Store store, TopicLog log) {
		this.store = store;
		this.log = log;
	}

	/**
	 * A publication that is written as a part of more.
	 *
	 * @param entry for the disk
	 * @param appended told what becomes of it
	 */
	record Write(Entry entry, Appended appended) {
	}

	/**
	 * Has it written.
	 * @param time when it was accepted, epoch ms
	 * @return {@code false} when the topic was evicted meanwhile
	 * @throws Refused when it cannot be
	 */
	boolean append(Publication publication, @Nullable String key, PatternIndex patterns, long time, Outcome outcome) {
		this.store.awaitRoom();
		this.log.lock.lock();
		try {
			if (this.log.isEvicted()) {
				return false;
			}
			this.repeats.check(key);
			if (this.log.first(key) == null && !this.repeats.has(key)) {
				this.log.admit(1);
			}
			Write write = prepare(publication, key, patterns, time, outcome);
			if (write != null) {
				send(write);
			}
			return true;
		}
		finally {
			this.log.lock.unlock();
		}
	}

	private void send(Write write) {
		try {
			this.store.append(write.entry(), write.appended());
		}
		catch (Refused ex) {
			write.appended().failed(ex);
		}
	}

	/**
	 * Makes what is to be written of a publication that was {@link TopicLog#admit
	 * admitted}; the lock is held.
	 * @return {@code null} when it is a repeat, and its outcome is that of the first
	 */
	@Nullable Write prepare(Publication publication, @Nullable String key, PatternIndex patterns, long time, Outcome outcome) {
		Position first = this.log.first(key);
		if (first != null) {
			outcome.published(new Published(first, 0, true));
			return null;
		}
		if (this.repeats.join(key, outcome)) {
			return null;
		}
		this.repeats.begin(key);
		long accepted = this.log.begin(time);
		Entry entry = new Entry(Entry.Kind.MESSAGE, publication.topic().name(), this.log.epoch(), 0, accepted,
				publication.contentType(), publication.headers(), publication.body(), key);
		return new Write(entry, new OnDisk(publication, key, patterns, accepted, outcome));
	}

	/** What is to be done when it is written, on the thread that writes. */
	private final class OnDisk implements Appended {

		private final Publication publication;

		private final @Nullable String key;

		private final PatternIndex patterns;

		private final long accepted;

		private final Outcome outcome;

		OnDisk(Publication publication, @Nullable String key, PatternIndex patterns, long accepted, Outcome outcome) {
			this.publication = publication;
			this.key = key;
			this.patterns = patterns;
			this.accepted = accepted;
			this.outcome = outcome;
		}

		@Override
		public void committed(long offset) {
			TopicLog log = Durable.this.log;
			Message message = new Message(this.publication.topic(), log.epoch(), offset, this.accepted,
					this.publication.contentType(), this.publication.headers(), this.publication.body());
			Published published = log.committed(message, this.key, this.patterns);
			this.outcome.published(published);
			for (Outcome each : over(this.key)) {
				each.published(new Published(published.position(), 0, true));
			}
		}

		@Override
		public void failed(Refused why) {
			Durable.this.log.release();
			this.outcome.refused(why);
			over(this.key).forEach((each) -> each.refused(why));
		}

	}

	private List<Outcome> over(@Nullable String key) {
		if (key == null) {
			return List.of();
		}
		this.log.lock.lock();
		try {
			return this.repeats.end(key);
		}
		finally {
			this.log.lock.unlock();
		}
	}

	/**
	 * Throws away all messages that are there now, on disk and then in memory. Waits for
	 * that.
	 * @return how many they were
	 * @throws Refused when it cannot be
	 */
	int purge(Past past) {
		this.log.lock.lock();
		long upTo;
		try {
			upTo = past.offset();
		}
		finally {
			this.log.lock.unlock();
		}
		if (upTo == 0) {
			return 0;
		}
		Awaited done = new Awaited();
		String epoch = this.log.epoch();
		Entry entry = Entry.about(Entry.Kind.PURGED, this.log.topic().name(), epoch, upTo, System.currentTimeMillis());
		this.store.append(entry, new Appended() {
			@Override
			public void committed(long offset) {
				done.published(new Published(new Position(epoch, offset), 0, false));
			}

			@Override
			public void failed(Refused why) {
				done.refused(why);
			}
		});
		done.get();
		this.log.lock.lock();
		try {
			return (past.history() instanceof DurableHistory history) ? history.purge(upTo) : past.purge();
		}
		finally {
			this.log.lock.unlock();
		}
	}

}
