package dev.stompbox.connection;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** What an edge makes of a connection's bytes. Called by one thread at a time. */
public interface Receiver {

	/** What the client has asked to be sent, for people. Called on any thread. */
	default List<Standing> standing() {
		return List.of();
	}

	/**
	 * The destination of a message to the client, for people. Called on any thread.
	 * @param start what the message begins with, as it was sent
	 * @return {@code null} when that cannot be seen
	 */
	default @Nullable String destinationOf(byte[] start) {
		return null;
	}

	/**
	 * Bytes of a message, as they come; a message may come in parts.
	 * @param text whether they are of a text message
	 * @param bytes holds them; only valid during the call
	 * @param from index of the first
	 * @param to index after the last
	 */
	void received(boolean text, byte[] bytes, int from, int to);

	/**
	 * As {@link #received(boolean, byte[], int, int)}, for who asks where messages end.
	 * @param last whether the message ends with these bytes, which may be none
	 */
	default void received(boolean text, byte[] bytes, int from, int to, boolean last) {
		received(text, bytes, from, to);
	}

	/**
	 * The connection ends, whoever ended it. Called once, on any thread, with no lock
	 * held.
	 */
	void ended(Closed closed);

	/**
	 * A moment has passed, {@link Keepalive#TICK} or so. {@code now} is of
	 * {@link System#nanoTime()}.
	 */
	default void tick(long now) {
	}

	/**
	 * What it holds that is not complete, with a number of its own that no other has; 0
	 * for nothing. Asked by the clock.
	 */
	default long begun() {
		return 0;
	}

	/**
	 * Whether something that the client asked for is still to be answered, so that it
	 * should not be sent away now. Any thread may ask.
	 */
	default boolean owes() {
		return false;
	}

	/**
	 * The transport-level goodbye that goes before the close frame, if there is one:
	 * STOMP's ERROR, for example.
	 */
	default Payload[] lastWords(Closed closed) {
		return new Payload[0];
	}

}
