package dev.stompbox.stomp;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What header names and values look like on the wire. STOMP 1.2 knows
 * {@code \r \n \c \\}, 1.1 knows {@code \n \c \\}, 1.0 knows nothing; an escape that a
 * version does not define ends the connection ("Value Encoding").
 */
final class Escaping {

	private Escaping() {
	}

	static String unescape(String text, Version version) {
		if (version == Version.V1_0 || text.indexOf('\\') < 0) {
			return text;
		}
		StringBuilder plain = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c != '\\') {
				plain.append(c);
				continue;
			}
			char escaped = (++i < text.length()) ? text.charAt(i) : ' ';
			plain.append(switch (escaped) {
				case 'n' -> '\n';
				case 'c' -> ':';
				case '\\' -> '\\';
				case 'r' -> carriageReturn(version);
				default -> throw undefined(escaped, version);
			});
		}
		return plain.toString();
	}

	private static char carriageReturn(Version version) {
		if (version == Version.V1_1) {
			throw undefined('r', version);
		}
		return '\r';
	}

	private static Refused undefined(char escaped, Version version) {
		String shown = (escaped > ' ' && escaped < 127) ? String.valueOf(escaped) : "";
		return new Refused(ErrorCode.MALFORMED_FRAME,
				"A header has the escape \"\\" + shown + "\", which STOMP " + version + " does not know.",
				"Known are \\\\, \\c (colon), \\n and, in STOMP 1.2, \\r.");
	}

	/**
	 * Appends {@code text} so that {@code version} reads it back, or, where it has no way
	 * to say it, with spaces.
	 */
	static void escape(StringBuilder frame, String text, Version version, boolean name) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (isPlain(c)) {
				frame.append(c);
			}
			else {
				frame.append(escaped(c, version, name));
			}
		}
	}

	/** Whether every version has it as it is. */
	static boolean isPlain(char c) {
		return c > '\r' && c != ':' && c != '\\';
	}

	/** What {@link #escape} appends for a character that may not be plain. */
	static String escaped(char c, Version version, boolean name) {
		return switch (c) {
			case '\n' -> (version == Version.V1_0) ? " " : "\\n";
			case '\r' -> (version == Version.V1_2) ? "\\r" : " ";
			case '\\' -> (version == Version.V1_0) ? "\\" : "\\\\";
			case ':' -> (version != Version.V1_0) ? "\\c" : name ? "_" : ":";
			case '\0' -> " ";
			default -> String.valueOf(c);
		};
	}

}
