package dev.stompbox.bench;

/** Subscribes to one topic, and counts what comes. */
final class Subscriber extends StompClient {

	private final int index;

	private final int topic;

	private final String subscribe;

	private boolean heard;

	/** Told when it has heard its topic for the first time. */
	private final Runnable whenHeard;

	/**
	 * @param index among the subscribers of its loop
	 * @param subscription what to subscribe to
	 */
	Subscriber(Loop loop, Listener listener, int index, Subscription subscription) {
		super(loop, listener, subscription.opcode());
		this.index = index;
		this.topic = subscription.topic();
		this.subscribe = "SUBSCRIBE\nid:" + subscription.id() + "\ndestination:" + subscription.destination()
				+ "\nack:auto\n\n\0";
		this.whenHeard = subscription.whenHeard();
	}

	/**
	 * What a subscriber subscribes to.
	 *
	 * @param id the subscription's
	 * @param destination as STOMP names it
	 * @param topic the number of the topic
	 * @param opcode of the WebSocket messages that carry its frames
	 * @param whenHeard told when it has heard its topic for the first time
	 */
	record Subscription(String id, String destination, int topic, int opcode, Runnable whenHeard) {
	}

	@Override
	public void connected() {
		say(this.subscribe);
		becomeReady();
	}

	@Override
	public void message(byte[] bytes, int from, int to) {
		Tally tally = loop().tally();
		if (to - from != tally.size() || !tally.fits(bytes, from, to, 0)) {
			tally.strange();
			return;
		}
		int phase = tally.message(this.index, this.topic, bytes, from, readAt());
		if (phase == 0 && !this.heard) {
			this.heard = true;
			this.whenHeard.run();
		}
	}

}
