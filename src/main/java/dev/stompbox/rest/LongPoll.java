package dev.stompbox.rest;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Delivery;
import dev.stompbox.broker.Recovery;
import dev.stompbox.broker.Start;
import dev.stompbox.broker.Subscriber;
import dev.stompbox.broker.Subscription;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** Waits for the first message after a position. */
final class LongPoll implements Subscriber {

	private final Broker broker;

	private final BiConsumer<Message, Boolean> told;

	private volatile boolean came;

	private volatile boolean lost;

	private volatile boolean over;

	private volatile @Nullable Subscription subscription;

	/**
	 * @param told the message, and whether nothing is missing before it; once, on any
	 * thread and maybe under the topic's lock
	 */
	LongPoll(Broker broker, BiConsumer<Message, Boolean> told) {
		this.broker = broker;
		this.told = told;
	}

	void begin(Caller caller, Topic topic, Position after) {
		Subscription made = this.broker.subscribe(caller, TopicPattern.of(topic), this, new Start.Since(after));
		this.subscription = made;
		made.more();
		if (this.over) {
			end();
		}
	}

	@Override
	public boolean hasRoom() {
		return !this.came;
	}

	@Override
	public void replay(Delivery delivery, long missed) {
		this.lost |= missed > 0;
		deliver(delivery);
	}

	@Override
	public void live(Recovery recovery) {
		this.lost |= Boolean.FALSE.equals(recovery.recovered());
	}

	@Override
	public void deliver(Delivery delivery) {
		if (!this.came) {
			this.came = true;
			this.told.accept(delivery.message(), !this.lost);
		}
	}

	/** It waits no more. */
	void end() {
		this.over = true;
		Subscription made = this.subscription;
		if (made != null) {
			this.broker.cancel(made);
		}
	}

}
