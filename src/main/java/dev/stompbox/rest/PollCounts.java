package dev.stompbox.rest;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many requests of each address wait for messages; there are none of zero. */
final class PollCounts {

	private final Map<Long, Integer> counts = new ConcurrentHashMap<>();

	/**
	 * Counts one more.
	 * @param network whose, as {@link dev.stompbox.connection.Networks} has it
	 * @param most how many there may be; 0 for no limit
	 * @return whether there may, and it is counted
	 */
	boolean take(long network, int most) {
		boolean[] taken = new boolean[1];
		this.counts.compute(network, (key, known) -> {
			int count = (known != null) ? known : 0;
			taken[0] = most == 0 || count < most;
			return taken[0] ? Integer.valueOf(count + 1) : known;
		});
		return taken[0];
	}

	/** One waits no more. */
	void release(long network) {
		this.counts.computeIfPresent(network, (key, count) -> (count > 1) ? count - 1 : null);
	}

}
