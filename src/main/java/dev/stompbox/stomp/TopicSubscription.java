package dev.stompbox.stomp;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Recovery;
import dev.stompbox.broker.Subscriber;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Lane;

/** A subscription to a topic or pattern without acknowledgements. */
sealed class TopicSubscription implements StompSubscription, Subscriber permits SampledSubscription {

	private final Connection connection;

	private final Broker broker;

	private final MessageForm form;

	private final String destination;

	/** Told when it has come to live, where it did not begin there. */
	private final Consumer<Recovery> caughtUp;

	private volatile @Nullable Subscription inBroker;

	/** There as soon as it has had a message that it might have missed. */
	private volatile @Nullable Lane lane;

	TopicSubscription(Connection connection, Broker broker, MessageForm form, String destination,
			Consumer<Recovery> caughtUp) {
		this.connection = connection;
		this.broker = broker;
		this.form = form;
		this.destination = destination;
		this.caughtUp = caughtUp;
	}

	@Override
	public boolean hasRoom() {
		return this.connection.hasRoom();
	}

	@Override
	public void replay(Delivery delivery, long missed) {
		this.connection.sendPaced(this.form.of(delivery.message(), missed, 0));
	}

	@Override
	public void live(Recovery recovery) {
		if (recovery.untold() > 0) {
			openLane().missed(recovery.untold());
		}
		this.caughtUp.accept(recovery);
	}

	boolean catchingUp() {
		Subscription subscription = this.inBroker;
		return subscription != null && subscription.catchingUp();
	}

	/** The outbox may have room again. */
	void written() {
		Subscription subscription = this.inBroker;
		if (subscription != null) {
			subscription.more();
		}
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
	final synchronized Lane openLane() {
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
