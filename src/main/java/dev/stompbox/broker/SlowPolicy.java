package dev.stompbox.broker;

/** What a topic does with a subscriber who does not keep up. */
public enum SlowPolicy {

	/** Its connection is closed when its outbox is full. */
	DISCONNECT,
	/** It misses the oldest messages that wait for it. */
	DROP_OLDEST,
	/** It misses the messages that come while too much waits for it. */
	DROP_NEWEST,
	/** Of messages with the same key the newest alone waits for it. */
	LATEST

}
