package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;

/**
 * The topics that clients send to, by their destinations as they spell them: the same few
 * are sent to again and again, and what is looked up by a topic is found sooner by one
 * that was looked up before. Bounded; threads may forget each other's entries, and never
 * see half of one.
 */
final class Routes {

	/** A power of two. */
	private static final int MOST = 1 << 14;

	/** In how many places after each other a destination may be. */
	private static final int TRIED = 4;

	private final @Nullable Route[] routes = new @Nullable Route[MOST];

	private record Route(String destination, Topic topic) {
	}

	/** The topic of a destination, or {@code null} when it is not remembered. */
	@Nullable Topic find(String destination) {
		int place = place(destination);
		for (int i = 0; i < TRIED; i++) {
			Route route = this.routes[(place + i) & (MOST - 1)];
			if (route == null) {
				return null;
			}
			if (route.destination.equals(destination)) {
				return route.topic;
			}
		}
		return null;
	}

	/** Remembers a destination that was not. */
	void add(String destination, Topic topic) {
		int place = place(destination);
		int at = place & (MOST - 1);
		for (int i = 0; i < TRIED; i++) {
			if (this.routes[(place + i) & (MOST - 1)] == null) {
				at = (place + i) & (MOST - 1);
				break;
			}
		}
		this.routes[at] = new Route(destination, topic);
	}

	/** Destinations that differ in their last letters only are not neighbours. */
	private static int place(String destination) {
		return (destination.hashCode() * 0x9e3779b9) >>> 16;
	}

}
