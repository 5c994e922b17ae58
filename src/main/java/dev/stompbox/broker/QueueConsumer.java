package dev.stompbox.broker;

import dev.stompbox.message.Message;

/**
 * Who takes messages one by one out of a queue. Called under the queue's lock: must not
 * block, must not throw, and must not call the broker.
 */
public interface QueueConsumer {

	/**
	 * Whether one more could be taken now. Who said no calls {@link Consumption#ready}.
	 */
	boolean ready();

	/**
	 * Takes one message.
	 * @param message what was sent
	 * @param deliveries how often it has been handed out, this time included
	 */
	void deliver(Message message, int deliveries);

	/** Messages are gone that were right before the next one. Not under a lock. */
	default void missed(long messages) {
	}

	/** What comes now is new; as {@link Subscriber#live}. */
	default void live(Recovery recovery) {
	}

	/**
	 * More waits than may: nothing more will come. Only of a topic's subscriber, whose
	 * queue is its own.
	 */
	void overflow();

}
