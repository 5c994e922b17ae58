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

	/** Messages may have been missed: the broker that keeps them was away. */
	default void gap() {
	}

}
