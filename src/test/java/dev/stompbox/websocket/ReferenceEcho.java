package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An echo as RFC 6455 reads, for all bytes at once: slow, simple, and made without a look
 * at the one that is tested.
 */
final class ReferenceEcho {

	private final ByteBuffer in;

	private final int limit;

	private final List<String> events = new ArrayList<>();

	private final ByteArrayOutputStream message = new ByteArrayOutputStream();

	private int kind;

	private ReferenceEcho(byte[] bytes, int limit) {
		this.in = ByteBuffer.wrap(bytes);
		this.limit = limit;
	}

	/** The echo, or the client, ends the connection. */
	private static final class Ends extends Exception {

		private static final long serialVersionUID = 1L;

		private final int code;

		Ends(int code) {
			super(null, null, false, false);
			this.code = code;
		}

	}

	/** What comes back for {@code bytes} when a message may have {@code limit} bytes. */
	static List<String> events(byte[] bytes, int limit) {
		ReferenceEcho echo = new ReferenceEcho(bytes, limit);
		try {
			while (echo.in.remaining() >= 2 && echo.frame()) {
				// one after the other
			}
		}
		catch (Ends ex) {
			echo.events.add("close " + ex.code);
		}
		return echo.events;
	}

	/** Reads a frame; answers whether there was all of it. */
	private boolean frame() throws Ends {
		int first = this.in.get() & 0xff;
		int second = this.in.get() & 0xff;
		int opcode = first & 15;
		boolean fin = (first & 0x80) != 0;
		boolean control = opcode >= 8;
		check((first & 0x70) == 0 && (second & 0x80) != 0, 1002);
		check(opcode <= 2 || (opcode >= 8 && opcode <= 10), 1002);
		check(!control || (fin && (second & 0x7f) <= 125), 1002);
		check(control || (opcode == 0) == (this.kind != 0), 1002);
		int size = second & 0x7f;
		int more = (size == 126) ? 2 : (size == 127) ? 8 : 0;
		if (this.in.remaining() < more + 4) {
			return false;
		}
		long length = (more == 2) ? this.in.getShort() & 0xffff : (more == 8) ? this.in.getLong() : size;
		check(length >= ((more == 0) ? 0 : (more == 2) ? 126 : 65_536), 1002);
		byte[] mask = new byte[4];
		this.in.get(mask);
		check(control || length <= this.limit - this.message.size(), 1009);
		byte[] payload = new byte[(int) Math.min(length, this.in.remaining())];
		this.in.get(payload);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i % 4];
		}
		boolean whole = payload.length == length;
		if (!control) {
			this.kind = (opcode == 0) ? this.kind : opcode;
			data(payload, fin && whole);
		}
		else if (whole) {
			control(opcode, payload);
		}
		return whole;
	}

	private void data(byte[] payload, boolean last) throws Ends {
		this.message.writeBytes(payload);
		byte[] bytes = this.message.toByteArray();
		if (this.kind == 1) {
			JavasUtf8 text = JavasUtf8.of(bytes);
			check(text == JavasUtf8.WHOLE || (text == JavasUtf8.BEGUN && !last), 1007);
		}
		if (last) {
			this.events.add(FrameCase.event((this.kind == 1) ? "text" : "binary", bytes));
			this.message.reset();
			this.kind = 0;
		}
	}

	private void control(int opcode, byte[] payload) throws Ends {
		if (opcode == 9) {
			this.events.add(FrameCase.event("pong", payload));
		}
		else if (opcode == 8) {
			check(payload.length != 1, 1002);
			if (payload.length == 0) {
				throw new Ends(1005);
			}
			int code = ByteBuffer.wrap(payload).getShort() & 0xffff;
			boolean defined = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
			check(defined || (code >= 3000 && code <= 4999), 1002);
			check(JavasUtf8.of(Arrays.copyOfRange(payload, 2, payload.length)) == JavasUtf8.WHOLE, 1007);
			throw new Ends(code);
		}
	}

	private static void check(boolean right, int code) throws Ends {
		if (!right) {
			throw new Ends(code);
		}
	}

}
