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

	private final Keys keys;

	private final long lostAt;

	/** The newest offset, kept or not. */
	private long offset;

	/**
	 * @param lostAt when a topic was forgotten last, epoch ms, which may have been this
	 * one; 0 when none was
	 */
	Past(String epoch, TopicRule rule, History history, Keys keys, long lostAt) {
		this.epoch = epoch;
		this.rule = rule;
		this.history = history;
		this.keys = keys;
		this.lostAt = lostAt;
		this.offset = history.first() + history.count() - 1;
	}

	String epoch() {
		return this.epoch;
	}

	History history() {
		return this.history;
	}

	/** The idempotency keys that are remembered. */
	Keys keys() {
		return this.keys;
	}

	/** The newest offset. */
	long offset() {
		return this.offset;
	}

	void append(Message message) {
		this.offset = message.offset();
		this.history.append(message);
	}

	boolean hasLastValue() {
		return this.rule.lastValue();
	}

	void expire(long now) {
		this.history.expire(now);
		this.keys.expire(now);
	}

	/** Forgets what is no longer on disk. Returns this. */
	Past retain(long oldest) {
		if (this.history instanceof DurableHistory durable) {
			durable.retain(oldest);
		}
		return this;
	}

	void shed(long bytes) {
		this.history.shed(bytes);
	}

	/** Lets go of what is in memory. */
	void close() {
		this.history.close();
		this.keys.close();
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

	/**
	 * How many of the messages that come next for a subscriber who is behind are on disk
	 * only: these come first.
	 */
	long onDisk(CatchUp behind) {
		expire(System.currentTimeMillis());
		if (behind.at() + 1 < this.history.first()) {
			behind.skipTo(this.history.first());
		}
		return this.history.onDisk(behind.at() + 1);
	}

	/** What comes next for a subscriber who is behind, in memory. */
	List<Message> next(CatchUp behind) {
		return (behind.at() < this.offset) ? this.history.from(behind.at() + 1, CatchUp.MOST, CatchUp.MOST_BYTES)
				: List.of();
	}

	/**
	 * A part of the history.
	 * @param after what the reader has had; of {@link #newest} or {@link #oldest} else
	 * @param limit how many messages at most
	 * @param bytes of bodies after which to stop, about
	 */
	Reading after(Position after, int limit, long bytes) {
		long first = this.history.first();
		if (!after.epoch().equals(this.epoch)) {
			return reading(first, limit, bytes, null);
		}
		if (after.offset() > this.offset) {
			return reading(this.offset + 1, limit, bytes, null);
		}
		long from = Math.max(first, after.offset() + 1);
		return reading(from, limit, bytes, from - after.offset() - 1);
	}

	/** The last messages. */
	Reading newest(int limit, long bytes) {
		long from = Math.max(this.history.first(), this.offset + 1 - limit);
		return reading(from, limit, Long.MAX_VALUE, 0L).last(bytes);
	}

	/** The first that are kept. */
	Reading oldest(int limit, long bytes) {
		return reading(this.history.first(), limit, bytes, 0L);
	}

	private Reading reading(long from, int limit, long bytes, @Nullable Long missed) {
		List<Message> recent = (this.history.onDisk(from) > 0) ? null : this.history.from(from, limit, bytes);
		// What is on disk already and has not come to the topic yet is not there yet.
		int most = (int) Math.min(limit, this.offset + 1 - from);
		return new Reading(this.history, from, most, bytes, missed, new Position(this.epoch, this.offset), recent, 0);
	}

}
