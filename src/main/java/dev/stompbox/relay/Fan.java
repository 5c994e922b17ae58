package dev.stompbox.relay;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * One subscription on RabbitMQ for all here who want the same pattern. Messages come on
 * one thread at a time.
 */
final class Fan {

	private static final AtomicInteger EPOCHS = new AtomicInteger();

	private static final String START = Long.toString(System.currentTimeMillis(), 36);

	private final TopicPattern pattern;

	private final String id;

	private final List<RelayedTopics.Local> locals = new CopyOnWriteArrayList<>();

	private List<RelayedTopics.Local> untold = List.of();

	private String epoch = newEpoch();

	private long offset;

	/** Done when RabbitMQ has confirmed the subscription. */
	volatile CompletableFuture<Void> made = new CompletableFuture<>();

	Fan(TopicPattern pattern, String id) {
		this.pattern = pattern;
		this.id = id;
	}

	TopicPattern pattern() {
		return this.pattern;
	}

	String id() {
		return this.id;
	}

	void add(RelayedTopics.Local local) {
		this.locals.add(local);
	}

	/** Returns whether nobody wants it any more. */
	boolean remove(RelayedTopics.Local local) {
		return this.locals.remove(local) && this.locals.isEmpty();
	}

	/** It is subscribed to again: those who wanted it before have missed something. */
	synchronized void again() {
		this.untold = List.copyOf(this.locals);
		this.epoch = newEpoch();
		this.offset = 0;
	}

	/** RabbitMQ has it: from here on nothing is missed. */
	void made() {
		List<RelayedTopics.Local> told;
		synchronized (this) {
			told = this.untold;
			this.untold = List.of();
		}
		told.forEach((local) -> local.gap().run());
	}

	/** A message came; RabbitMQ may send one before it confirms the subscription. */
	void deliver(Headers headers, byte[] body) {
		made();
		Topic topic = new Topic(Names.topic(String.valueOf(headers.get("destination"))));
		Message message;
		synchronized (this) {
			message = Names.message(topic, new Position(this.epoch, ++this.offset), headers, body);
		}
		this.locals.forEach((local) -> local.messages().accept(message));
	}

	private static String newEpoch() {
		return START + '-' + EPOCHS.incrementAndGet();
	}

}
