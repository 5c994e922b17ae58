package dev.stompbox.stomp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Delivery;
import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Payload;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;

/**
 * What one MESSAGE looks like to those who subscribed with the same id, in the same
 * version, on the same kind of WebSocket message. All who share it share its bytes.
 */
final class MessageForm {

	/** With the line's end as it is, or as SockJS has it. */
	private static final Pattern DESTINATION = Pattern.compile("(?:\n|\\\\n)destination:(.+?)(?:\n|\\\\n)");

	private final Version version;

	private final Packaging packaging;

	private final String subscription;

	/** What each frame of this form begins with. */
	private final byte[] start;

	private final @Nullable Compression compression;

	/** A form for messages of which each goes to one client. */
	MessageForm(Version version, Packaging packaging, String subscription) {
		this(version, packaging, subscription, null);
	}

	/**
	 * @param version how headers are escaped
	 * @param packaging what frames travel in; a body that is not UTF-8 goes out as binary
	 * to a client that talks in text messages, since a text message must be UTF-8 (RFC
	 * 6455 §5.6), and Base64 over SockJS, which has no binary
	 * @param subscription the subscription's id
	 * @param compression what was agreed with the client, or {@code null}
	 */
	MessageForm(Version version, Packaging packaging, String subscription, @Nullable Compression compression) {
		this.version = version;
		this.packaging = packaging;
		this.subscription = subscription;
		this.start = packaging
			.part(FrameEncoder.frame("MESSAGE", version).header("subscription", subscription).lines());
		this.compression = compression;
	}

	/** What is the same for every subscription id. */
	private static final class Tail {

		private final byte[] bytes;

		private final boolean utf8;

		private boolean tried;

		private byte @Nullable [] deflated;

		Tail(byte[] bytes, boolean utf8) {
			this.bytes = bytes;
			this.utf8 = utf8;
		}

		byte[] bytes() {
			return this.bytes;
		}

		boolean utf8() {
			return this.utf8;
		}

		/** Compressed once, for all subscription ids; {@code null} if not worth it. */
		synchronized byte @Nullable [] deflated(Packaging packaging, Compression compression) {
			if (!this.tried) {
				this.tried = true;
				this.deflated = packaging.deflate(this.bytes, compression);
			}
			return this.deflated;
		}

	}

	/** What is the same for every subscription id over SockJS. */
	private record InSockJs(Version version) {
	}

	/** The payload for this form, made once per message. */
	Payload of(Delivery delivery) {
		return delivery.as(this, (form) -> {
			Object shared = form.packaging.isSockJs() ? new InSockJs(form.version) : form.version;
			Tail tail = delivery.as(shared, (key) -> form.tail(delivery.message()));
			return (form.compression != null) ? form.payload(tail, form.compression) : delivery.hasManyForms()
					? form.packaging(tail).joinShared(form.start, tail.bytes()) : form.payload(tail);
		});
	}

	/** What differs between subscription ids stands, not compressed, before the rest. */
	private Payload payload(Tail tail, Compression agreed) {
		byte[] deflated = tail.deflated(this.packaging, agreed);
		return (deflated != null) ? packaging(tail).joinDeflated(this.start, deflated) : payload(tail).verbatim();
	}

	/** The payload of a message that is for one subscription only. */
	Payload of(Message message) {
		return payload(tail(message));
	}

	/**
	 * The payload of a message before which {@code dropped} are missing, {@code sampled}
	 * of them since the client asked for fewer.
	 */
	Payload of(Message message, long dropped, long sampled) {
		FrameEncoder more = FrameEncoder.rest(this.version);
		if (dropped > 0) {
			more.plain("dropped", dropped);
		}
		if (sampled > 0) {
			more.plain("sampled", sampled);
		}
		return payload(tail(message), more.lines());
	}

	/**
	 * The payload of a message that one consumer gets.
	 * @param ack what it is acknowledged with, or {@code null} when it is not
	 * @param deliveries how often it has been handed out, this time included
	 * @param dropped how many before it the consumer has missed
	 */
	Payload of(Message message, @Nullable String ack, int deliveries, long dropped) {
		FrameEncoder more = FrameEncoder.rest(this.version);
		if (ack != null && this.version == Version.V1_2) {
			more.header("ack", ack);
		}
		if (deliveries > 1) {
			more.plain("redelivered", true).plain("deliveries", deliveries);
		}
		if (dropped > 0) {
			more.plain("dropped", dropped);
		}
		return payload(tail(message), more.lines());
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
		return payload(tail(encoder, Headers.NONE, body));
	}

	private Payload payload(Tail tail) {
		return packaging(tail).join(this.start, tail.bytes());
	}

	private Payload payload(Tail tail, byte[] more) {
		return (more.length == 0) ? payload(tail)
				: packaging(tail).join(this.start, this.packaging.part(more), tail.bytes());
	}

	private Packaging packaging(Tail tail) {
		return this.packaging.inKind(this.packaging != Packaging.BINARY && tail.utf8());
	}

	private Tail tail(Message message) {
		FrameEncoder encoder = FrameEncoder.rest(this.version)
			.header("message-id", message.position().toString())
			.header("destination", Destination.of(message.topic()))
			.plain("timestamp", message.timestamp());
		if (message.contentType() != null) {
			encoder.header(HeaderNames.CONTENT_TYPE, message.contentType());
		}
		return tail(encoder, message.headers(), message.body());
	}

	private Tail tail(FrameEncoder encoder, Headers headers, byte[] body) {
		boolean utf8 = isUtf8(body);
		byte[] sent = body;
		if (!utf8 && this.packaging.isSockJs()) {
			sent = Base64.getEncoder().encode(body);
			encoder.plain("body-encoding", "base64");
		}
		return new Tail(this.packaging.part(encoder.length(sent).headers(headers).end(sent)), utf8);
	}

	/** The destination of a MESSAGE of any form, as far as it can be read. */
	static Optional<String> destinationOf(byte[] start) {
		return DESTINATION.matcher(new String(start, StandardCharsets.UTF_8))
			.results()
			.findFirst()
			.map((found) -> found.group(1).replace("\\\\", "\\").replace("\\c", ":"));
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
				&& this.packaging == that.packaging && this.compression == that.compression
				&& this.subscription.equals(that.subscription));
	}

	@Override
	public int hashCode() {
		return this.subscription.hashCode() * 31 + this.version.ordinal() * 4 + this.packaging.ordinal();
	}

}
