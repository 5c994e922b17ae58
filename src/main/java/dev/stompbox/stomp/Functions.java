package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** What the server does when it is sent to under {@code /app/}. */
final class Functions {

	/**
	 * What a function answers.
	 *
	 * @param contentType what the body is, or {@code null}
	 * @param body the answer
	 */
	record Answer(@Nullable String contentType, byte[] body) {
	}

	@FunctionalInterface
	private interface Function {

		Answer answer(Frame send);

	}

	/** Takes a new token; what it does is the session's. */
	static final String REFRESH = "refresh";

	private static final Map<String, Function> ALL = Map.of("echo",
			(send) -> new Answer(send.header(HeaderNames.CONTENT_TYPE), send.body()), "time",
			(send) -> new Answer("application/json",
					("{\"time\":" + System.currentTimeMillis() + "}").getBytes(StandardCharsets.US_ASCII)),
			REFRESH, (send) -> new Answer("application/json", new byte[0]));

	private Functions() {
	}

	/**
	 * Asks whether there is a function.
	 * @throws Refused {@link ErrorCode#BAD_TOPIC} when not
	 */
	static void check(String name) {
		find(name);
	}

	static Answer call(String name, Frame send) {
		return find(name).answer(send);
	}

	private static Function find(String name) {
		Function function = ALL.get(name);
		if (function == null) {
			throw new Refused(ErrorCode.BAD_TOPIC,
					"There is no function /app/" + name.replaceAll("[^\\w.-]", "?") + ".",
					"There are /app/echo, /app/time and /app/refresh.");
		}
		return function;
	}

}
