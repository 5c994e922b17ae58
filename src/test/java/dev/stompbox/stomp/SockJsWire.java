package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;
import dev.stompbox.support.WebSocketClient.Message;
import dev.stompbox.support.WebSocketClient.Said;

/** STOMP in the messages of SockJS, over its WebSocket transport. */
final class SockJsWire implements WireClient {

	private static final JsonMapper JSON = JsonMapper.shared();

	private final WebSocketClient webSocket;

	private final Deque<Said> waiting = new ArrayDeque<>();

	SockJsWire(int port, String... headers) {
		this.webSocket = WebSocketClient.open(port, "/sockjs/000/" + UUID.randomUUID() + "/websocket", headers);
		this.webSocket.ignorePings();
		String first = this.webSocket.message().string();
		if (!first.equals("o")) {
			throw new AssertionError("SockJS begins with \"o\" and not with " + first);
		}
	}

	@Override
	public void send(byte[] bytes, boolean text) {
		this.webSocket.text(JSON.writeValueAsString(new String[] { new String(bytes, StandardCharsets.UTF_8) }));
	}

	@Override
	public Optional<Said> next(Duration patience) {
		long until = System.nanoTime() + patience.toNanos();
		while (this.waiting.isEmpty()) {
			Optional<Said> said = this.webSocket.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
			if (said.isEmpty()) {
				return said;
			}
			if (said.get() instanceof Message message) {
				read(message.string());
			}
			else {
				this.waiting.add(said.get());
			}
		}
		return Optional.of(this.waiting.remove());
	}

	private void read(String message) {
		JsonNode rest = (message.length() > 1) ? JSON.readTree(message.substring(1)) : JSON.nullNode();
		switch (message.charAt(0)) {
			case 'a' -> rest
				.forEach((one) -> this.waiting.add(new Message(true, one.asString().getBytes(StandardCharsets.UTF_8))));
			case 'c' -> this.waiting.add(new Close(rest.get(0).asInt(), rest.get(1).asString()));
			case 'h' -> {
			}
			default -> throw new AssertionError("This is no message of SockJS: " + message);
		}
	}

	@Override
	public boolean binary() {
		return false;
	}

	@Override
	public void close() {
		this.webSocket.close();
	}

}
