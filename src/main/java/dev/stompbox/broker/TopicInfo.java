package dev.stompbox.broker;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a topic at one moment.
 *
 * @param topic its name
 * @param subscribers subscriptions to it, by name and by pattern
 * @param messagesIn messages published to it since it came to be
 * @param messagesOut messages handed to subscribers
 * @param bytesIn bytes of the bodies published
 * @param inPerSecond messages published to it in the last full second
 * @param outPerSecond messages handed to subscribers in the last full second
 * @param lastMessageAt when the last message came, epoch milliseconds, or {@code null}
 * @param position where it stands
 * @param dropped messages that subscribers who did not keep up have missed
 * @param history what it keeps for those who come later
 */
public record TopicInfo(String topic, int subscribers, long messagesIn, long messagesOut, long bytesIn,
		long inPerSecond, long outPerSecond, @Nullable Long lastMessageAt, String position, long dropped,
		Kept history) {

	/**
	 * The messages that a topic keeps.
	 *
	 * @param messages how many
	 * @param bytes how much memory they take, about
	 * @param first the position of the oldest, or {@code null} when there is none
	 */
	public record Kept(int messages, long bytes, @Nullable String first) {
	}

}
