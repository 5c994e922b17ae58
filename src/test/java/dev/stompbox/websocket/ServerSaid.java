package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What a server's frames come to, as cases are written; holds the server to what RFC 6455
 * §5 asks of any end, and to silence after its close frame (§5.5.1).
 */
final class ServerSaid {

	private static final Set<Integer> FIRST_BYTES = Set.of(0x00, 0x80, 0x01, 0x81, 0x02, 0x82, 0x41, 0xc1, 0x42, 0xc2,
			0x88, 0x89, 0x8a);

	private final List<String> events = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private String kind = "";

	private boolean closed;

	/** Takes the next frame. */
	void frame(int first, byte[] payload) {
		if (!FIRST_BYTES.contains(first)) {
			throw new AssertionError("A server's frame begins with " + Integer.toHexString(first));
		}
		if (closed()) {
			throw new AssertionError("A frame after the close frame: " + FrameCase.event("" + first, payload));
		}
		switch (first & 0x0f) {
			case 8 -> close(payload);
			case 9 -> this.events.add(FrameCase.event("ping", payload));
			case 10 -> this.events.add(FrameCase.event("pong", payload));
			default -> data(first, payload);
		}
	}

	private void data(int first, byte[] payload) {
		if (((first & 0x0f) == 0) == this.kind.isEmpty()) {
			throw new AssertionError(this.kind.isEmpty() ? "A continuation of nothing" : "A message within a message");
		}
		if (this.kind.isEmpty()) {
			this.kind = ((first & 0x40) != 0 ? "z" : "") + ((first & 0x0f) == 1 ? "text" : "binary");
		}
		this.message.writeBytes(payload);
		if ((first & 0x80) != 0) {
			byte[] whole = this.message.toByteArray();
			byte[] plain = this.kind.startsWith("z") ? Deflated.inflated(whole) : whole;
			if (this.kind.endsWith("text")) {
				checkUtf8(plain, 0);
			}
			this.events.add(FrameCase.event(this.kind, plain));
			this.message.reset();
			this.kind = "";
		}
	}

	private void close(byte[] payload) {
		if (payload.length == 1 || payload.length > 125) {
			throw new AssertionError("A close frame of " + payload.length + " bytes");
		}
		this.closed = true;
		int code = (payload.length == 0) ? 1005 : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
		checkUtf8(payload, Math.min(2, payload.length));
		this.events.add("close " + code);
	}

	private static void checkUtf8(byte[] bytes, int from) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
		}
		catch (CharacterCodingException ex) {
			throw new AssertionError("The server said what is not UTF-8: " + HexFormat.of().formatHex(bytes), ex);
		}
	}

	/** Whether it has said goodbye. */
	boolean closed() {
		return this.closed;
	}

	/**
	 * Whether it said all this and no more; what is expected in plain may have come
	 * compressed.
	 */
	boolean is(List<String> expected) {
		boolean same = this.events.size() == expected.size();
		for (int i = 0; same && i < expected.size(); i++) {
			String event = this.events.get(i);
			same = event.equals(expected.get(i)) || event.equals("z" + expected.get(i));
		}
		return same;
	}

	/** Messages, pings, pongs and the goodbye so far. */
	List<String> events() {
		return this.events;
	}

}
