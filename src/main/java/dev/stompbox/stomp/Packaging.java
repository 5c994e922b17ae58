package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;

/** What the bytes of a STOMP frame travel in to a client. */
enum Packaging {

	/** A text message of a WebSocket. */
	TEXT(Kind.TEXT, "", "", false),
	/** A binary message of a WebSocket. */
	BINARY(Kind.BINARY, "", "", false),
	/** A message of SockJS in a text message of a WebSocket. */
	SOCKJS(Kind.TEXT, "a[\"", "\"]", true),
	/** A message of SockJS as a line of an HTTP response. */
	SOCKJS_LINE(Kind.PLAIN, "a[\"", "\"]\n", true);

	private final Kind kind;

	private final byte[] before;

	private final byte[] after;

	private final boolean sockJs;

	private final Payload heartBeat;

	Packaging(Kind kind, String before, String after, boolean sockJs) {
		this.kind = kind;
		this.before = before.getBytes(StandardCharsets.US_ASCII);
		this.after = after.getBytes(StandardCharsets.US_ASCII);
		this.sockJs = sockJs;
		this.heartBeat = of(new byte[] { '\n' });
	}

	/**
	 * How to talk to a client that has just talked in text messages or in binary ones; in
	 * SockJS there is one kind.
	 */
	Packaging inKind(boolean text) {
		return this.sockJs ? this : text ? TEXT : BINARY;
	}

	/** Whether SockJS's frames are around STOMP's, which can then be text only. */
	boolean isSockJs() {
		return this.sockJs;
	}

	/** STOMP's heart-beat. */
	Payload heartBeat() {
		return this.heartBeat;
	}

	/** A whole STOMP frame. */
	Payload of(byte[] frame) {
		return join(part(frame));
	}

	/** A part of a STOMP frame, for {@link #join}. */
	byte[] part(byte[] bytes) {
		return this.sockJs ? SockJsFrames.escape(bytes) : bytes;
	}

	/**
	 * The end of a STOMP frame, compressed.
	 * @return {@code null} when it is not worth it
	 */
	byte @Nullable [] deflate(byte[] part, Compression compression) {
		return compression.deflate(part, this.after);
	}

	/**
	 * A whole STOMP frame made of a {@link #part} and an end that is {@link #deflate
	 * deflated}.
	 */
	Payload joinDeflated(byte[] part, byte[] end) {
		byte[] start = Arrays.copyOf(this.before, this.before.length + part.length);
		System.arraycopy(part, 0, start, this.before.length, part.length);
		return Payload.deflated(this.kind, start, end);
	}

	/**
	 * A whole STOMP frame of which many have the same end, as {@link #join}.
	 * @param end not copied, where nothing comes after it
	 */
	Payload joinShared(byte[] part, byte[] end) {
		return this.sockJs ? join(part, end) : Payload.sharing(this.kind, part, end);
	}

	/** A whole STOMP frame made of its {@link #part}s. */
	Payload join(byte[]... parts) {
		byte[][] all = new byte[parts.length + 2][];
		all[0] = this.before;
		System.arraycopy(parts, 0, all, 1, parts.length);
		all[parts.length + 1] = this.after;
		return Payload.of(this.kind, all);
	}

}
