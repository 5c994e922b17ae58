package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

/**
 * Those who subscribed with one pattern. Changed under the index's monitor, and read by
 * publishers meanwhile without a lock: whoever is there from before a reading begins
 * until it ends is read once.
 */
final class PatternSubscribers {

	private static final @Nullable Subscription[] NOBODY = {};

	// Places are given out once and moved by copying only, so that a reader passes nobody
	// and meets nobody twice. Written before "used", and read after it.
	private volatile @Nullable Subscription[] places = NOBODY;

	private volatile int used;

	private volatile int count;

	void add(Subscription subscription) {
		if (this.used == this.places.length) {
			move(Math.max(2, this.count + (this.count >> 1)));
		}
		subscription.slot = this.used;
		this.places[this.used] = subscription;
		this.used = this.used + 1;
		this.count = this.count + 1;
	}

	/** Answers whether the subscription was there. */
	boolean remove(Subscription subscription) {
		int place = subscription.slot;
		if (place < 0 || place >= this.used || this.places[place] != subscription) {
			return false;
		}
		this.places[place] = null;
		subscription.slot = -1;
		this.count = this.count - 1;
		if (this.count < this.places.length / 4) {
			move(this.count + (this.count >> 1));
		}
		return true;
	}

	/** Copies all to {@code length} places, without gaps. */
	private void move(int length) {
		@Nullable Subscription[] to = (length == 0) ? NOBODY : new @Nullable Subscription[length];
		int next = 0;
		for (Subscription subscription : this.places) {
			if (subscription != null) {
				subscription.slot = next;
				to[next++] = subscription;
			}
		}
		this.places = to;
		this.used = next;
	}

	/** Hands the message to all. Returns how many took it. */
	int deliver(Delivery delivery) {
		int end = this.used;
		@Nullable Subscription[] all = this.places;
		int reached = 0;
		for (int i = 0; i < Math.min(end, all.length); i++) {
			Subscription subscription = all[i];
			if (subscription != null && subscription.deliver(delivery)) {
				reached++;
			}
		}
		return reached;
	}

	int count() {
		return this.count;
	}

}
