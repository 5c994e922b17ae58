package dev.stompbox.stomp;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

/**
 * Another STOMP broker that keeps the topics and queues, to which sessions are passed on:
 * this server says who may what, the other one does it.
 */
public interface Upstream {

	/**
	 * Opens a session of its own at the other broker. Returns at once;
	 * {@link Listener#opened} or {@link Listener#failed} follows.
	 * @param version the STOMP version that both sides will speak, for example
	 * {@code 1.2}
	 * @throws Refused when the other broker is known to be away
	 */
	Link open(String version, Listener listener);

	/** One client's session at the other broker. */
	interface Link {

		/**
		 * Passes a frame on. Does not wait; does nothing once the link has failed.
		 * @param command the frame's command, as STOMP spells it
		 * @param headers its headers, unescaped
		 * @param body its body; the link keeps the array
		 */
		void pass(String command, Headers headers, byte[] body);

		/** Bytes that were passed on and are not written to the other broker yet. */
		long pending();

		/**
		 * Ends the session at the other broker. {@link Listener} is told of nothing more.
		 */
		void close();

	}

	/** Told what comes from the other broker: in order, one at a time, on any thread. */
	interface Listener {

		/** Frames may be passed on now. */
		void opened();

		/** A MESSAGE came. */
		void message(Headers headers, byte[] body);

		/** A RECEIPT came. */
		void receipt(String id);

		/** The bytes that waited to be written have become fewer. */
		void written();

		/** The link is no more. Told once. */
		void failed(Refused why);

	}

}
