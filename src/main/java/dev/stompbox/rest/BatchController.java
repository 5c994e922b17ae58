package dev.stompbox.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Caller;
import dev.stompbox.access.Problem;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Published;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.ConnectionProperties;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Sizes;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * {@code POST /api/publish}: publishes an array of messages, in their order, and answers
 * one result for each.
 */
@RestController
class BatchController {

	/** Of a name that is there twice, another reader might take the other. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final Broker broker;

	private final Connections connections;

	private final RestProperties properties;

	private final ProblemController problems;

	private final long mostBytes;

	BatchController(Broker broker, Connections connections, RestProperties properties, ConnectionProperties limits,
			ProblemController problems) {
		this.broker = broker;
		this.connections = connections;
		this.properties = properties;
		this.problems = problems;
		this.mostBytes = limits.messageSize().toBytes();
	}

	/**
	 * One message of a batch.
	 *
	 * @param topic where to
	 * @param contentType what the body is; JSON when it is not said and the body is not a
	 * string
	 * @param headers the message's headers
	 * @param body the body: a string as it is, anything else as JSON
	 * @param bodyBase64 the body, when it is not text
	 * @param idempotencyKey names this publication
	 */
	record Item(@Nullable String topic, @Nullable String contentType, @Nullable Map<String, String> headers,
			@Nullable JsonNode body, @Nullable String bodyBase64, @Nullable String idempotencyKey) {
	}

	/**
	 * What became of one message: a status as a single publication would have had, and
	 * its answer or problem.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Result(int status, @Nullable String topic, @Nullable String position, @Nullable Integer subscribers,
			@Nullable Problem problem) {
	}

	@PostMapping("/api/publish")
	List<Result> publish(HttpServletRequest request) throws IOException {
		byte[] body = Bodies.read(request.getInputStream(), request.getContentLengthLong(),
				this.properties.batchSize().toBytes(), "stompbox.limits.batch-size");
		Item[] items = items(body);
		if (items.length > this.properties.batch()) {
			throw new Refused(ErrorCode.BATCH_TOO_BIG,
					"The batch has " + items.length + " messages; the limit is " + this.properties.batch()
							+ " (stompbox.limits.batch).",
					"Send it in several, or raise the limit.")
				.at(String.valueOf(this.properties.batch()), "stompbox.limits.batch");
		}
		Caller caller = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		List<Result> results = new ArrayList<>(items.length);
		try (Burst burst = Burst.open()) {
			for (Item item : items) {
				results.add(publish(caller, item, request));
			}
		}
		return results;
	}

	private static Item[] items(byte[] body) {
		try {
			return JSON.readValue(body, Item[].class);
		}
		catch (JacksonException ex) {
			String where = (ex.getLocation() != null)
					? " at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr() : "";
			throw new Refused(ErrorCode.BAD_REQUEST,
					"The batch is not an array of messages in JSON: it breaks" + where + ".",
					"Send [{\"topic\":\"demo.a\",\"body\":\"hi\"}, …]; known are topic, contentType, headers, body, bodyBase64, "
							+ "idempotencyKey.");
		}
	}

	private Result publish(Caller caller, @Nullable Item item, HttpServletRequest request) {
		try {
			Publication publication = publication(item);
			Published published = this.broker.publish(caller, publication);
			this.connections.counted("rest", publication.body().length);
			return new Result(published.duplicate() ? 200 : 201, publication.topic().name(), published.at(),
					published.subscribers(), null);
		}
		catch (Refused ex) {
			this.problems.tell(ex, request);
			return new Result(ex.code().status(), (item != null) ? item.topic() : null, null, null, Problem.of(ex));
		}
	}

	private Publication publication(@Nullable Item item) {
		if (item == null || item.topic() == null) {
			throw new Refused(ErrorCode.BAD_REQUEST, "A message of the batch has no topic.", "Give each a topic.");
		}
		Headers.Builder headers = Headers.builder(2);
		if (item.headers() != null) {
			item.headers().forEach((name, value) -> {
				if (name.isBlank() || value == null) {
					throw new Refused(ErrorCode.BAD_REQUEST, "A header of the message has no name or no value.",
							"Give headers as {\"name\":\"value\"}.");
				}
				if (!Headers.isServers(name)) {
					headers.add(name, value);
				}
			});
		}
		JsonNode body = item.body();
		boolean json = body != null && !body.isString();
		byte[] bytes = bytes(item, body);
		if (bytes.length > this.mostBytes) {
			throw Bodies.tooBig(Sizes.text(bytes.length), this.mostBytes, "stompbox.limits.message-size");
		}
		return new Publication(Topic.parse(item.topic()),
				(item.contentType() == null && json) ? "application/json" : item.contentType(), headers.build(), bytes,
				item.idempotencyKey());
	}

	private static byte[] bytes(Item item, @Nullable JsonNode body) {
		if (item.bodyBase64() == null) {
			return (body == null) ? new byte[0]
					: (body.isString() ? body.stringValue() : body.toString()).getBytes(StandardCharsets.UTF_8);
		}
		try {
			return Base64.getDecoder().decode(item.bodyBase64());
		}
		catch (IllegalArgumentException ex) {
			throw new Refused(ErrorCode.BAD_REQUEST, "bodyBase64 is not Base64.",
					"Use the standard alphabet of RFC 4648 §4.");
		}
	}

}
