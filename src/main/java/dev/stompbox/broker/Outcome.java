package dev.stompbox.broker;

import dev.stompbox.message.Refused;

/**
 * Told what became of a publication, once, at once or later, on any thread and maybe
 * under the topic's lock: must not block.
 */
public interface Outcome {

	/** It has its place, and is on disk where the topic is durable. */
	void published(Published published);

	/** It has none. */
	void refused(Refused why);

}
