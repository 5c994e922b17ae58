package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.stompbox.message.Headers;

/**
 * Writes the server's frames. Straight to bytes: hardly anything in a header is not
 * ASCII, and of a message for one subscriber the encoding is a good part of the work.
 */
final class FrameEncoder {

	private static final int ASCII = 0x80;

	private byte[] head = new byte[256];

	private int length;

	private final Version version;

	private FrameEncoder(Version version) {
		this.version = version;
	}

	/** Begins a frame for a client that speaks {@code version}. */
	static FrameEncoder frame(String command, Version version) {
		return rest(version).put(command).put('\n');
	}

	/** Begins the part of a frame that follows lines which are written elsewhere. */
	static FrameEncoder rest(Version version) {
		return new FrameEncoder(version);
	}

	/** Adds a header whose name and value need no escaping. */
	FrameEncoder plain(String name, Object value) {
		return put(name).put(':').put(String.valueOf(value)).put('\n');
	}

	/** Adds a header. */
	FrameEncoder header(String name, String value) {
		return escape(name, true).put(':').escape(value, false).put('\n');
	}

	/** Adds all of {@code headers}. */
	FrameEncoder headers(Headers headers) {
		headers.forEach(this::header);
		return this;
	}

	/** The lines so far, for a frame whose rest is written elsewhere. */
	byte[] lines() {
		return Arrays.copyOf(this.head, this.length);
	}

	/** The frame without a body. */
	byte[] end() {
		return put('\n').put('\0').lines();
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
		put('\n');
		byte[] all = Arrays.copyOf(this.head, this.length + body.length + 1);
		System.arraycopy(body, 0, all, this.length, body.length);
		return all;
	}

	private FrameEncoder escape(String text, boolean name) {
		room(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c >= ASCII) {
				StringBuilder others = new StringBuilder();
				Escaping.escape(others, text.substring(i), this.version, name);
				return put(others.toString());
			}
			if (Escaping.isPlain(c)) {
				this.head[this.length++] = (byte) c;
			}
			else {
				put(Escaping.escaped(c, this.version, name)).room(text.length() - i);
			}
		}
		return this;
	}

	private FrameEncoder put(String text) {
		room(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c >= ASCII) {
				byte[] others = text.substring(i).getBytes(StandardCharsets.UTF_8);
				room(others.length);
				System.arraycopy(others, 0, this.head, this.length, others.length);
				this.length += others.length;
				return this;
			}
			this.head[this.length++] = (byte) c;
		}
		return this;
	}

	private FrameEncoder put(char ascii) {
		room(1);
		this.head[this.length++] = (byte) ascii;
		return this;
	}

	private void room(int more) {
		if (this.length + more > this.head.length) {
			this.head = Arrays.copyOf(this.head, Math.max(this.length + more, this.head.length * 2));
		}
	}

}
