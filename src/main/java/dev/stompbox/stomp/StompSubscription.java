package dev.stompbox.stomp;

import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Subscriber;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Connection;

import org.jspecify.annotations.Nullable;

/** One SUBSCRIBE of one client. */
final class StompSubscription implements Subscriber {

	private final Connection connection;

	private final MessageForm form;

	private final String destination;

	private volatile @Nullable Subscription inBroker;

	StompSubscription(Connection connection, MessageForm form, String destination) {
		this.connection = connection;
		this.form = form;
		this.destination = destination;
	}

	@Override
	public void deliver(Delivery delivery) {
		this.connection.send(this.form.of(delivery));
	}

	MessageForm form() {
		return this.form;
	}

	/** As the client spelled it. */
	String destination() {
		return this.destination;
	}

	@Nullable Subscription inBroker() {
		return this.inBroker;
	}

	void inBroker(Subscription subscription) {
		this.inBroker = subscription;
	}

}
