package dev.stompbox.broker;

/**
 * Who gets messages. {@link #deliver} is called under the topic's lock, in the topic's
 * order, by whoever publishes: it must not block, must not throw, and must not call the
 * broker.
 */
@FunctionalInterface
public interface Subscriber {

	/** Takes one message. */
	void deliver(Delivery delivery);

	/**
	 * Whether one more message of before could be taken now. Who says no calls
	 * {@link Subscription#more} when it can be.
	 */
	default boolean hasRoom() {
		return true;
	}

	/**
	 * Takes a message of before, on the thread that had room; not under the topic's lock.
	 * @param missed how many messages right before it are gone
	 */
	default void replay(Delivery delivery, long missed) {
		deliver(delivery);
	}

	/**
	 * All of before has been taken, and what comes is new; or it was cancelled before
	 * that. Called once, under the topic's lock, when the subscription did not begin with
	 * {@link Start#LIVE}.
	 */
	default void live(Recovery recovery) {
	}

	/** Messages may have been missed: the broker that keeps them was away. */
	default void gap() {
	}

}
