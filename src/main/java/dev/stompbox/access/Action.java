package dev.stompbox.access;

import java.util.Locale;

/** What one can do to a topic. */
public enum Action {

	/** Send messages to it. */
	PUBLISH,
	/** Receive its messages. */
	SUBSCRIBE,
	/** See its numbers, and those of the server and its connections; cut connections. */
	MANAGE;

	/** As it is written in the configuration. */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

}
