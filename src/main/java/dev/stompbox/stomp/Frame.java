package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

/**
 * A client's frame.
 *
 * @param command what it asks for
 * @param headers its headers, unescaped
 * @param body its body, which may be empty
 */
record Frame(Command command, Headers headers, byte[] body) {

	/** The value of a header, or {@code null}. */
	@Nullable String header(String name) {
		return this.headers.get(name);
	}

	/** The value of a header that the frame must have. */
	String required(String name) {
		String value = this.headers.get(name);
		if (value == null || value.isEmpty()) {
			throw new Refused(ErrorCode.BAD_HEADER, this.command + " has no header \"" + name + "\".",
					"Give it, for example: " + name + ":" + example(name));
		}
		return value;
	}

	/**
	 * The headers that travel with a message to its subscribers: those that are not for
	 * the server.
	 */
	Headers travelling() {
		Headers.Builder travelling = Headers.builder(0);
		this.headers.forEach((name, value) -> {
			if (!Headers.isServers(name)) {
				travelling.add(name, value);
			}
		});
		return travelling.build();
	}

	private static String example(String name) {
		return switch (name) {
			case "destination" -> "/topic/demo.hello";
			case "id" -> "sub-0";
			case "transaction" -> "tx-1";
			default -> "…";
		};
	}

}
