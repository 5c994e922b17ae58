package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Takes what a SockJS client sends, {@code ["…","…"]}, out of its JSON as it comes,
 * however it is cut. It keeps nothing of the text, so that no message is too long for it:
 * what a client may send is bounded by who takes the text, as it is without SockJS.
 */
final class SockJsDecoder {

	/** A first half of a surrogate pair that nothing follows yet makes this much more. */
	private static final int MOST_KEPT = 8;

	private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);

	private static final byte[] NOTHING = {};

	private enum State {

		BETWEEN, FIRST, STRING, ESCAPE, HEX, AFTER, NEXT

	}

	private State state = State.BETWEEN;

	private int hexDigits;

	private int hex;

	/** The first half of a surrogate pair, or 0. */
	private char high;

	private int messages;

	private byte[] out = NOTHING;

	private int length;

	/** Takes the text of messages. */
	@FunctionalInterface
	interface Sink {

		/** Text of a message, or of several, in UTF-8. */
		void text(byte[] bytes, int from, int to);

	}

	/**
	 * Takes bytes and hands on the text in them.
	 * @return how many messages ended
	 * @throws Refused when they are not what a SockJS client sends; nothing of them is
	 * handed on, and the decoder is of no use afterwards
	 */
	int decode(byte[] bytes, int from, int to, Sink sink) {
		this.out = new byte[to - from + MOST_KEPT];
		this.length = 0;
		this.messages = 0;
		for (int i = from; i < to; i++) {
			take(bytes[i]);
		}
		byte[] text = this.out;
		this.out = NOTHING;
		if (this.length > 0) {
			sink.text(text, 0, this.length);
		}
		return this.messages;
	}

	/** Whether all that began has ended. */
	boolean isBetween() {
		return this.state == State.BETWEEN;
	}

	private void take(byte b) {
		switch (this.state) {
			case STRING -> inString(b);
			case ESCAPE -> escaped(b);
			case HEX -> hex(b);
			default -> {
				if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
					outside(b);
				}
			}
		}
	}

	private void outside(byte b) {
		if (this.state == State.BETWEEN && b == '[') {
			this.state = State.FIRST;
		}
		else if ((this.state == State.FIRST || this.state == State.NEXT) && b == '"') {
			this.state = State.STRING;
		}
		else if ((this.state == State.FIRST || this.state == State.AFTER) && b == ']') {
			this.state = State.BETWEEN;
		}
		else if (this.state == State.AFTER && b == ',') {
			this.state = State.NEXT;
		}
		else {
			throw broken();
		}
	}

	private void inString(byte b) {
		if (b == '\\') {
			this.state = State.ESCAPE;
			return;
		}
		lone();
		if (b == '"') {
			this.messages++;
			this.state = State.AFTER;
		}
		else if (b >= 0 && b < ' ') {
			throw broken();
		}
		else {
			this.out[this.length++] = b;
		}
	}

	private void escaped(byte b) {
		if (b == 'u') {
			this.hexDigits = 0;
			this.hex = 0;
			this.state = State.HEX;
			return;
		}
		lone();
		this.out[this.length++] = switch (b) {
			case '"', '\\', '/' -> b;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			default -> throw broken();
		};
		this.state = State.STRING;
	}

	private void hex(byte b) {
		int digit = Character.digit(b, 16);
		if (digit < 0) {
			throw broken();
		}
		this.hex = (this.hex << 4) | digit;
		if (++this.hexDigits == 4) {
			this.state = State.STRING;
			unit((char) this.hex);
		}
	}

	private void unit(char c) {
		if (this.high != 0 && Character.isLowSurrogate(c)) {
			put(Character.toString(Character.toCodePoint(this.high, c)).getBytes(StandardCharsets.UTF_8));
			this.high = 0;
			return;
		}
		lone();
		if (Character.isHighSurrogate(c)) {
			this.high = c;
		}
		else if (Character.isLowSurrogate(c)) {
			put(REPLACEMENT);
		}
		else if (c < 0x80) {
			this.out[this.length++] = (byte) c;
		}
		else {
			put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
		}
	}

	/** Half a pair is no character. */
	private void lone() {
		if (this.high != 0) {
			this.high = 0;
			put(REPLACEMENT);
		}
	}

	private void put(byte[] bytes) {
		System.arraycopy(bytes, 0, this.out, this.length, bytes.length);
		this.length += bytes.length;
	}

	static Refused broken() {
		return new Refused(ErrorCode.MALFORMED_FRAME, "What came is not what a SockJS client sends.",
				"Over SockJS each message is a JSON array of strings with STOMP frames in them.");
	}

}
