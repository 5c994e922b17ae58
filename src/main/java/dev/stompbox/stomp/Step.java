package dev.stompbox.stomp;

import dev.stompbox.broker.Acknowledgement;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;

/** What a frame inside a transaction wants done at its end. */
sealed interface Step {

	/** Publish to a topic or queue. */
	record Publish(Publication publication) implements Step {
	}

	/** Acknowledge a message, or refuse it. */
	record Answer(Acknowledgement acknowledgement) implements Step {
	}

	/** Call a function of the server. */
	record Call(Frame frame) implements Step {
	}

	/** Pass a frame on to the broker that keeps the topics. */
	record Pass(String command, Headers headers, byte[] body) implements Step {

		private static final byte[] NOTHING = {};

		/**
		 * A frame without a body. What a client put into one that has none in STOMP is
		 * not passed on: behind it, it would be read as frames.
		 */
		Pass(String command, Headers headers) {
			this(command, headers, NOTHING);
		}

	}

}
