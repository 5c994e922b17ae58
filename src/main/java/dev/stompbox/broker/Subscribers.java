package dev.stompbox.broker;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;

/** Those who get a topic's messages, by its name and by patterns. Of the topic's lock. */
final class Subscribers {

	private static final @Nullable Subscription[] NOBODY = {};

	private final Topic topic;

	private @Nullable Subscription[] subscribers = NOBODY;

	private int count;

	private Matches byPattern = Matches.UNKNOWN;

	Subscribers(Topic topic) {
		this.topic = topic;
	}

	void add(Subscription subscription) {
		if (this.count == this.subscribers.length) {
			this.subscribers = Arrays.copyOf(this.subscribers, Math.max(2, this.count + (this.count >> 1)));
		}
		subscription.slot = this.count;
		this.subscribers[this.count++] = subscription;
	}

	/** Answers whether it was there. */
	boolean remove(Subscription subscription) {
		int slot = subscription.slot;
		if (slot < 0 || slot >= this.count || this.subscribers[slot] != subscription) {
			return false;
		}
		Subscription last = this.subscribers[--this.count];
		this.subscribers[slot] = last;
		if (last != null) {
			last.slot = slot;
		}
		subscription.slot = -1;
		this.subscribers[this.count] = null;
		if (this.count < this.subscribers.length / 4) {
			this.subscribers = Arrays.copyOf(this.subscribers, this.subscribers.length / 2);
		}
		return true;
	}

	/** Hands the message to all. Returns how many took it. */
	int deliver(Delivery delivery, PatternIndex patterns) {
		int reached = 0;
		for (int i = 0; i < this.count; i++) {
			Subscription subscription = this.subscribers[i];
			if (subscription != null && subscription.deliver(delivery)) {
				reached++;
			}
		}
		Matches matches = patterns.matching(this.topic, this.byPattern);
		this.byPattern = matches.kept();
		return reached + matches.deliver(delivery);
	}

	/** How many subscribed by its name. */
	int count() {
		return this.count;
	}

}
