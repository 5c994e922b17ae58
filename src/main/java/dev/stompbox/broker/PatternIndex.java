package dev.stompbox.broker;

import java.util.List;

import dev.stompbox.message.Topic;

/**
 * The subscriptions by pattern, as a tree of words that is never changed but replaced:
 * finding those that match a topic costs its words, not the number of subscriptions, and
 * what was found for a topic holds until a pattern comes that nobody had, or goes with
 * its last subscriber.
 *
 * <p>
 * Lock: its monitor, for changes; finding takes none. Taken without a topic's lock.
 */
final class PatternIndex {

	private volatile Snapshot snapshot = new Snapshot(PatternNode.EMPTY, new Matches(0, List.of()));

	/**
	 * The tree between two changes.
	 *
	 * @param root the tree
	 * @param none what every topic has that no pattern matches; bears the version
	 */
	private record Snapshot(PatternNode root, Matches none) {

		Snapshot next(PatternNode changed) {
			return new Snapshot(changed, new Matches(this.none.version() + 1, List.of()));
		}

	}

	synchronized void add(Subscription subscription) {
		List<String> pattern = subscription.pattern().words();
		PatternSubscribers subscribers = this.snapshot.root().find(pattern);
		if (subscribers != null) {
			subscribers.add(subscription);
			return;
		}
		subscribers = new PatternSubscribers();
		subscribers.add(subscription);
		this.snapshot = this.snapshot.next(this.snapshot.root().with(pattern, subscribers));
	}

	synchronized void remove(Subscription subscription) {
		List<String> pattern = subscription.pattern().words();
		PatternSubscribers subscribers = this.snapshot.root().find(pattern);
		if (subscribers != null && subscribers.remove(subscription) && subscribers.count() == 0) {
			this.snapshot = this.snapshot.next(this.snapshot.root().with(pattern, null));
		}
	}

	/**
	 * Who wants {@code topic} by pattern, each once.
	 * @param last what was found for the topic before: returned when it still holds,
	 * which costs a comparison; {@link Matches#UNKNOWN} when nothing was
	 */
	Matches matching(Topic topic, Matches last) {
		Snapshot now = this.snapshot;
		if (last.version() == now.none().version()) {
			return last;
		}
		List<PatternSubscribers> found = PatternWalk.matching(now.root(), topic);
		return found.isEmpty() ? now.none() : new Matches(now.none().version(), found);
	}

	/** How many subscriptions want {@code topic}. */
	int countMatching(Topic topic) {
		return matching(topic, Matches.UNKNOWN).count();
	}

	/** Whether nothing is left in it. */
	boolean isEmpty() {
		return this.snapshot.root().isEmpty();
	}

}
