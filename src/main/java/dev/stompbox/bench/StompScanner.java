package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds a server's STOMP frames in the bytes that WebSocket messages carry, and looks at
 * no more of them than it needs: the command, {@code content-length} and where the body
 * lies. Several frames may come in one message, and one in several.
 */
final class StompScanner {

	/** Takes the frames. */
	interface Sink {

		/** The body of a MESSAGE lies here. */
		void message(byte[] bytes, int from, int to);

		/** CONNECTED came. */
		void connected();

		/** ERROR came, and reads as {@code text}. */
		void error(String text);

	}

	/** A frame that is longer is no answer to what is sent here. */
	static final int LONGEST = 64 * 1024 * 1024;

	private static final byte[] NOTHING = {};

	private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.UTF_8);

	private byte[] kept = NOTHING;

	private int keptLength;

	private int contentLength;

	/** Reads all of the bytes from {@code from} to {@code to}. */
	void scan(byte[] bytes, int from, int to, Sink sink) {
		if (this.keptLength == 0) {
			int rest = frames(bytes, from, to, sink);
			if (rest < to) {
				keep(bytes, rest, to);
			}
			return;
		}
		keep(bytes, from, to);
		int rest = frames(this.kept, 0, this.keptLength, sink);
		if (rest == this.keptLength) {
			this.kept = NOTHING;
			this.keptLength = 0;
		}
		else if (rest > 0) {
			this.kept = Arrays.copyOfRange(this.kept, rest, this.keptLength);
			this.keptLength = this.kept.length;
		}
	}

	private void keep(byte[] bytes, int from, int to) {
		int length = this.keptLength + to - from;
		if (length > LONGEST) {
			throw new BenchFailure("The server sent a STOMP frame of more than 64 MB.");
		}
		if (length > this.kept.length) {
			this.kept = Arrays.copyOf(this.kept, Math.max(length, 2 * this.keptLength));
		}
		System.arraycopy(bytes, from, this.kept, this.keptLength, to - from);
		this.keptLength = length;
	}

	/** Reads what is complete; returns where the rest begins. */
	private int frames(byte[] bytes, int from, int to, Sink sink) {
		int at = from;
		while (true) {
			while (at < to && (bytes[at] == '\n' || bytes[at] == '\r')) {
				at++;
			}
			int body = afterHead(bytes, at, to);
			if (body < 0) {
				return at;
			}
			int end = (this.contentLength >= 0) ? body + this.contentLength : Search.indexOf(bytes, body, to, (byte) 0);
			if (end < 0 || end >= to) {
				return at;
			}
			if (bytes[end] != 0) {
				throw new BenchFailure("The server sent a STOMP frame whose body does not end with NUL"
						+ " where content-length says so.");
			}
			frame(bytes, at, body, end, sink);
			at = end + 1;
		}
	}

	/** Returns where the body begins, or -1 when the head is not complete. */
	private int afterHead(byte[] bytes, int from, int to) {
		this.contentLength = -1;
		int line = from;
		while (line < to) {
			int end = Search.indexOf(bytes, line, to, (byte) '\n');
			if (end < 0) {
				return -1;
			}
			if (end == line || (end == line + 1 && bytes[line] == '\r')) {
				return end + 1;
			}
			if (bytes[line] == 'c' && end - line > CONTENT_LENGTH.length && Arrays.equals(bytes, line,
					line + CONTENT_LENGTH.length, CONTENT_LENGTH, 0, CONTENT_LENGTH.length)) {
				this.contentLength = number(bytes, line + CONTENT_LENGTH.length, end);
			}
			line = end + 1;
		}
		return -1;
	}

	private static int number(byte[] bytes, int from, int to) {
		long value = 0;
		for (int i = from; i < to && bytes[i] != '\r'; i++) {
			value = value * 10 + bytes[i] - '0';
			if (bytes[i] < '0' || bytes[i] > '9' || value > LONGEST) {
				throw new BenchFailure("The server sent a STOMP frame whose content-length is no number or too large.");
			}
		}
		return (int) value;
	}

	private static void frame(byte[] bytes, int from, int body, int end, Sink sink) {
		switch (bytes[from]) {
			case 'M' -> sink.message(bytes, body, end);
			case 'C' -> sink.connected();
			case 'E' -> sink.error(new String(bytes, from, end - from, StandardCharsets.UTF_8).strip());
			default -> {
				// RECEIPT: nothing that was sent asked for one.
			}
		}
	}

}
