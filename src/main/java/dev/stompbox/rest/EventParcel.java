package dev.stompbox.rest;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Flow;
import dev.stompbox.connection.Parcel;
import dev.stompbox.connection.Payload;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

/**
 * An event of a topic whose rule lets a client that does not keep up miss some.
 *
 * @param message the message
 * @param payload its bytes, which all event streams share
 * @param flow the topic's rule
 */
record EventParcel(Message message, Payload payload, Flow flow) implements Parcel {

	/** What a newer event of the same topic takes the place of. */
	private record Key(Topic topic, String value) {
	}

	static EventParcel of(Delivery delivery, Payload payload) {
		return new EventParcel(delivery.message(), payload, delivery.flow());
	}

	@Override
	public Overflow overflow() {
		return switch (this.flow.slow()) {
			case DISCONNECT -> Overflow.DISCONNECT;
			case DROP_OLDEST -> Overflow.DROP_OLDEST;
			case DROP_NEWEST -> Overflow.DROP_NEWEST;
			case LATEST -> Overflow.LATEST;
		};
	}

	@Override
	public @Nullable Object key() {
		return (overflow() == Overflow.LATEST) ? new Key(this.message.topic(), this.flow.keyOf(this.message.headers()))
				: null;
	}

	/** Has no id: who reconnects goes on after the last event that came. */
	@Override
	public Payload payload(long dropped) {
		return EventStream.event("event: dropped\ndata: {\"dropped\":" + dropped + ",\"code\":\"SB-331\"}\n\n"
				+ EventStream.text(this.message));
	}

	@Override
	public void dropped() {
		this.flow.dropped().increment();
	}

}
