package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.stompbox.message.Message;

/** Keeps what it gets. */
final class RecordingSubscriber implements Subscriber {

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	@Override
	public void deliver(Delivery delivery) {
		this.messages.add(delivery.message());
	}

	List<String> bodies() {
		return this.messages.stream().map((message) -> new String(message.body(), StandardCharsets.UTF_8)).toList();
	}

	List<String> positions() {
		return this.messages.stream().map((message) -> message.position().toString()).toList();
	}

	List<Message> messages() {
		return this.messages;
	}

}
