package dev.stompbox.dashboard;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Remote;

/**
 * The server at one moment; totals are since the start.
 *
 * @param time when, epoch milliseconds
 * @param version the server's
 * @param java the Java that it runs on
 * @param startedAt when it started, epoch milliseconds
 * @param limits what clients may use, in bytes
 * @param transports what went in and out, by what is spoken
 * @param connections open now
 * @param topics that exist
 * @param queues that exist
 * @param busiest the topics with the most traffic in the last second
 * @param slow connections whose outbox is more than half full
 * @param pending bytes that wait in all outboxes
 * @param dropped messages that subscribers who did not keep up have missed
 * @param cut connections that were closed as slow
 * @param heap the Java heap, bytes
 * @param events what happened last, the newest last
 * @param relay how things stand with RabbitMQ, or {@code null} when nothing is passed on
 */
record Stats(long time, String version, String java, long startedAt, Limits limits, List<Side> transports,
		int connections, long messagesIn, long messagesOut, long bytesIn, long bytesOut, int topics, int queues,
		List<Busy> busiest, List<Slow> slow, long pending, long dropped, long cut, Heap heap, List<Incident> events,
		Remote.@Nullable State relay) {

	record Limits(long messageSize, long messageSizeEcho, long outbox) {
	}

	record Side(String name, int connections, long messagesIn, long bytesIn, long messagesOut, long bytesOut) {
	}

	record Busy(String topic, int subscribers, long messagesIn, long messagesOut) {
	}

	/**
	 * @param destination of most of what waits, or {@code null} when that cannot be seen
	 * @param pending bytes that wait
	 * @param limit how many may
	 * @param since when it began to read slowly, epoch milliseconds
	 */
	record Slow(String connection, @Nullable String destination, long pending, long limit, long since) {
	}

	record Heap(long used, long max) {
	}

}
