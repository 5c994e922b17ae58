package dev.stompbox.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The socket below a connection, as its outbox sees it. Everything here returns at once.
 */
public interface Transport {

	/**
	 * Writes what the socket takes. Called by one thread at a time, and never while a
	 * {@link #writeRest} is under way.
	 * @param bytes what to write; its position moves on
	 * @return whether all of it was taken
	 * @throws IOException when the socket is broken
	 */
	boolean write(ByteBuffer bytes) throws IOException;

	/**
	 * Writes what the socket would not take at once, as soon as it does.
	 * @param bytes what to write; kept by the transport until it tells
	 * @param completion told when all is written or nothing more can be, on any thread
	 */
	void writeRest(ByteBuffer bytes, Completion completion);

	/**
	 * What is written last, before {@link #end}: a WebSocket's close frame, for example.
	 */
	Payload farewell(Closed closed);

	/** Ends the socket in good order, now that the farewell is written. */
	void end();

	/** Drops the socket. Can be called at any time, more than once. */
	void abort();

	/** Goes on reading after {@link Connection#mayRead} said no. */
	void resumeReading();

	/** Sends what makes the peer answer, if there is such a thing. */
	default void ping(Connection connection) {
	}

	/** Told of the end of a {@link #writeRest}. */
	interface Completion {

		/** All is written. */
		void written();

		/** The socket is broken. */
		void broken();

	}

}
