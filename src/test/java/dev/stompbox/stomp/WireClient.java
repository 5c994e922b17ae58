package dev.stompbox.stomp;

import java.time.Duration;
import java.util.Optional;

import dev.stompbox.support.WebSocketClient.Said;

/**
 * One client of a server that runs, over whatever carries STOMP. It answers no pings:
 * only what it says is a sign of life.
 */
interface WireClient extends AutoCloseable {

	/**
	 * Sends bytes.
	 * @param text whether as text, which they then are
	 */
	void send(byte[] bytes, boolean text);

	/** The next frame, or the end, if there is one within {@code patience}. */
	Optional<Said> next(Duration patience);

	/** Whether binary messages exist. */
	boolean binary();

	@Override
	void close();

}
