package dev.stompbox.support;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A STOMP frame as it came.
 *
 * @param command its command
 * @param headers its headers, read as STOMP 1.2 writes them; of repeated ones the first
 * @param body its body
 */
public record StompFrame(String command, Map<String, String> headers, byte[] body) {

	static StompFrame read(byte[] bytes) {
		int end = 0;
		while (bytes[end] != '\n' || bytes[end + 1] != '\n') {
			end++;
		}
		String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n");
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 1; i < lines.length; i++) {
			int colon = lines[i].indexOf(':');
			headers.putIfAbsent(unescape(lines[i].substring(0, colon)), unescape(lines[i].substring(colon + 1)));
		}
		if (bytes[bytes.length - 1] != 0) {
			throw new AssertionError("A frame does not end with its message: " + String.join("\\n", lines));
		}
		return new StompFrame(lines[0], headers, Arrays.copyOfRange(bytes, end + 2, bytes.length - 1));
	}

	private static String unescape(String text) {
		return text.replace("\\c", ":").replace("\\n", "\n").replace("\\r", "\r").replace("\\\\", "\\");
	}

	/** A header, or {@code ""}. */
	public String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

	/** The body as text. */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.command + this.headers + " " + text();
	}

}
