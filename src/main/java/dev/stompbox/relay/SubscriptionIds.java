package dev.stompbox.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

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

	private final Map<String, Known> known = new ConcurrentHashMap<>();

	private final AtomicLong last = new AtomicLong();

	/**
	 * A subscription.
	 *
	 * @param id the client's id of it
	 * @param destination what it is to
	 * @param individually whether each message is acknowledged alone
	 */
	private record Known(String id, String destination, boolean individually) {
	}

	/** The headers of a frame with the id that RabbitMQ knows. */
	Headers toRabbitMq(String command, Headers headers) {
		return switch (command) {
			case "SUBSCRIBE" -> with(headers, "id", (id) -> begin(id, headers));
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
		Known of = of(headers);
		return (of != null) ? with(headers, "subscription", (own) -> of.id()) : null;
	}

	/**
	 * Whether a MESSAGE is one of the server's own that the subscription does not mean:
	 * RabbitMQ's wildcards match those too.
	 */
	boolean hides(Headers headers) {
		Known of = of(headers);
		return of != null && String.valueOf(headers.get("destination")).startsWith("/topic/$")
				&& !of.destination().startsWith("/topic/$");
	}

	/**
	 * What acknowledges a MESSAGE in place of the client; {@code null} when that need not
	 * be, or cannot without acknowledging others.
	 */
	@Nullable Headers acknowledging(Headers headers) {
		Known of = of(headers);
		if (of == null || !of.individually()) {
			return null;
		}
		Headers.Builder ack = Headers.builder(3);
		ack.add("id", String.valueOf(headers.get("ack")));
		ack.add("message-id", String.valueOf(headers.get("message-id")));
		return ack.add("subscription", String.valueOf(headers.get("subscription"))).build();
	}

	private @Nullable Known of(Headers headers) {
		return this.known.get(String.valueOf(headers.get("subscription")));
	}

	private String begin(String id, Headers headers) {
		String own = "s" + this.last.incrementAndGet();
		this.onRabbitMq.put(id, own);
		this.known.put(own, new Known(id, String.valueOf(headers.get("destination")),
				"client-individual".equals(headers.get("ack"))));
		return own;
	}

	private String end(String id) {
		String own = this.onRabbitMq.remove(id);
		if (own == null) {
			return id;
		}
		this.known.remove(own);
		return own;
	}

	private static Headers with(Headers headers, String wanted, UnaryOperator<String> change) {
		Headers.Builder changed = Headers.builder(headers.size());
		boolean[] done = { false };
		headers.forEach((name, value) -> {
			// Of a repeated header the first counts.
			boolean first = name.equals(wanted) && !done[0];
			done[0] |= first;
			changed.add(name, first ? change.apply(value) : value);
		});
		return changed.build();
	}

}
