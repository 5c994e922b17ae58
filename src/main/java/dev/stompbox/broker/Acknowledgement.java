package dev.stompbox.broker;

import dev.stompbox.message.Position;

/**
 * What a consumer says of a message.
 *
 * @param consumption which consumer
 * @param position which message
 * @param verdict what is to be done with it
 */
public record Acknowledgement(Consumption consumption, Position position, Verdict verdict) {

	/**
	 * Carries it out.
	 * @throws dev.stompbox.message.Refused when the message does not wait for it
	 */
	public void settle() {
		this.consumption.claim(this.position, this.verdict).settle();
	}

	/**
	 * Waits until that would survive a crash, where the queue is durable.
	 * @throws dev.stompbox.message.Refused when it cannot be written
	 */
	public void await() {
		this.consumption.queue().ledger().await();
	}

}
