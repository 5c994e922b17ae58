package dev.stompbox.connection;

/** What became of an offer to an {@link Outbox}. */
enum Offer {

	/** It will be written; somebody has to call {@link Outbox#drain}. */
	TAKEN,
	/** It will be written by who is draining now. */
	TAKEN_DRAINING,
	/** It would have gone over the limit: nothing was taken, and nothing more will be. */
	OVERFLOW,
	/** The outbox is sealed. */
	SEALED

}
