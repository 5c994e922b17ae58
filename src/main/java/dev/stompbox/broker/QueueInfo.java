package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a queue at one moment; totals are since it came to be.
 *
 * @param queue its name
 * @param depth messages that wait for a consumer
 * @param inFlight messages handed out and not acknowledged
 * @param consumers subscriptions to it
 * @param bytes that its messages take
 * @param oldestAt when the longest waiting message came, epoch milliseconds, or
 * {@code null}
 * @param messagesIn messages sent to it
 * @param delivered how often a message was handed out
 * @param acknowledged messages that are done with
 * @param redelivered how often a message was handed out again
 * @param deadLettered messages that were given up
 * @param inPerSecond messages sent to it in the last full second
 * @param outPerSecond messages handed out in the last full second
 * @param maxMessages most messages that it holds
 * @param maxSize most bytes that it holds
 * @param deadLetter the queue that gets what nobody acknowledged
 * @param durable whether what was acknowledged is on disk
 */
public record QueueInfo(String queue, int depth, int inFlight, int consumers, long bytes, @Nullable Long oldestAt,
		long messagesIn, long delivered, long acknowledged, long redelivered, long deadLettered, long inPerSecond,
		long outPerSecond, int maxMessages, long maxSize, String deadLetter, boolean durable) {
}
