package dev.stompbox.broker;

import java.util.List;

/**
 * The patterns that match one topic, as found in one version of the index. A topic keeps
 * them from message to message; who subscribes with one of them is seen at once.
 */
final class Matches {

	/** Nothing has been looked up yet. */
	static final Matches UNKNOWN = new Matches(-1, List.of());

	/** A topic that more patterns match looks them up each time, and keeps nothing. */
	private static final int MOST_KEPT = 32;

	private final long version;

	private final PatternSubscribers[] patterns;

	Matches(long version, List<PatternSubscribers> patterns) {
		this.version = version;
		this.patterns = patterns.toArray(PatternSubscribers[]::new);
	}

	/** The version of the index that they were found in. */
	long version() {
		return this.version;
	}

	/** What a topic is to keep for its next message. */
	Matches kept() {
		return (this.patterns.length <= MOST_KEPT) ? this : UNKNOWN;
	}

	/** Hands the message to all subscribers. Returns how many took it. */
	int deliver(Delivery delivery) {
		int reached = 0;
		for (PatternSubscribers pattern : this.patterns) {
			reached += pattern.deliver(delivery);
		}
		return reached;
	}

	/** How many subscribers there are. */
	int count() {
		int count = 0;
		for (PatternSubscribers pattern : this.patterns) {
			count += pattern.count();
		}
		return count;
	}

}
