package dev.stompbox.broker;

import java.util.Collection;
import java.util.List;

/**
 * Writes down what becomes of a queue's messages, for those who come after a crash. Safe
 * on any thread, with or without the queue's lock; waits for nothing.
 */
interface Ledger {

	/** Of a queue in memory. */
	Ledger NONE = new Ledger() {
		@Override
		public void handed(Queued queued) {
			// a crash takes the message too
		}

		@Override
		public void done(Collection<Queued> settled) {
			// as above
		}

		@Override
		public List<Durable.Write> writes(Collection<Queued> settled, Outcome outcome) {
			return List.of();
		}

		@Override
		public void await() {
			// there is nothing to wait for
		}
	};

	/** A message was handed to a consumer. */
	void handed(Queued queued);

	/** Messages are done with: nobody gets them again. */
	void done(Collection<Queued> settled);

	/**
	 * What {@link #done} writes, for who writes it together with other things.
	 * @param outcome told when it is on disk, once or more; not when nothing is written
	 */
	List<Durable.Write> writes(Collection<Queued> settled, Outcome outcome);

	/**
	 * Waits until what was written before is on disk; with no lock held.
	 * @throws dev.stompbox.message.Refused when it cannot be
	 */
	void await();

}
