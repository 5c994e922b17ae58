package dev.stompbox.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Headers;

/**
 * The ids that a client gives its subscriptions, and those that they have on RabbitMQ. A
 * client may choose what RabbitMQ cannot take: one with {@code @@} cannot be acknowledged
 * there, one that begins with {@code /temp-queue/} means something else, and one of more
 * than 253 bytes ends the connection.
 */
final class SubscriptionIds {

	private final Map<String, String> onRabbitMq = new ConcurrentHashMap<>();

	private final Map<String, String> ofClient = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	/** The headers of a frame with the id that RabbitMQ knows. */
	Headers toRabbitMq(String command, Headers headers) {
		return switch (command) {
			case "SUBSCRIBE" -> with(headers, "id", this::begin);
			case "UNSUBSCRIBE" -> with(headers, "id", this::end);
			case "ACK", "NACK" -> with(headers, "subscription", (id) -> this.onRabbitMq.getOrDefault(id, id));
			default -> headers;
		};
	}

	/**
	 * The headers of a MESSAGE with the id that the client knows; {@code null} when the
	 * client has ended the subscription meanwhile.
	 */
	@Nullable Headers toClient(Headers headers) {
		String id = this.ofClient.get(String.valueOf(headers.get("subscription")));
		return (id != null) ? with(headers, "subscription", (own) -> id) : null;
	}

	private String begin(String id) {
		String own = "s" + this.last.incrementAndGet();
		this.onRabbitMq.put(id, own);
		this.ofClient.put(own, id);
		return own;
	}

	private String end(String id) {
		String own = this.onRabbitMq.remove(id);
		if (own == null) {
			return id;
		}
		this.ofClient.remove(own);
		return own;
	}

	private static Headers with(Headers headers, String wanted, Change change) {
		Headers.Builder changed = Headers.builder(headers.size());
		boolean[] done = { false };
		headers.forEach((name, value) -> {
			// Of a repeated header the first counts.
			boolean first = name.equals(wanted) && !done[0];
			done[0] |= first;
			changed.add(name, first ? change.of(value) : value);
		});
		return changed.build();
	}

	@FunctionalInterface
	private interface Change {

		String of(String id);

	}

}
