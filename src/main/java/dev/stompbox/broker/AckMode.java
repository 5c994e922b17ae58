package dev.stompbox.broker;

/** When a message counts as received (STOMP 1.2, "SUBSCRIBE ack Header"). */
public enum AckMode {

	/** As soon as it is sent. */
	AUTO,
	/** When it, or one that was sent after it, is acknowledged. */
	CLIENT,
	/** When it is acknowledged itself. */
	CLIENT_INDIVIDUAL

}
