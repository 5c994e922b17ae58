package dev.stompbox.stomp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.AckMode;
import dev.stompbox.broker.Acknowledgement;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Consumption;
import dev.stompbox.broker.QueueConsumer;
import dev.stompbox.broker.Recovery;
import dev.stompbox.broker.Verdict;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Sizes;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/**
 * A subscription to a queue, or to a topic with acknowledgements. It takes messages only
 * while the client's outbox has room, so that what waits, waits in the queue.
 */
final class ConsumerSubscription implements StompSubscription, QueueConsumer {

	private final Connection connection;

	private final Broker broker;

	private final MessageForm form;

	private final Subscribe subscribe;

	/** Told when it has come to live, where it did not begin there. */
	private final Consumer<Recovery> caughtUp;

	private volatile @Nullable Consumption consumption;

	/** Gone before the next message, and not told. */
	private final AtomicLong missed = new AtomicLong();

	private volatile boolean started;

	ConsumerSubscription(Connection connection, Broker broker, MessageForm form, Subscribe subscribe,
			Consumer<Recovery> caughtUp) {
		this.connection = connection;
		this.broker = broker;
		this.form = form;
		this.subscribe = subscribe;
		this.caughtUp = caughtUp;
	}

	/** Says where its messages come from. They do once it is {@link #start started}. */
	void from(Consumption consumption) {
		this.consumption = consumption;
	}

	/** Lets messages come: the client has been told that it is subscribed. */
	void start() {
		this.started = true;
		written();
	}

	/** The outbox may have room again. */
	void written() {
		Consumption from = this.consumption;
		if (from != null && this.started && this.connection.hasRoom()) {
			from.ready();
		}
	}

	void tick(long now) {
		Consumption from = this.consumption;
		if (from != null) {
			from.expire(now);
			if (from.catchingUp()) {
				// What held it up may have been another's.
				written();
			}
		}
	}

	/** What ACK or NACK of the message at {@code position} is. */
	Acknowledgement answer(@Nullable Position position, Verdict verdict) {
		Consumption from = this.consumption;
		if (from == null || position == null || !from.holds(position)) {
			throw Consumption.notInFlight();
		}
		return new Acknowledgement(from, position, verdict);
	}

	boolean holds(Position position) {
		Consumption from = this.consumption;
		return from != null && from.holds(position);
	}

	@Override
	public boolean ready() {
		return this.started && this.connection.hasRoom();
	}

	@Override
	public void deliver(Message message, int deliveries) {
		String ack = (this.subscribe.mode() != AckMode.AUTO) ? message.position() + "@" + this.subscribe.id() : null;
		this.connection.sendPaced(this.form.of(message, ack, deliveries, this.missed.getAndSet(0)));
	}

	@Override
	public void missed(long messages) {
		if (messages > 0) {
			this.missed.addAndGet(messages);
		}
	}

	@Override
	public void live(Recovery recovery) {
		missed(recovery.untold());
		this.caughtUp.accept(recovery);
	}

	@Override
	public void overflow() {
		String limit = Sizes.text(this.subscribe.unacknowledged());
		this.connection.closeSoon(
				Closed.limit(CloseReason.SLOW, "Too slow: more than " + limit + " was waiting for acknowledgements",
						limit, "stompbox.limits.unacknowledged"));
	}

	@Override
	public MessageForm form() {
		return this.form;
	}

	@Override
	public String destination() {
		return this.subscribe.destination();
	}

	@Override
	public void cancel() {
		Consumption from = this.consumption;
		if (from != null) {
			this.broker.cancel(from);
		}
	}

}
