package dev.stompbox.stomp;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.access.UserTopics;
import dev.stompbox.connection.Connection;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Refused;

/** What the server itself sends to one client's own destinations. */
final class Replies {

	private final Connection connection;

	private final Subscriptions subscriptions;

	private Caller caller = Caller.anonymous("");

	private MessageForm unasked = new MessageForm(Version.V1_0, Packaging.TEXT, Destination.ERRORS);

	private final AtomicLong count = new AtomicLong();

	Replies(Connection connection, Subscriptions subscriptions) {
		this.connection = connection;
		this.subscriptions = subscriptions;
	}

	void begin(Caller caller, Version version, Packaging packaging) {
		this.caller = caller;
		this.unasked = new MessageForm(version, packaging, Destination.ERRORS);
	}

	/** Sends an answer to this connection's own subscription to {@code destination}. */
	void answer(String destination, @Nullable String contentType, Headers headers, byte[] body) {
		MessageForm form = form(destination);
		this.connection.send(form.of(message(destination, contentType, headers, body)));
	}

	/**
	 * The form of an answer to {@code destination}.
	 * @throws Refused when this connection does not subscribe to it
	 */
	MessageForm form(String destination) {
		StompSubscription own = own(destination);
		if (own == null) {
			throw new Refused(ErrorCode.WRONG_STATE,
					"There is nobody to answer to: this connection has no subscription to the answer's destination.",
					"SUBSCRIBE to " + Destination.REPLIES + " first, or name a destination of yours in reply-to.");
		}
		return own.form();
	}

	/**
	 * Tells the client of a refusal that did not end the connection and for which it
	 * asked no receipt.
	 */
	void tell(Refused refused) {
		tell(Headers.builder(2).add("code", refused.code().code()).add("message", refused.detail()).build());
	}

	private void tell(Headers headers) {
		StompSubscription own = own(Destination.ERRORS);
		MessageForm form = (own != null) ? own.form() : this.unasked;
		this.connection.send(form.of(message(Destination.ERRORS, "text/plain", headers, new byte[0])));
	}

	/** Tells the client of a subscription that it has no longer. */
	void tell(Refused refused, String subscription, String destination) {
		tell(Headers.builder(4)
			.add("code", refused.code().code())
			.add("message", refused.detail())
			.add("ended-subscription", subscription)
			.add("ended-destination", destination)
			.build());
	}

	/** Whether this connection subscribes to {@code destination}. */
	boolean wanted(String destination) {
		return own(destination) != null;
	}

	private @Nullable StompSubscription own(String destination) {
		return this.subscriptions.first((each) -> each.destination().equals(destination));
	}

	private Message message(String destination, @Nullable String contentType, Headers headers, byte[] body) {
		String rest = destination.startsWith("/user/") ? destination.substring("/user/".length()) : destination;
		return new Message(UserTopics.topicOf(this.caller.name(), rest), this.connection.id(),
				this.count.incrementAndGet(), System.currentTimeMillis(), contentType, headers, body);
	}

}
