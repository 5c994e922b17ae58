package dev.stompbox.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Delivery;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;

/**
 * What one MESSAGE looks like to those who subscribed with the same id, in the same
 * version, on the same kind of WebSocket message. All who share it share its bytes.
 */
final class MessageForm {

	private final Version version;

	private final boolean text;

	private final String subscription;

	/** What each frame of this form begins with. */
	private final byte[] start;

	/**
	 * @param version how headers are escaped
	 * @param text whether the client talks in text messages; a body that is not UTF-8
	 * goes out as binary all the same, since a text message must be UTF-8 (RFC 6455 §5.6)
	 * @param subscription the subscription's id
	 */
	MessageForm(Version version, boolean text, String subscription) {
		this.version = version;
		this.text = text;
		this.subscription = subscription;
		this.start = FrameEncoder.frame("MESSAGE", version).header("subscription", subscription).lines();
	}

	/** What is the same for every subscription id. */
	private record Tail(byte[] bytes, boolean utf8) {
	}

	/** The payload for this form, made once per message. */
	Payload of(Delivery delivery) {
		return delivery.as(this, (form) -> {
			Tail tail = delivery.as(form.version, (version) -> tail(delivery.message(), version));
			return form.payload(tail);
		});
	}

	/** The payload of a message that is for one subscription only. */
	Payload of(Message message) {
		return payload(tail(message, this.version));
	}

	/**
	 * The payload of a message that one consumer gets.
	 * @param ack what it is acknowledged with, or {@code null} when it is not
	 * @param deliveries how often it has been handed out, this time included
	 */
	Payload of(Message message, @Nullable String ack, int deliveries) {
		FrameEncoder more = FrameEncoder.rest(this.version);
		if (ack != null && this.version == Version.V1_2) {
			more.header("ack", ack);
		}
		if (deliveries > 1) {
			more.plain("redelivered", true).plain("deliveries", deliveries);
		}
		return payload(tail(message, this.version), more.lines());
	}

	/**
	 * The payload of a message of another broker, whose headers are taken as they are.
	 */
	Payload of(Headers headers, byte[] body) {
		FrameEncoder encoder = FrameEncoder.rest(this.version);
		headers.forEach((name, value) -> {
			if (!name.equals("subscription") && !name.equals(HeaderNames.CONTENT_LENGTH)) {
				encoder.header(name, name.equals(HeaderNames.DESTINATION) ? Destination.ofUpstream(value) : value);
			}
		});
		return payload(new Tail(encoder.length(body).end(body), isUtf8(body)));
	}

	private Payload payload(Tail tail) {
		return Payload.of(kind(tail), this.start, tail.bytes());
	}

	private Payload payload(Tail tail, byte[] more) {
		return (more.length == 0) ? payload(tail) : Payload.of(kind(tail), this.start, more, tail.bytes());
	}

	private Kind kind(Tail tail) {
		return (this.text && tail.utf8()) ? Kind.TEXT : Kind.BINARY;
	}

	private static Tail tail(Message message, Version version) {
		FrameEncoder encoder = FrameEncoder.rest(version)
			.header("message-id", message.position().toString())
			.header("destination", Destination.of(message.topic()))
			.plain("timestamp", message.timestamp());
		if (message.contentType() != null) {
			encoder.header(HeaderNames.CONTENT_TYPE, message.contentType());
		}
		byte[] bytes = encoder.length(message.body()).headers(message.headers()).end(message.body());
		return new Tail(bytes, isUtf8(message.body()));
	}

	private static boolean isUtf8(byte[] body) {
		int i = 0;
		while (i < body.length && body[i] >= 0) {
			i++;
		}
		if (i == body.length) {
			return true;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, i, body.length - i));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other == this || (other instanceof MessageForm that && this.version == that.version
				&& this.text == that.text && this.subscription.equals(that.subscription));
	}

	@Override
	public int hashCode() {
		return this.subscription.hashCode() * 31 + this.version.ordinal() * 2 + (this.text ? 1 : 0);
	}

}
