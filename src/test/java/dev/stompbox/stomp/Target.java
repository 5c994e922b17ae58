package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.stompbox.support.RabbitMq;
import dev.stompbox.support.StompboxServer;

/** What conversations are played against from outside. */
enum Target {

	/** The broker in the jar, at {@code /ws}. */
	EMBEDDED(true, "embedded"),

	/** The same broker over SockJS, at {@code /sockjs}. */
	SOCKJS(true, "SockJS"),

	/** A server that passes topics and queues on to RabbitMQ, at {@code /ws}. */
	RELAY(true, "relay");

	private final boolean on;

	private final String title;

	Target(boolean on, String title) {
		this.on = on;
		this.title = title;
	}

	/** Those that are played. */
	static List<Target> played() {
		return Arrays.stream(values()).filter((target) -> target.on).toList();
	}

	/** A server with the limits of the conversations. */
	StompboxServer start(String... more) {
		List<String> arguments = new ArrayList<>(MemoryServer.ARGUMENTS);
		arguments.addAll(List.of(more));
		if (this == RELAY) {
			arguments.addAll(List.of(RabbitMq.shared().relay()));
		}
		StompboxServer.Launch launch = StompboxServer.with();
		MemoryServer.environment().forEach(launch::env);
		return launch.start(arguments.toArray(String[]::new)).awaitReadiness();
	}

	/** A client of that server. */
	WireClient open(int port, String... headers) {
		return (this == SOCKJS) ? new SockJsWire(port, headers) : new WebSocketWire(port, headers);
	}

	/** Its name in {@code ⊘} lines. */
	String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Its name in the table. */
	String title() {
		return this.title;
	}

	/** Whether frames of one connection come in one order. */
	boolean oneOrder() {
		return this != RELAY;
	}

	/**
	 * A frame as it comes here: RabbitMQ gives no positions and does not count
	 * deliveries.
	 */
	List<String> expected(List<String> lines) {
		return (this != RELAY) ? lines
				: lines.stream()
					.filter((line) -> !line.startsWith("position:") && !line.startsWith("deliveries:"))
					.map((line) -> line.matches("message-id:\\{\\w+}.+") ? "message-id:…" : line)
					.toList();
	}

	/**
	 * Whether a message that comes again has the ids that it had: RabbitMQ gives it
	 * others.
	 */
	boolean keepsIds() {
		return this != RELAY;
	}

}
