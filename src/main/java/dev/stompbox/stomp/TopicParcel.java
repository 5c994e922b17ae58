package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Flow;
import dev.stompbox.connection.Parcel;
import dev.stompbox.connection.Payload;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

/**
 * A message of a topic to a subscriber who may miss some: by the topic's rule, when it
 * does not keep up, or because it asked for fewer.
 *
 * @param form what it looks like to the subscriber
 * @param message the message
 * @param payload its bytes, which all have that get it in this form
 * @param flow the topic's rule
 * @param sampled how many before it the subscriber did not ask for
 */
record TopicParcel(MessageForm form, Message message, Payload payload, Flow flow, long sampled) implements Parcel {

	/** What a newer message of the same topic takes the place of. */
	private record Key(Topic topic, String value) {
	}

	static TopicParcel of(MessageForm form, Delivery delivery) {
		return new TopicParcel(form, delivery.message(), form.of(delivery), delivery.flow(), 0);
	}

	/** The first after {@code sampled} that were left out. */
	static TopicParcel sampled(MessageForm form, Message message, Flow flow, long sampled) {
		return new TopicParcel(form, message, form.of(message, sampled, sampled), flow, sampled);
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

	@Override
	public long missingBefore() {
		return this.sampled;
	}

	@Override
	public Payload payload(long dropped) {
		return this.form.of(this.message, dropped + this.sampled, this.sampled);
	}

	@Override
	public void dropped() {
		this.flow.dropped().increment();
	}

}
