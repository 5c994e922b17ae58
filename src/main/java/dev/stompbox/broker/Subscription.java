package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Position;
import dev.stompbox.message.TopicPattern;

/** One subscriber's standing request for a topic or pattern. */
public final class Subscription {

	private final TopicPattern pattern;

	private final Subscriber subscriber;

	private final @Nullable Position begin;

	private volatile boolean cancelled;

	private volatile @Nullable Runnable remote;

	/** Where it is kept; of the topic's lock, or for a pattern of the index's. */
	int slot = -1;

	Subscription(TopicPattern pattern, Subscriber subscriber, @Nullable Position begin) {
		this.pattern = pattern;
		this.subscriber = subscriber;
		this.begin = begin;
	}

	/** What was asked for. */
	public TopicPattern pattern() {
		return this.pattern;
	}

	/**
	 * The last position before live begins; {@code null} for a pattern, which has many.
	 */
	public @Nullable Position begin() {
		return this.begin;
	}

	boolean deliver(Delivery delivery) {
		if (this.cancelled) {
			return false;
		}
		this.subscriber.deliver(delivery);
		return true;
	}

	void gap() {
		if (!this.cancelled) {
			this.subscriber.gap();
		}
	}

	void cancelled() {
		this.cancelled = true;
		Runnable ending = this.remote;
		if (ending != null) {
			ending.run();
		}
	}

	/** Says that another broker keeps it, and what ends it there. */
	void remote(Runnable ending) {
		this.remote = ending;
		if (this.cancelled) {
			ending.run();
		}
	}

	boolean remotely() {
		return this.remote != null;
	}

}
