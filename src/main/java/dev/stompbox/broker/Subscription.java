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

	/** How it comes to live, while it has not. */
	private volatile @Nullable CatchUp catchUp;

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

	/**
	 * Goes on with messages of before, if it began with any and has not come to live. To
	 * be called once when the subscriber is ready for them, and when it has room again.
	 * Safe on any thread, with no lock held.
	 */
	public void more() {
		CatchUp behind = this.catchUp;
		if (behind != null) {
			behind.more();
		}
	}

	/** Whether messages of before are still to come. */
	public boolean catchingUp() {
		return this.catchUp != null;
	}

	void behind(@Nullable CatchUp behind) {
		this.catchUp = behind;
	}

	@Nullable CatchUp behind() {
		return this.catchUp;
	}

	boolean hasRoom() {
		return !this.cancelled && this.subscriber.hasRoom();
	}

	void replay(Delivery delivery, long missed) {
		if (!this.cancelled) {
			this.subscriber.replay(delivery, missed);
		}
	}

	void joined(Recovery recovery) {
		this.catchUp = null;
		if (!this.cancelled) {
			this.subscriber.live(recovery);
		}
	}

	void left(Recovery recovery) {
		this.subscriber.live(recovery);
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
