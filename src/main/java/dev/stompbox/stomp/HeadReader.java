package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

/** Reads a frame's command and headers once all their bytes are there. */
final class HeadReader {

	private static final int SHOWN = 40;

	private final StompLimits limits;

	HeadReader(StompLimits limits) {
		this.limits = limits;
	}

	/**
	 * @param command what the frame asks for
	 * @param headers its headers
	 * @param bodyLength its {@code content-length}, or -1 when it has none
	 */
	record Head(Command command, Headers headers, int bodyLength) {
	}

	/** Reads from {@code from} up to and without the empty line at {@code to}. */
	Head read(byte[] bytes, int from, int to, Version version) {
		int end = endOfLine(bytes, from, to);
		int trimmed = withoutReturn(bytes, from, end);
		Command command = Command.of(bytes, from, trimmed);
		if (command == null) {
			throw new Refused(ErrorCode.UNKNOWN_COMMAND,
					"\"" + shown(bytes, from, trimmed) + "\" is not a command of STOMP clients.",
					"Commands are in capital letters, on the frame's first line: CONNECT, SEND, SUBSCRIBE, …");
		}
		Headers.Builder headers = Headers.builder(6);
		int line = end + 1;
		while (line < to) {
			end = endOfLine(bytes, line, to);
			if (headers.size() == this.limits.headers()) {
				throw new Refused(ErrorCode.HEADERS_TOO_BIG,
						command + " has more than " + this.limits.headers() + " headers (stompbox.limits.headers).",
						"Put data into the body, or raise the limit.")
					.at(String.valueOf(this.limits.headers()), "stompbox.limits.headers");
			}
			int colon = colon(bytes, line, withoutReturn(bytes, line, end));
			String name = text(bytes, line, colon);
			String value = text(bytes, colon + 1, withoutReturn(bytes, line, end));
			if (command.opens()) {
				// Never escaped: STOMP 1.2, "Value Encoding".
				headers.add(name, value);
			}
			else if (version == Version.V1_0) {
				headers.add(name.strip(), value.strip());
			}
			else {
				headers.add(Escaping.unescape(name, version), Escaping.unescape(value, version));
			}
			line = end + 1;
		}
		Headers all = headers.build();
		return new Head(command, all, bodyLength(all, this.limits.messageSize()));
	}

	private static int colon(byte[] bytes, int from, int to) {
		int colon = from;
		while (colon < to && bytes[colon] != ':') {
			colon++;
		}
		if (colon == to || colon == from) {
			throw new Refused(ErrorCode.MALFORMED_FRAME,
					"The header line \"" + shown(bytes, from, to) + "\" has no " + ((colon == to) ? "colon." : "name."),
					"Each header is a line name:value; an empty line ends the headers.");
		}
		return colon;
	}

	private static int bodyLength(Headers headers, int mostBody) {
		String given = headers.get(HeaderNames.CONTENT_LENGTH);
		if (given == null) {
			return -1;
		}
		long length = -1;
		if (!given.isEmpty() && given.length() <= 18 && given.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			length = Long.parseLong(given);
		}
		if (length < 0) {
			String start = given.substring(0, Math.min(given.length(), SHOWN)).replaceAll("[^\\x20-\\x7e]", "?");
			throw new Refused(ErrorCode.BAD_HEADER, "content-length is \"" + start + "\", not a number of bytes.",
					"Give the body's length in bytes, or leave the header out and end the body with NUL.");
		}
		if (length > mostBody) {
			throw FrameDecoder.tooBig(length, mostBody);
		}
		return (int) length;
	}

	private static int endOfLine(byte[] bytes, int from, int to) {
		int at = from;
		while (at < to && bytes[at] != '\n') {
			at++;
		}
		return at;
	}

	// STOMP 1.2 lets a line end with CR LF; earlier versions are read as generously.
	private static int withoutReturn(byte[] bytes, int from, int to) {
		return (to > from && bytes[to - 1] == '\r') ? to - 1 : to;
	}

	/** Of the names that clients send all the time no new string is made. */
	private static String text(byte[] bytes, int from, int to) {
		String known = HeaderNames.of(bytes, from, to);
		return (known != null) ? known : new String(bytes, from, to - from, StandardCharsets.UTF_8);
	}

	private static String shown(byte[] bytes, int from, int to) {
		String text = text(bytes, from, Math.min(to, from + SHOWN));
		return text.replaceAll("\\p{Cntrl}", "?") + ((to - from > SHOWN) ? "…" : "");
	}

}
