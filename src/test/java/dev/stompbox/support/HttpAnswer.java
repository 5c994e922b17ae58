package dev.stompbox.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The answer to an HTTP request.
 *
 * @param status its status
 * @param headers its headers, by their names in lower case
 * @param body its body
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

	/**
	 * Reads an answer from the wire; the body of one that switches protocols is empty.
	 */
	static HttpAnswer read(Wire wire) {
		HttpAnswer head = head(wire);
		boolean without = head.status == 101 || head.status == 204;
		return new HttpAnswer(head.status, head.headers, without ? new byte[0] : body(wire, head.headers));
	}

	/** Reads an answer's head alone. */
	static HttpAnswer head(Wire wire) {
		String[] start = line(wire).split(" ", 3);
		int status = Integer.parseInt(start[1]);
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(wire); !line.isEmpty(); line = line(wire)) {
			int colon = line.indexOf(':');
			headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
					(first, more) -> first + ", " + more);
		}
		return new HttpAnswer(status, headers, new byte[0]);
	}

	private static byte[] body(Wire wire, Map<String, String> headers) {
		if (headers.containsKey("content-length")) {
			return wire.read(Integer.parseInt(headers.get("content-length")));
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		if ("chunked".equals(headers.get("transfer-encoding"))) {
			for (int size = Integer.parseInt(line(wire), 16); size > 0; size = Integer.parseInt(line(wire), 16)) {
				body.writeBytes(wire.read(size));
				line(wire);
			}
			line(wire);
		}
		else {
			for (int b = wire.read(); b >= 0; b = wire.read()) {
				body.write(b);
			}
		}
		return body.toByteArray();
	}

	static String line(Wire wire) {
		StringBuilder line = new StringBuilder();
		for (int b = wire.read(); b != '\n'; b = wire.read()) {
			if (b < 0) {
				throw new AssertionError("The server ended the stream in the head of its answer: " + line);
			}
			line.append((char) b);
		}
		return line.toString().stripTrailing();
	}

	/** A header, or {@code ""}. */
	public String header(String name) {
		return this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
	}

	/** The body as text. */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/** The body as JSON. */
	public JsonNode json() {
		return JsonMapper.shared().readTree(this.body);
	}

	@Override
	public String toString() {
		return this.status + " " + this.headers + " " + text();
	}

}
