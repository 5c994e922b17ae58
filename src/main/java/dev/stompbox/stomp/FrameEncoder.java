package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import dev.stompbox.message.Headers;

/** Writes the server's frames. */
final class FrameEncoder {

	private static final byte[] END = { 0 };

	private final StringBuilder head = new StringBuilder(256);

	private final Version version;

	private FrameEncoder(String command, Version version) {
		this.version = version;
		this.head.append(command).append('\n');
	}

	/** Begins a frame for a client that speaks {@code version}. */
	static FrameEncoder frame(String command, Version version) {
		return new FrameEncoder(command, version);
	}

	/** Begins the part of a frame that follows lines which are written elsewhere. */
	static FrameEncoder rest(Version version) {
		FrameEncoder encoder = new FrameEncoder("", version);
		encoder.head.setLength(0);
		return encoder;
	}

	/** Adds a header whose name and value need no escaping. */
	FrameEncoder plain(String name, Object value) {
		this.head.append(name).append(':').append(value).append('\n');
		return this;
	}

	/** Adds a header. */
	FrameEncoder header(String name, String value) {
		Escaping.escape(this.head, name, this.version, true);
		this.head.append(':');
		Escaping.escape(this.head, value, this.version, false);
		this.head.append('\n');
		return this;
	}

	/** Adds all of {@code headers}. */
	FrameEncoder headers(Headers headers) {
		headers.forEach(this::header);
		return this;
	}

	/** The lines so far, for a frame whose rest is written elsewhere. */
	byte[] lines() {
		return this.head.toString().getBytes(StandardCharsets.UTF_8);
	}

	/** The frame without a body. */
	byte[] end() {
		return this.head.append("\n\0").toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Says how long the body will be. Of a repeated header the first counts, so this
	 * comes before whatever a publisher sent along.
	 */
	FrameEncoder length(byte[] body) {
		return plain(HeaderNames.CONTENT_LENGTH, body.length);
	}

	/** The frame with {@code body}, whose {@link #length} has been said. */
	byte[] end(byte[] body) {
		byte[] start = this.head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
		byte[] all = new byte[start.length + body.length + END.length];
		System.arraycopy(start, 0, all, 0, start.length);
		System.arraycopy(body, 0, all, start.length, body.length);
		return all;
	}

}
