package dev.stompbox.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * A message as JSON.
 *
 * @param position its place in the topic
 * @param timestamp when it was accepted, epoch ms
 * @param contentType what the body is, if the publisher said so
 * @param headers the publisher's own
 * @param body the body, if it is UTF-8
 * @param bodyBase64 the body, if it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HistoryMessage(@Nullable String position, @Nullable Long timestamp, @Nullable String contentType,
		@Nullable Map<String, String> headers, @Nullable String body, @Nullable String bodyBase64) {

	static HistoryMessage of(Message message) {
		Map<String, String> headers = new LinkedHashMap<>();
		// Of headers that are repeated the first counts, as in STOMP.
		message.headers().forEach(headers::putIfAbsent);
		String text = text(message.body());
		return new HistoryMessage(message.position().toString(), message.timestamp(), message.contentType(), headers,
				text, (text == null) ? Base64.getEncoder().encodeToString(message.body()) : null);
	}

	private static @Nullable String text(byte[] body) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/** What publishes it again. */
	Publication publication(Topic topic) {
		Headers.Builder all = Headers.builder(2);
		if (this.headers != null) {
			this.headers.forEach((name, value) -> {
				if (!Headers.isServers(name)) {
					all.add(name, value);
				}
			});
		}
		return new Publication(topic, this.contentType, all.build(), bytes(), null);
	}

	private byte[] bytes() {
		if (this.bodyBase64 == null) {
			return (this.body != null) ? this.body.getBytes(StandardCharsets.UTF_8) : new byte[0];
		}
		try {
			return Base64.getDecoder().decode(this.bodyBase64);
		}
		catch (IllegalArgumentException ex) {
			throw new Refused(ErrorCode.BAD_REQUEST, "bodyBase64 is not Base64.",
					"Use the standard alphabet of RFC 4648 §4.");
		}
	}

}
