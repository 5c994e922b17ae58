package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/** A message on its way to a client that may miss it when it does not keep up. */
public interface Parcel {

	/** What to do when too much waits for the client. */
	enum Overflow {

		/** Close the connection. */
		DISCONNECT,
		/** Lose what has waited longest. */
		DROP_OLDEST,
		/** Lose this one. */
		DROP_NEWEST,
		/** As {@link #DROP_OLDEST}; and it takes the place of one with the same key. */
		LATEST

	}

	/** What happens when too much waits. */
	Overflow overflow();

	/**
	 * What others have in common with it that it takes the place of, if there are any.
	 */
	default @Nullable Object key() {
		return null;
	}

	/** How many before it are missing that were never on their way. */
	default long missingBefore() {
		return 0;
	}

	/** The bytes; shared by all who get the same. */
	Payload payload();

	/** The bytes, with word of {@code dropped} messages that were lost before it. */
	Payload payload(long dropped);

	/** It was lost. Must not block. */
	void dropped();

}
