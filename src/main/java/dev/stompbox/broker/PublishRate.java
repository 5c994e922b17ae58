package dev.stompbox.broker;

import java.util.concurrent.TimeUnit;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * Bounds how many messages per second are published to a topic; a second's worth may come
 * at once. Guarded by the topic's lock.
 */
final class PublishRate {

	private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Topic topic;

	private final int rate;

	private double left;

	private long filledAt;

	/** For so many per second; the first second's worth is there. */
	PublishRate(Topic topic, int rate, long now) {
		this.topic = topic;
		this.rate = rate;
		this.left = rate;
		this.filledAt = now;
	}

	/**
	 * Counts {@code count} messages that are to be one step; more than a second's worth
	 * may come when nothing came for a second.
	 * @param now of {@link System#nanoTime()}
	 * @throws Refused {@link ErrorCode#PUBLISH_RATE} when that are too many
	 */
	void take(int count, long now) {
		this.left = Math.min(this.rate, this.left + (now - this.filledAt) / SECOND * this.rate);
		this.filledAt = now;
		int needed = Math.min(count, this.rate);
		if (this.left >= needed) {
			this.left -= count;
			return;
		}
		int seconds = (int) Math.ceil((needed - this.left) / this.rate);
		throw new Refused(ErrorCode.PUBLISH_RATE,
				"More than " + this.rate + " messages per second were published to " + this.topic + ".",
				"Try again in " + seconds + " s, or raise publish-rate of the topic's rule in stompbox.topics.")
			.at(this.rate + "/s", "stompbox.topics[].publish-rate")
			.retryAfter(seconds);
	}

}
