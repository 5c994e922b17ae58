package dev.stompbox.broker;

import java.util.function.Consumer;

import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.TopicPattern;

/**
 * Another broker behind this one's front door: it keeps the topics and queues, but for
 * the server's own ({@code $SYS.…}), and is asked once the caller may.
 */
public interface Remote {

	/**
	 * Publishes to a topic, a user's destination or a queue. Returns when the other
	 * broker has confirmed it.
	 * @throws dev.stompbox.message.Refused when the other broker cannot be reached or
	 * refuses
	 */
	void publish(Publication publication);

	/**
	 * Subscribes to a topic or pattern, and again after each time that the other broker
	 * was away.
	 * @param messages told of each message, in order, on one thread at a time; must not
	 * block
	 * @param gap told when messages may have been missed
	 * @return ends the subscription
	 * @throws dev.stompbox.message.Refused when the other broker cannot be reached
	 */
	Runnable subscribe(TopicPattern pattern, Consumer<Message> messages, Runnable gap);

	/** How things stand with the other broker. */
	State state();

	/**
	 * How things stand with the other broker.
	 *
	 * @param address its host and port
	 * @param up whether it can be reached
	 * @param since when that has been so, epoch milliseconds
	 * @param detail one sentence: the cause when it cannot be reached
	 */
	record State(String address, boolean up, long since, String detail) {
	}

}
