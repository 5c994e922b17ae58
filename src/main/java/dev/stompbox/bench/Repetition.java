package dev.stompbox.bench;

import org.HdrHistogram.Histogram;

/**
 * What was measured in one repetition, from its first message to its last delivery.
 *
 * @param seconds it took
 * @param expected deliveries that what was sent has to lead to
 * @param received deliveries that came, each counted once
 * @param doubled deliveries that came again
 * @param late deliveries that came after later ones
 * @param strange messages that came and were not sent, or not like this
 * @param stalled whether nothing came any more though something was missing
 * @param serverCpuNanos CPU time of the server, or {@link ServerProcess#UNKNOWN}
 * @param ownCpuNanos CPU time of the load generator
 * @param latencies from when a message was due to when it was read, in nanoseconds
 */
record Repetition(double seconds, long expected, long received, long doubled, long late, long strange, boolean stalled,
		long serverCpuNanos, long ownCpuNanos, Histogram latencies) {

	long lost() {
		return Math.max(0, this.expected - this.received);
	}

	boolean sound() {
		return lost() == 0 && this.doubled == 0 && this.late == 0 && this.strange == 0;
	}

	double perSecond() {
		return (this.seconds > 0) ? this.received / this.seconds : 0;
	}

	double serverMicrosPerDelivery() {
		return this.serverCpuNanos / 1e3 / Math.max(1, this.received);
	}

	/** The load generator's CPU time as a share of one core's. */
	double ownPercent() {
		return (this.seconds > 0) ? this.ownCpuNanos / 1e7 / this.seconds : 0;
	}

	double latencyMicros(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / 1e3;
	}

}
