package dev.stompbox.broker;

/**
 * What a topic remembers.
 *
 * @param history of its messages
 * @param lastValue whether who subscribes gets the newest message at once
 * @param idempotency of the keys that publications came with
 * @param durable whether that is on disk before a publication is acknowledged
 */
public record TopicRule(Retention history, boolean lastValue, Window idempotency, boolean durable) {

	/** When nothing is said. */
	public static final TopicRule DEFAULT = new TopicRule(Retention.DEFAULT, false, Window.DEFAULT, false);

	/** For what passes by and is of no use later: the server's own numbers. */
	static final TopicRule NOTHING = new TopicRule(Retention.NONE, false, Window.DEFAULT, false);

	/** The same, on the heap. */
	TopicRule inMemory() {
		return new TopicRule(this.history, this.lastValue, this.idempotency, false);
	}

	/**
	 * How long an idempotency key is remembered: until as many others came after it, or
	 * it is so old.
	 *
	 * @param keys how many are remembered
	 * @param millis for how long
	 */
	public record Window(int keys, long millis) {

		static final Window DEFAULT = new Window(1000, 3_600_000);

	}

}
