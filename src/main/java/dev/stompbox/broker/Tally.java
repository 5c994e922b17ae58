package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;

/** A topic's numbers. Of the topic's lock. */
final class Tally {

	private final Rate in = new Rate();

	private final Rate out = new Rate();

	private long delivered;

	private long bytes;

	private long lastAt;

	/** A message was handed to so many. */
	void add(Message message, int reached) {
		long now = message.timestamp();
		this.delivered += reached;
		this.in.add(now, 1);
		this.out.add(now, reached);
		this.bytes += message.body().length;
		this.lastAt = now;
	}

	long delivered() {
		return this.delivered;
	}

	long bytes() {
		return this.bytes;
	}

	long inPerSecond(long now) {
		return this.in.perSecond(now);
	}

	long outPerSecond(long now) {
		return this.out.perSecond(now);
	}

	/** When the last message came, epoch ms, or {@code null}. */
	@Nullable Long lastAt() {
		return (this.lastAt > 0) ? this.lastAt : null;
	}

}
