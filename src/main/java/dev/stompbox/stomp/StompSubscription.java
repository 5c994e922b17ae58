package dev.stompbox.stomp;

/** One SUBSCRIBE of one client. */
sealed interface StompSubscription permits TopicSubscription, ConsumerSubscription, PassedSubscription {

	/** The destination as the client spelled it. */
	String destination();

	/** What its messages look like. */
	MessageForm form();

	/** Ends it; nothing is delivered afterwards. */
	void cancel();

}
