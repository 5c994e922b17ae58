package dev.stompbox.broker;

import dev.stompbox.message.Message;

/** Takes the messages that a queue gives up. Called with no lock held. */
@FunctionalInterface
interface DeadLetters {

	/**
	 * Takes one.
	 * @param message what nobody acknowledged
	 * @param deliveries how often it was handed out
	 * @param reason {@code nack}, {@code timeout} or {@code gone}
	 */
	void take(Message message, int deliveries, String reason);

}
