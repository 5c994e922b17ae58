package dev.stompbox.bench;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * All that was measured.
 *
 * @param plan what was to be measured
 * @param url the server's
 * @param connecting what it cost to connect the receivers, or {@code null} when it did
 * not come to that
 * @param held what it cost to hold them, for idle
 * @param repetitions those that were made
 * @param closings why connections were closed, and how many for each reason
 * @param interrupted whether somebody did not want to wait for the end
 */
record Outcome(Plan plan, String url, @Nullable Connecting connecting, @Nullable Held held,
		List<Repetition> repetitions, Map<String, Integer> closings, boolean interrupted) {

	/**
	 * What it cost to connect the receivers, up to CONNECTED and SUBSCRIBE.
	 *
	 * @param connections how many
	 * @param seconds for all of them
	 * @param serverCpuNanos CPU time of the server, or {@link ServerProcess#UNKNOWN}
	 */
	record Connecting(int connections, double seconds, long serverCpuNanos) {

		double serverMicrosEach() {
			return this.serverCpuNanos / 1e3 / this.connections;
		}

	}

	/**
	 * What it cost to hold them.
	 *
	 * @param seconds for how long
	 * @param bytesBefore memory of the server before they came, or
	 * {@link ServerProcess#UNKNOWN}
	 * @param bytesAfter memory of the server when they had been there that long
	 * @param serverCpuNanos CPU time of the server meanwhile, or
	 * {@link ServerProcess#UNKNOWN}
	 */
	record Held(double seconds, long bytesBefore, long bytesAfter, long serverCpuNanos) {

		boolean memoryKnown() {
			return this.bytesBefore > 0 && this.bytesAfter > 0;
		}

	}

	/** Whether something was measured, and nothing lost, doubled, late or closed. */
	boolean sound() {
		return troubles().isEmpty();
	}

	long received() {
		return this.repetitions.stream().mapToLong(Repetition::received).sum();
	}

	/** What is wrong, one sentence each; nothing when it is {@link #sound}. */
	List<String> troubles() {
		return Troubles.of(this);
	}

}
