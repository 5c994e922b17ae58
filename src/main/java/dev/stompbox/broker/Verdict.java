package dev.stompbox.broker;

/** What a consumer says of a message that it was handed. */
public enum Verdict {

	/** It is done with: ACK. */
	DONE,
	/** Somebody shall try again: NACK. */
	AGAIN,
	/** Nobody shall try again: NACK with {@code requeue:false}. */
	NEVER

}
