package dev.stompbox.stomp;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Outcome;
import dev.stompbox.broker.Published;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/** What a client's SEND leads to. */
final class Sending {

	private final Broker broker;

	private final Routes routes;

	private final Replies replies;

	private final @Nullable Passing passing;

	/** Takes a new token. */
	private final Function<Frame, Functions.Answer> refresh;

	private Caller caller = Caller.anonymous("");

	private String lastDestination = "";

	private @Nullable String lastContentType;

	private Topic lastTopic = new Topic("-");

	/** Of a function, which has no position. */
	private static final Published NOWHERE = new Published(null, null, false);

	Sending(StompServer server, Replies replies, @Nullable Passing passing, Function<Frame, Functions.Answer> refresh) {
		this.broker = server.broker();
		this.routes = server.routes();
		this.replies = replies;
		this.passing = passing;
		this.refresh = refresh;
	}

	void begin(Caller caller) {
		this.caller = caller;
	}

	/**
	 * Publishes, or calls a function.
	 * @param outcome told what became of it, on whatever thread; not told when another
	 * broker says so
	 */
	void send(Frame frame, Outcome outcome) {
		Topic topic = topic(frame);
		if (topic == null) {
			call(frame);
			outcome.published(NOWHERE);
		}
		else if (this.passing != null) {
			this.passing.pass(passed(frame, topic, true));
		}
		else {
			this.broker.publish(this.caller, publication(frame, topic), outcome);
		}
	}

	/**
	 * Looks at a SEND inside a transaction.
	 * @return what is to be done at its end
	 * @throws Refused when it could not be done
	 */
	Step inTransaction(Frame frame) {
		Topic topic = topic(frame);
		if (topic == null) {
			Functions.check(function(frame));
			return new Step.Call(frame);
		}
		this.broker.checkPublish(this.caller, topic);
		return (this.passing != null) ? passed(frame, topic, false) : new Step.Publish(publication(frame, topic));
	}

	/** The topic that is sent to; {@code null} for a function of the server. */
	private @Nullable Topic topic(Frame frame) {
		String text = frame.required(HeaderNames.DESTINATION);
		if (text.equals(this.lastDestination)) {
			return this.lastTopic;
		}
		Topic topic = this.routes.find(text);
		if (topic == null) {
			topic = topic(Destination.toSend(text));
			if (topic == null) {
				return null;
			}
			this.routes.add(text, topic);
		}
		this.lastDestination = text;
		this.lastTopic = topic;
		return topic;
	}

	private static @Nullable Topic topic(Destination destination) {
		if (destination instanceof Destination.OfFunction) {
			return null;
		}
		if (destination instanceof Destination.OfQueue queue) {
			return queue.topic();
		}
		return (destination instanceof Destination.OfUser user) ? user.topic()
				: Topic.parse(((Destination.OfTopic) destination).name());
	}

	private Publication publication(Frame frame, Topic topic) {
		return new Publication(topic, contentType(frame), frame.travelling(), frame.body(),
				frame.header(HeaderNames.IDEMPOTENCY_KEY));
	}

	/** Mostly it is always the same, and history need not keep it a thousand times. */
	private @Nullable String contentType(Frame frame) {
		String contentType = frame.header(HeaderNames.CONTENT_TYPE);
		if (!Objects.equals(contentType, this.lastContentType)) {
			this.lastContentType = contentType;
		}
		return this.lastContentType;
	}

	private Step.Pass passed(Frame frame, Topic topic, boolean withReceipt) {
		this.broker.checkPublish(this.caller, topic);
		if (frame.header(HeaderNames.IDEMPOTENCY_KEY) != null) {
			throw new Refused(ErrorCode.NOT_AVAILABLE,
					"RabbitMQ, which keeps the messages here, knows no idempotency-key.",
					"Send without it, or let this server keep the messages (without stompbox.relay.host).");
		}
		Headers.Builder headers = Headers.builder(4).add(HeaderNames.DESTINATION, Destination.upstream(topic.name()));
		String contentType = frame.header(HeaderNames.CONTENT_TYPE);
		if (contentType != null) {
			headers.add(HeaderNames.CONTENT_TYPE, contentType);
		}
		String receipt = withReceipt ? frame.header(HeaderNames.RECEIPT) : null;
		if (receipt != null) {
			headers.add(HeaderNames.RECEIPT, receipt);
		}
		frame.travelling().forEach(headers::add);
		return new Step.Pass("SEND", headers.build(), frame.body());
	}

	private static String function(Frame frame) {
		return frame.required(HeaderNames.DESTINATION).substring("/app/".length());
	}

	/** Calls a function and sends its answer to where the client wants it. */
	void call(Frame frame) {
		String replyTo = frame.header("reply-to");
		boolean refreshing = function(frame).equals(Functions.REFRESH);
		Functions.Answer answer = refreshing ? this.refresh.apply(frame) : Functions.call(function(frame), frame);
		if (refreshing && replyTo == null && !this.replies.wanted(Destination.REPLIES)) {
			// It is done, whether anybody wants to read that or not.
			return;
		}
		Headers headers = correlation(frame);
		String to = (replyTo != null) ? replyTo : Destination.REPLIES;
		if (isPublic(to)) {
			publish(topicOfReplies(to), answer, headers);
		}
		else {
			this.replies.answer(to, answer.contentType(), headers, answer.body());
		}
	}

	/**
	 * Adds a function's answer to what is to be published, if it goes to a topic or
	 * queue.
	 */
	boolean answers(Frame frame, List<Publication> publications) {
		String replyTo = frame.header("reply-to");
		if (replyTo == null || !isPublic(replyTo) || function(frame).equals(Functions.REFRESH)) {
			return false;
		}
		Functions.Answer answer = Functions.call(function(frame), frame);
		publications.add(new Publication(topicOfReplies(replyTo), answer.contentType(), correlation(frame),
				answer.body(), null));
		return true;
	}

	private static Headers correlation(Frame frame) {
		String correlation = frame.header("correlation-id");
		return (correlation != null) ? Headers.builder(1).add("correlation-id", correlation).build() : Headers.NONE;
	}

	/**
	 * Asks whether a function's answer could be sent.
	 * @throws Refused when not
	 */
	void checkReply(Frame frame) {
		String replyTo = frame.header("reply-to");
		String to = (replyTo != null) ? replyTo : Destination.REPLIES;
		if (replyTo == null && function(frame).equals(Functions.REFRESH)) {
			return;
		}
		if (isPublic(to)) {
			this.broker.checkPublish(this.caller, topicOfReplies(to));
		}
		else {
			this.replies.form(to);
		}
	}

	private static boolean isPublic(String to) {
		return to.startsWith("/topic/") || to.startsWith("/queue/");
	}

	private static Topic topicOfReplies(String to) {
		return (Destination.toSend(to) instanceof Destination.OfQueue queue) ? queue.topic()
				: Topic.parse(to.substring("/topic/".length()));
	}

	private void publish(Topic topic, Functions.Answer answer, Headers headers) {
		if (this.passing == null) {
			this.broker.publish(this.caller,
					new Publication(topic, answer.contentType(), headers, answer.body(), null));
			return;
		}
		this.broker.checkPublish(this.caller, topic);
		Headers.Builder all = Headers.builder(3).add(HeaderNames.DESTINATION, Destination.upstream(topic.name()));
		if (answer.contentType() != null) {
			all.add(HeaderNames.CONTENT_TYPE, answer.contentType());
		}
		headers.forEach(all::add);
		this.passing.pass(new Step.Pass("SEND", all.build(), answer.body()));
	}

}
