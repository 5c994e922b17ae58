package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

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

	/** Not for people to see. */
	private static final Set<String> SECRET = Set.of("passcode", "authorization", "token", "ticket");

	/** So much of a body is, bytes. */
	private static final int SHOWN = 256;

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

	/** The frame as it came, without credentials and with the start of its body. */
	String forPeople() {
		StringBuilder text = new StringBuilder(this.command.name()).append('\n');
		this.headers.forEach((name, value) -> text.append(name)
			.append(':')
			.append(SECRET.contains(name.toLowerCase(Locale.ROOT)) ? "…" : value)
			.append('\n'));
		String destination = header(HeaderNames.DESTINATION);
		boolean secret = destination != null && destination.contains(Functions.REFRESH);
		String start = new String(this.body, 0, Math.min(this.body.length, SHOWN), StandardCharsets.UTF_8);
		return text.append('\n').append(secret ? "…" : start).toString();
	}

	/** About how many bytes it is. */
	int length() {
		int[] length = { this.command.name().length() + 2 + this.body.length };
		this.headers.forEach((name, value) -> length[0] += name.length() + value.length() + 2);
		return length[0];
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
