package dev.stompbox.stomp;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Published;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/** What a client's SEND leads to. */
final class Sending {

	private final Broker broker;

	private final Subscriptions subscriptions;

	private Caller caller = Caller.anonymous("");

	private String lastDestination = "";

	private Topic lastTopic = new Topic("-");

	Sending(Broker broker, Subscriptions subscriptions) {
		this.broker = broker;
		this.subscriptions = subscriptions;
	}

	void begin(Caller caller) {
		this.caller = caller;
	}

	/** Publishes, or calls a function, which gives {@code null}. */
	@Nullable Published send(Frame frame) {
		if (frame.header("transaction") != null) {
			throw new Refused(ErrorCode.NOT_AVAILABLE, "Transactions are not there yet in this version.",
					"Send without a transaction header.");
		}
		String text = frame.required(HeaderNames.DESTINATION);
		if (text.equals(this.lastDestination)) {
			return publish(this.lastTopic, frame);
		}
		Destination destination = Destination.toSend(text);
		if (destination instanceof Destination.OfFunction function) {
			reply(frame, Functions.call(function.name(), frame));
			return null;
		}
		Topic topic = (destination instanceof Destination.OfUser user) ? user.topic()
				: Topic.parse(((Destination.OfTopic) destination).name());
		Published published = publish(topic, frame);
		// Clients send to the same topic again and again; its name need not be read
		// again.
		this.lastDestination = text;
		this.lastTopic = topic;
		return published;
	}

	private Published publish(Topic topic, Frame frame) {
		return this.broker.publish(this.caller, new Publication(topic, frame.header(HeaderNames.CONTENT_TYPE),
				travelling(frame.headers()), frame.body(), frame.header(HeaderNames.IDEMPOTENCY_KEY)));
	}

	private static Headers travelling(Headers headers) {
		Headers.Builder travelling = Headers.builder(0);
		headers.forEach((name, value) -> {
			if (!Headers.isServers(name)) {
				travelling.add(name, value);
			}
		});
		return travelling.build();
	}

	private void reply(Frame frame, Functions.Answer answer) {
		String replyTo = frame.header("reply-to");
		String correlation = frame.header("correlation-id");
		Headers headers = (correlation != null) ? Headers.builder(1).add("correlation-id", correlation).build()
				: Headers.NONE;
		String to = (replyTo != null) ? replyTo : Destination.REPLIES;
		if (to.startsWith("/topic/")) {
			this.broker.publish(this.caller, new Publication(Topic.parse(to.substring("/topic/".length())),
					answer.contentType(), headers, answer.body(), null));
		}
		else {
			this.subscriptions.answer(to, answer.contentType(), headers, answer.body());
		}
	}

}
