package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Subscriber;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Lane;

/** A subscription to a topic or pattern without acknowledgements. */
final class TopicSubscription implements StompSubscription, Subscriber {

	private final Connection connection;

	private final Broker broker;

	private final MessageForm form;

	private final String destination;

	private volatile @Nullable Subscription inBroker;

	/** There as soon as it has had a message that it might have missed. */
	private volatile @Nullable Lane lane;

	TopicSubscription(Connection connection, Broker broker, MessageForm form, String destination) {
		this.connection = connection;
		this.broker = broker;
		this.form = form;
		this.destination = destination;
	}

	@Override
	public void deliver(Delivery delivery) {
		Lane kept = this.lane;
		if (kept == null && !delivery.flow().drops()) {
			this.connection.send(this.form.of(delivery));
		}
		else {
			((kept != null) ? kept : openLane()).send(TopicParcel.of(this.form, delivery));
		}
	}

	/** A pattern's messages may be published by several threads at once. */
	private synchronized Lane openLane() {
		Lane kept = this.lane;
		if (kept == null) {
			kept = this.connection.lane();
			this.lane = kept;
		}
		return kept;
	}

	@Override
	public MessageForm form() {
		return this.form;
	}

	@Override
	public String destination() {
		return this.destination;
	}

	void inBroker(Subscription subscription) {
		this.inBroker = subscription;
	}

	@Override
	public void cancel() {
		Subscription subscription = this.inBroker;
		if (subscription != null) {
			this.broker.cancel(subscription);
		}
		Lane kept = this.lane;
		if (kept != null) {
			kept.close();
		}
	}

}
