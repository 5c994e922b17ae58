package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/** What a topic remembers, and where in it a reader begins. Of the topic's lock. */
final class Past {

	private final String epoch;

	private final TopicRule rule;

	private final History history;

	private final long lostAt;

	/** The newest offset, kept or not. */
	private long offset;

	/**
	 * @param lostAt when a topic was forgotten last, epoch ms, which may have been this
	 * one; 0 when none was
	 */
	Past(String epoch, TopicRule rule, History history, long lostAt) {
		this.epoch = epoch;
		this.rule = rule;
		this.history = history;
		this.lostAt = lostAt;
	}

	void append(Message message) {
		this.offset = message.position().offset();
		this.history.append(message);
	}

	boolean hasLastValue() {
		return this.rule.lastValue();
	}

	void expire(long now) {
		this.history.expire(now);
	}

	void shed(long bytes) {
		this.history.shed(bytes);
	}

	/** Forgets everything. Returns how many messages that were. */
	int purge() {
		return this.history.purge();
	}

	@Nullable Message last() {
		return this.history.last();
	}

	long bytes() {
		return this.history.bytes();
	}

	TopicInfo.Kept kept() {
		int messages = this.history.count();
		return new TopicInfo.Kept(messages, this.history.bytes(),
				(messages > 0) ? new Position(this.epoch, this.history.first()).toString() : null);
	}

	/** Where a subscription begins that does not begin with live. */
	CatchUp.Beginning beginning(Start start) {
		long now = System.currentTimeMillis();
		expire(now);
		if (start instanceof Start.Since since) {
			return since(since.position());
		}
		if (start instanceof Start.Ago ago) {
			long from = now - ago.time().toMillis();
			// How many are gone that were of that time is not known.
			boolean whole = this.lostAt < from && (this.history.first() == 1 || this.history.forgottenAt() < from);
			return new CatchUp.Beginning(this.history.since(from) - 1, true, whole);
		}
		if (start instanceof Start.Last last) {
			boolean whole = this.lostAt == 0 || this.offset >= last.messages();
			return new CatchUp.Beginning(Math.max(0, this.offset - last.messages()), true, whole);
		}
		return new CatchUp.Beginning(this.offset - Math.min(1, this.history.count()), false, true);
	}

	private CatchUp.Beginning since(Position position) {
		if (!position.epoch().equals(this.epoch)) {
			// Of another log nothing is known, and all there is came after it.
			return new CatchUp.Beginning(this.history.first() - 1, true, false);
		}
		boolean known = position.offset() <= this.offset;
		return new CatchUp.Beginning(known ? position.offset() : this.offset, true, known);
	}

	/** What comes next for a subscriber who is behind; nothing when it is no more. */
	List<Message> next(CatchUp behind) {
		expire(System.currentTimeMillis());
		if (behind.at() + 1 < this.history.first()) {
			behind.skipTo(this.history.first());
		}
		return (behind.at() < this.offset) ? this.history.from(behind.at() + 1, CatchUp.MOST, CatchUp.MOST_BYTES)
				: List.of();
	}

	/**
	 * A part of the history.
	 * @param after what the reader has had; of {@link #newest} or {@link #oldest} else
	 * @param limit how many messages at most
	 * @param bytes of bodies after which to stop, about
	 */
	HistoryPage after(Position after, int limit, long bytes) {
		long first = this.history.first();
		if (!after.epoch().equals(this.epoch)) {
			return page(first, limit, bytes, false, null);
		}
		if (after.offset() > this.offset) {
			return page(this.offset + 1, limit, bytes, false, null);
		}
		long from = Math.max(first, after.offset() + 1);
		long missed = from - after.offset() - 1;
		return page(from, limit, bytes, missed == 0, missed);
	}

	/** The last messages. */
	HistoryPage newest(int limit, long bytes) {
		long from = Math.max(this.history.first(), this.offset + 1 - limit);
		List<Message> last = this.history.from(from, limit, Long.MAX_VALUE);
		int begin = last.size();
		long taken = 0;
		while (begin > 0 && taken <= bytes) {
			taken += Queued.bytesOf(last.get(--begin));
		}
		return new HistoryPage(List.copyOf(last.subList(begin, last.size())), true, 0L,
				new Position(this.epoch, this.offset));
	}

	/** The first that are kept. */
	HistoryPage oldest(int limit, long bytes) {
		return page(this.history.first(), limit, bytes, true, 0L);
	}

	private HistoryPage page(long from, int limit, long bytes, boolean recovered, @Nullable Long missed) {
		List<Message> messages = this.history.from(from, limit, bytes);
		Position next = messages.isEmpty() ? new Position(this.epoch, this.offset)
				: messages.get(messages.size() - 1).position();
		return new HistoryPage(messages, recovered, missed, next);
	}

}
