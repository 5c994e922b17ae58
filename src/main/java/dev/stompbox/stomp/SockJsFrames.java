package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;

import dev.stompbox.connection.Closed;

/** SockJS's frames (sockjs-protocol 0.3, "Framing"), as one line of UTF-8 each. */
final class SockJsFrames {

	/** The session is open. */
	static final String OPEN = "o";

	/** Keeps proxies from giving up on a silent connection. */
	static final String HEART_BEAT = "h";

	/** There is a response open already on which the session receives. */
	static final String ANOTHER_OPEN = "c[2010,\"Another connection still open\"]";

	private SockJsFrames() {
	}

	/** The session is over, and why. */
	static String close(Closed closed) {
		String why = new String(escape(closed.said().getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
		return "c[" + closed.reason().webSocketCode() + ",\"" + why + "\"]";
	}

	/**
	 * Text as the inside of a JSON string, in which SockJS escapes more than JSON has to:
	 * some browsers change those characters, or drop them ("JSON Unicode Encoding").
	 * @param utf8 the text
	 */
	static byte[] escape(byte[] utf8) {
		String text = new String(utf8, StandardCharsets.UTF_8);
		StringBuilder escaped = new StringBuilder(text.length() + text.length() / 8 + 8);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"' -> escaped.append("\\\"");
				case '\\' -> escaped.append("\\\\");
				case '\n' -> escaped.append("\\n");
				default -> {
					if (isPlain(c)) {
						escaped.append(c);
					}
					else {
						escaped.append("\\u");
						for (int shift = 12; shift >= 0; shift -= 4) {
							escaped.append(Character.forDigit((c >> shift) & 15, 16));
						}
					}
				}
			}
		}
		return escaped.toString().getBytes(StandardCharsets.UTF_8);
	}

	/** See {@code escapable_by_server} in SockJS's protocol tests. */
	private static boolean isPlain(char c) {
		if (c < 0x200c) {
			return c >= 0x20;
		}
		return c > 0x200f && !(c >= 0x2028 && c <= 0x202f) && !(c >= 0x2060 && c <= 0x206f) && c < 0xfff0
				&& !Character.isSurrogate(c);
	}

}
