package dev.stompbox.relay;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;

/**
 * Topics as destinations of RabbitMQ, and its messages as this server's. The topic
 * {@code a.b} is {@code /topic/a.b}, a queue's topic {@code $QUEUE.x} is
 * {@code /queue/x}, and a user's own {@code $USER.ana.queue.x} is
 * {@code /topic/$USER.ana.queue.x}.
 */
final class Names {

	private static final String QUEUE = "$QUEUE.";

	private Names() {
	}

	static String destination(String topic) {
		return topic.startsWith(QUEUE) ? "/queue/" + topic.substring(QUEUE.length()) : "/topic/" + topic;
	}

	/** The topic of a destination. */
	static String topic(String destination) {
		return destination.startsWith("/queue/") ? QUEUE + destination.substring("/queue/".length())
				: destination.substring(Math.min(destination.length(), "/topic/".length()));
	}

	static Headers subscribing(Fan fan) {
		return Headers.builder(2).add("id", fan.id()).add("destination", destination(fan.pattern().name())).build();
	}

	static Headers headers(Publication publication) {
		Headers.Builder headers = Headers.builder(publication.headers().size() + 2)
			.add("destination", destination(publication.topic().name()));
		if (publication.contentType() != null) {
			headers.add("content-type", publication.contentType());
		}
		publication.headers().forEach((name, value) -> {
			if (!Headers.isServers(name)) {
				headers.add(name, value);
			}
		});
		return headers.build();
	}

	static Message message(Topic topic, Position position, Headers headers, byte[] body) {
		Headers.Builder own = Headers.builder(headers.size());
		headers.forEach((name, value) -> {
			if (!Headers.isServers(name)) {
				own.add(name, value);
			}
		});
		return new Message(topic, position.epoch(), position.offset(),
				Long.parseLong(String.valueOf(headers.get("timestamp"))), headers.get("content-type"), own.build(),
				body);
	}

}
