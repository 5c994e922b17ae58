package dev.stompbox.relay;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;

/**
 * Headers on their way to RabbitMQ and back. RabbitMQ acts on many: some reach a queue
 * that the caller has no right to ({@code x-queue-name}), others, with a value that it
 * does not expect, end the connection ({@code priority:high}). So of frames that ask for
 * something only STOMP's own pass; a publisher's own headers pass all, but those that
 * RabbitMQ would act on travel under another name and get theirs back.
 */
final class Translation {

	/** What a held header's name begins with on RabbitMQ. */
	static final String HELD = "x-stompbox-";

	private static final Map<String, Set<String>> PASSING = Map.of( //
			"SUBSCRIBE", Set.of("id", "destination", "ack", "receipt", "prefetch"), //
			"UNSUBSCRIBE", Set.of("id", "receipt"), //
			"ACK", Set.of("id", "message-id", "subscription", "transaction", "receipt"), //
			"NACK", Set.of("id", "message-id", "subscription", "transaction", "receipt", "requeue"), //
			"BEGIN", Set.of("transaction", "receipt"), //
			"COMMIT", Set.of("transaction", "receipt"), //
			"ABORT", Set.of("transaction", "receipt"), //
			"DISCONNECT", Set.of("receipt"));

	private static final Set<String> OF_SEND = Set.of("destination", "content-type", "transaction", "receipt");

	/** RabbitMQ does something on seeing them. */
	private static final Set<String> ACTED_ON = Set.of("user-id", "CC", "BCC", "persistent", "durable", "auto-delete",
			"exclusive", "prefetch-count", "requeue", "selector", "session", "server", "host", "version", "heart-beat",
			"accept-version", "receipt-id");

	private static final Set<String> NUMBERS = Set.of("priority", "expiration");

	/** AMQP has 255 bytes for each of these. */
	private static final Set<String> SHORT = Set.of("content-type", "content-encoding", "correlation-id", "reply-to",
			"type", "app-id", "cluster-id", "amqp-message-id");

	private static final int SHORTEST = 255;

	/** Of the server's headers, those that a MESSAGE has. */
	private static final Set<String> OF_MESSAGE = Set.of("subscription", "destination", "message-id", "content-type",
			"ack");

	private static final Set<String> LEAKING = Set.of("persistent", "user-id", "session", "server", "host", "version",
			"heart-beat", "accept-version", "receipt-id");

	/** As milliseconds in 1973, as seconds in the year 5138. */
	private static final long LARGEST_SECONDS = 100_000_000_000L;

	private Translation() {
	}

	/** The headers of a frame for RabbitMQ. */
	static Headers toRabbitMq(String command, Headers headers) {
		return command.equals("SEND") ? send(headers) : request(command, headers);
	}

	private static Headers send(Headers headers) {
		Headers.Builder out = Headers.builder(headers.size() + 2);
		headers.forEach((name, value) -> {
			if (OF_SEND.contains(name)) {
				out.add((SHORT.contains(name) && tooLong(value)) ? HELD + name : name, value);
			}
			else if (!Headers.isServers(name) && !tooLong(HELD + name)) {
				out.add(isActedOn(name, value) ? HELD + name : name, value);
			}
		});
		out.add("timestamp", String.valueOf(System.currentTimeMillis()));
		String destination = headers.get("destination");
		if (destination != null && destination.startsWith("/queue/")) {
			out.add("persistent", "true");
		}
		return out.build();
	}

	private static boolean isActedOn(String name, String value) {
		return ACTED_ON.contains(name) || name.startsWith("x-") || (NUMBERS.contains(name) && !isNumber(value))
				|| (SHORT.contains(name) && tooLong(value))
				|| (name.equals("reply-to") && value.startsWith("/temp-queue/"));
	}

	private static boolean isNumber(String value) {
		return !value.isEmpty() && value.length() < 10 && value.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

	private static boolean tooLong(String text) {
		return text.length() > SHORTEST / 4 && text.getBytes(StandardCharsets.UTF_8).length > SHORTEST;
	}

	private static Headers request(String command, Headers headers) {
		Set<String> passing = PASSING.getOrDefault(command, Set.of());
		Headers.Builder out = Headers.builder(headers.size() + 1);
		headers.forEach((name, value) -> {
			if (passing.contains(name)) {
				out.add(name.equals("prefetch") ? "prefetch-count" : name, value);
			}
		});
		String destination = headers.get("destination");
		if (command.equals("SUBSCRIBE") && destination != null && destination.startsWith("/topic/")) {
			// The queue behind it is for this connection alone and goes with it; one that
			// is neither durable nor exclusive is refused by RabbitMQ 4.3.
			out.add("exclusive", "true");
		}
		return out.build();
	}

	/**
	 * The headers of a MESSAGE for a client. One without a time gets this one, and one in
	 * seconds, which is AMQP's custom, gets milliseconds.
	 */
	static Headers toClient(Headers headers) {
		Headers.Builder out = Headers.builder(headers.size() + 1);
		out.add("timestamp", String.valueOf(milliseconds(headers.get("timestamp"))));
		headers.forEach((name, value) -> {
			if (name.startsWith(HELD)) {
				String own = name.substring(HELD.length());
				if (!Headers.isServers(own) || own.equals("content-type")) {
					out.add(own, value);
				}
			}
			else if (OF_MESSAGE.contains(name) || (!Headers.isServers(name) && !LEAKING.contains(name))
					|| (name.equals("redelivered") && value.equals("true"))) {
				out.add(name, value);
			}
		});
		return out.build();
	}

	private static long milliseconds(@Nullable String timestamp) {
		if (timestamp == null || timestamp.isEmpty() || timestamp.length() > 18
				|| !timestamp.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return System.currentTimeMillis();
		}
		long time = Long.parseLong(timestamp);
		return (time < LARGEST_SECONDS) ? time * 1_000 : time;
	}

}
