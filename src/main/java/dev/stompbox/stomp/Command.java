package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** What a client may ask for (STOMP 1.2, "Client Frames"). */
enum Command {

	CONNECT, STOMP, SEND, SUBSCRIBE, UNSUBSCRIBE, ACK, NACK, BEGIN, COMMIT, ABORT, DISCONNECT;

	private static final Command[] ALL = values();

	private final byte[] bytes = name().getBytes(StandardCharsets.US_ASCII);

	/** The command whose name the bytes are, or {@code null}. */
	static @Nullable Command of(byte[] bytes, int from, int to) {
		for (Command command : ALL) {
			if (Arrays.equals(command.bytes, 0, command.bytes.length, bytes, from, to)) {
				return command;
			}
		}
		return null;
	}

	/**
	 * Whether it opens the conversation; its headers are never escaped (STOMP 1.2, "Value
	 * Encoding").
	 */
	boolean opens() {
		return this == CONNECT || this == STOMP;
	}

	/** Whether a refusal of it can leave the connection open, when the client asks so. */
	boolean deniable() {
		return switch (this) {
			case SEND, SUBSCRIBE, ACK, NACK, BEGIN, COMMIT, ABORT -> true;
			case CONNECT, STOMP, UNSUBSCRIBE, DISCONNECT -> false;
		};
	}

}
