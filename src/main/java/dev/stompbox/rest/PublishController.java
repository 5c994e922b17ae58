package dev.stompbox.rest;

import java.io.IOException;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.UserTopics;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Published;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Connections;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/** {@code POST /api/topics/{topic}/messages}: publishes a request's body as it is. */
@RestController
class PublishController {

	private static final String LIMIT = "stompbox.limits.message-size";

	private final Broker broker;

	private final Connections connections;

	private final long mostBytes;

	PublishController(Broker broker, Connections connections, ConnectionProperties limits) {
		this.broker = broker;
		this.connections = connections;
		this.mostBytes = limits.messageSize().toBytes();
	}

	/**
	 * What a publication led to.
	 *
	 * @param topic the topic's canonical name
	 * @param position the message's place in it, unless another broker keeps it
	 * @param subscribers how many it was handed to, unless another broker does
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(String topic, @Nullable String position, @Nullable Integer subscribers) {

		static Answer of(Topic topic, Published published) {
			return new Answer(topic.name(), published.at(), published.subscribers());
		}

	}

	/**
	 * What a message to a queue led to.
	 *
	 * @param queue the queue's canonical name
	 * @param position the message's place in it, unless another broker keeps it
	 * @param consumers how many there are, unless another broker has them
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ToQueue(String queue, @Nullable String position, @Nullable Integer consumers) {
	}

	/**
	 * What a message to a user led to.
	 *
	 * @param user the user's name
	 * @param destination which of the user's own destinations
	 * @param position the message's place in it, unless another broker keeps it
	 * @param subscribers how many of the user's subscriptions got it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ToUser(String user, String destination, @Nullable String position, @Nullable Integer subscribers) {
	}

	// The body is read from the stream and not bound by Spring, which would parse a
	// form's body and write it anew.
	@PostMapping("/api/topics/{topic}/messages")
	ResponseEntity<Answer> publish(@PathVariable String topic,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, HttpServletRequest request)
			throws IOException {
		Topic to = Topic.parse(topic);
		Published published = publish(to, key, request);
		return ResponseEntity.status(published.duplicate() ? HttpStatus.OK : HttpStatus.CREATED)
			.body(Answer.of(to, published));
	}

	@PostMapping("/api/queues/{queue}/messages")
	ResponseEntity<ToQueue> send(@PathVariable String queue,
			@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, HttpServletRequest request)
			throws IOException {
		Topic to = QueueTopics.topicOf(queue);
		Published published = publish(to, key, request);
		return ResponseEntity.status(published.duplicate() ? HttpStatus.OK : HttpStatus.CREATED)
			.body(new ToQueue(QueueTopics.nameOf(to), published.at(), published.subscribers()));
	}

	@PostMapping("/api/users/{name}/messages")
	ResponseEntity<ToUser> tell(@PathVariable String name,
			@RequestParam(defaultValue = "/user/queue/messages") String destination, HttpServletRequest request)
			throws IOException {
		if (!destination.startsWith("/user/queue/") && !destination.startsWith("/user/topic/")) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A user's own destination begins with /user/queue/ or /user/topic/.",
					"For example ?destination=/user/queue/messages, which is what it is when nothing is said.");
		}
		Published published = publish(UserTopics.topicOf(name, destination.substring("/user/".length())), null,
				request);
		return ResponseEntity.status(HttpStatus.CREATED)
			.body(new ToUser(name, destination, published.at(), published.subscribers()));
	}

	private Published publish(Topic to, @Nullable String key, HttpServletRequest request) throws IOException {
		byte[] body = Bodies.read(request.getInputStream(), request.getContentLengthLong(), this.mostBytes, LIMIT);
		Publication publication = new Publication(to, request.getContentType(), Headers.NONE, body, key);
		try (Burst burst = Burst.open()) {
			Published published = this.broker.publish(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()),
					publication);
			this.connections.counted("rest", body.length);
			return published;
		}
	}

}
