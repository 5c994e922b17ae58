package dev.stompbox.access;

/** What one can do to a topic. */
public enum Action {

	/** Send messages to it. */
	PUBLISH,
	/** Receive its messages. */
	SUBSCRIBE,
	/** See its numbers, and those of the server and its connections; cut connections. */
	MANAGE

}
