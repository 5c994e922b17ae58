package dev.stompbox.broker;

import java.time.Duration;

/**
 * What a topic keeps of its messages: the newest, until one of the three is reached.
 *
 * @param messages how many at most; 0 for none
 * @param age how old at most
 * @param bytes how many bytes at most, headers and bodies
 */
public record Retention(int messages, Duration age, long bytes) {

	/** As long as both keep it. */
	Retention atMost(Retention other) {
		return new Retention(Math.min(this.messages, other.messages),
				(this.age.compareTo(other.age) < 0) ? this.age : other.age, Math.min(this.bytes, other.bytes));
	}

	/** When nothing is said. */
	public static final Retention DEFAULT = new Retention(1000, Duration.ofHours(1), 16 << 20);

	/** Nothing is kept. */
	static final Retention NONE = new Retention(0, Duration.ZERO, 0);

}
