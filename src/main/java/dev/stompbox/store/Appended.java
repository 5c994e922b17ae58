package dev.stompbox.store;

import dev.stompbox.message.Refused;

/**
 * Told what became of an entry, on the thread that writes: in the order of the entries,
 * and soon after another, so it must not block.
 */
public interface Appended {

	/** It is committed, with this offset. */
	void committed(long offset);

	/** It is not, and never will be. */
	void failed(Refused why);

}
