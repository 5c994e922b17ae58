package dev.stompbox.stomp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.access.UserTopics;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Connection;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;

/**
 * One client's subscriptions, by their ids. Changed on the thread that reads; ended on
 * any.
 */
final class Subscriptions {

	private static final String[] LATER = { "since", "rewind", "selector", "prefetch" };

	private final Map<String, StompSubscription> byId = new ConcurrentHashMap<>(2);

	private final Connection connection;

	private final Broker broker;

	private final StompLimits limits;

	private Caller caller = Caller.anonymous("");

	private Version version = Version.V1_0;

	private Packaging packaging = Packaging.TEXT;

	private long answers;

	private volatile boolean ended;

	Subscriptions(Connection connection, Broker broker, StompLimits limits) {
		this.connection = connection;
		this.broker = broker;
		this.limits = limits;
	}

	void begin(Caller caller, Version version, Packaging packaging) {
		this.caller = caller;
		this.version = version;
		this.packaging = packaging;
	}

	/**
	 * Subscribes as {@code frame} asks.
	 * @param subscribed told when messages will come, with the last position before live
	 * begins
	 */
	void subscribe(Frame frame, Consumer<@Nullable Position> subscribed) {
		String text = frame.required(HeaderNames.DESTINATION);
		String id = id(frame);
		checkNew(id);
		checkAsked(frame);
		Destination destination = Destination.toSubscribe(text, this.caller);
		StompSubscription subscription = new StompSubscription(this.connection,
				new MessageForm(this.version, this.packaging, id), text);
		this.byId.put(id, subscription);
		try {
			Subscription inBroker = this.broker.subscribe(this.caller, Destination.pattern(destination), subscription);
			subscription.inBroker(inBroker);
			subscribed.accept(inBroker.begin());
		}
		catch (Refused ex) {
			this.byId.remove(id);
			throw ex;
		}
		if (this.ended) {
			end();
		}
	}

	private String id(Frame frame) {
		String id = frame.header(HeaderNames.ID);
		if (id == null && this.version == Version.V1_0) {
			// STOMP 1.0 has no need of an id.
			return frame.required(HeaderNames.DESTINATION);
		}
		return frame.required(HeaderNames.ID);
	}

	private void checkNew(String id) {
		if (this.byId.containsKey(id)) {
			throw new Refused(ErrorCode.SUBSCRIPTION_ID, "There is already a subscription with this id.",
					"Give each subscription of a connection an id of its own, or UNSUBSCRIBE the first.");
		}
		if (this.byId.size() >= this.limits.subscriptions()) {
			throw new Refused(ErrorCode.TOO_MANY_SUBSCRIPTIONS,
					"This connection has " + this.limits.subscriptions()
							+ " subscriptions, as many as one may have (stompbox.limits.subscriptions).",
					"Use a pattern (*, #) in place of many topics, or raise the limit.")
				.at(String.valueOf(this.limits.subscriptions()), "stompbox.limits.subscriptions");
		}
	}

	private static void checkAsked(Frame frame) {
		String ack = frame.header("ack");
		if (ack != null && !ack.equals("auto")) {
			boolean known = ack.equals("client") || ack.equals("client-individual");
			throw new Refused(known ? ErrorCode.NOT_AVAILABLE : ErrorCode.BAD_HEADER, known
					? "ack:" + ack + " is not there yet in this version." : "The ack header is not one of STOMP's.",
					"Use ack:auto, or leave the header out.");
		}
		for (String header : LATER) {
			if (frame.header(header) != null) {
				throw new Refused(ErrorCode.NOT_AVAILABLE,
						"The header " + header + " is not there yet in this version.",
						"Subscribe without it: messages come from now on.");
			}
		}
	}

	void unsubscribe(Frame frame) {
		StompSubscription subscription = this.byId.remove(id(frame));
		if (subscription == null) {
			throw new Refused(ErrorCode.SUBSCRIPTION_ID, "There is no subscription with this id.",
					"Give UNSUBSCRIBE the id of a SUBSCRIBE on this connection.");
		}
		cancel(subscription);
	}

	private void cancel(StompSubscription subscription) {
		Subscription inBroker = subscription.inBroker();
		if (inBroker != null) {
			this.broker.cancel(inBroker);
		}
	}

	/** Sends an answer to this connection's own subscription to {@code destination}. */
	void answer(String destination, @Nullable String contentType, Headers headers, byte[] body) {
		for (StompSubscription subscription : this.byId.values()) {
			if (subscription.destination().equals(destination)) {
				this.connection.send(subscription.form().of(message(destination, contentType, headers, body)));
				return;
			}
		}
		throw new Refused(ErrorCode.WRONG_STATE,
				"There is nobody to answer to: this connection has no subscription to the " + "answer's destination.",
				"SUBSCRIBE to " + Destination.REPLIES + " first, or name a destination of yours in reply-to.");
	}

	/**
	 * Tells the client of a refusal that did not end the connection and for which it
	 * asked no receipt.
	 */
	void tell(Refused refused) {
		Headers headers = Headers.builder(2)
			.add("code", refused.code().code())
			.add("message", refused.detail())
			.build();
		MessageForm form = this.byId.values()
			.stream()
			.filter((subscription) -> subscription.destination().equals(Destination.ERRORS))
			.findFirst()
			.map(StompSubscription::form)
			.orElseGet(() -> new MessageForm(this.version, this.packaging, Destination.ERRORS));
		this.connection.send(form.of(message(Destination.ERRORS, "text/plain", headers, new byte[0])));
	}

	private Message message(String destination, @Nullable String contentType, Headers headers, byte[] body) {
		String rest = destination.startsWith("/user/") ? destination.substring("/user/".length()) : destination;
		return new Message(UserTopics.topicOf(this.caller.name(), rest),
				new Position(this.connection.id(), ++this.answers), System.currentTimeMillis(), contentType, headers,
				body);
	}

	/** Cancels all of them; nothing is delivered afterwards. */
	void end() {
		this.ended = true;
		this.byId.values().forEach(this::cancel);
		this.byId.clear();
	}

}
