package dev.stompbox.stomp;

/**
 * A subscription that another broker keeps.
 *
 * @param destination as the client spelled it
 * @param form what its messages look like
 */
record PassedSubscription(String destination, MessageForm form) implements StompSubscription {

	@Override
	public void cancel() {
		// The other broker is told by the frame, or by the end of the link.
	}

}
