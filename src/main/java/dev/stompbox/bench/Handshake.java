package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.message.Release;

/** The upgrade of one connection to WebSocket (RFC 6455 §4.1). */
final class Handshake {

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final int LONGEST_ANSWER = 64 * 1024;

	private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,6})\\s*$");

	private final String key;

	private byte[] answer = {};

	/** Where the answer's body begins, once its head is there. */
	private int body;

	Handshake() {
		byte[] random = new byte[16];
		ThreadLocalRandom.current().nextBytes(random);
		this.key = Base64.getEncoder().encodeToString(random);
	}

	/**
	 * What is sent.
	 * @param subprotocols those that are spoken, or {@code null} for a raw WebSocket
	 */
	byte[] request(Target target, @Nullable String subprotocols) {
		StringBuilder text = new StringBuilder("GET ").append(target.path())
			.append(" HTTP/1.1\r\nHost: ")
			.append(target.host())
			.append("\r\nUser-Agent: stompbox-bench/" + Release.VERSION)
			.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
			.append(this.key)
			.append("\r\n");
		if (subprotocols != null) {
			text.append("Sec-WebSocket-Protocol: ").append(subprotocols).append("\r\n");
		}
		if (target.token() != null) {
			text.append("Authorization: Bearer ").append(target.token()).append("\r\n");
		}
		return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Takes bytes of the answer.
	 * @return where the first WebSocket frame may begin, or -1 while the answer is not
	 * complete
	 * @throws BenchFailure when the server refuses
	 */
	int received(byte[] bytes, int from, int to) {
		int before = this.answer.length;
		this.answer = Arrays.copyOf(this.answer, before + to - from);
		System.arraycopy(bytes, from, this.answer, before, to - from);
		String text = new String(this.answer, StandardCharsets.ISO_8859_1);
		int end = text.indexOf("\r\n\r\n");
		if (end < 0 && this.answer.length < LONGEST_ANSWER) {
			return -1;
		}
		if (end < 0 || !text.startsWith("HTTP/1.1 ")) {
			throw new BenchFailure(
					"What answers there is no WebSocket server; it does not answer the upgrade as" + " HTTP/1.1 says.");
		}
		this.body = end + 4;
		if (!text.startsWith("101", 9)) {
			return awaitReason(text.substring(0, this.body));
		}
		if (!text.contains(accept())) {
			throw new BenchFailure(
					"The server's Sec-WebSocket-Accept does not fit the key that was sent" + " (RFC 6455 §4.1).");
		}
		return from + this.body - before;
	}

	private int awaitReason(String head) {
		Matcher length = LENGTH.matcher(head);
		int expected = length.find() ? Integer.parseInt(length.group(1)) : 0;
		if (this.answer.length - this.body < Math.min(expected, LONGEST_ANSWER)) {
			return -1;
		}
		throw refused();
	}

	/** What to say when the server closes the socket before its answer is complete. */
	BenchFailure ended() {
		return (this.body > 0) ? refused()
				: new BenchFailure("The server closed the connection instead of answering the upgrade.");
	}

	/** A problem detail (RFC 9457) says why in words; without one there is the status. */
	private BenchFailure refused() {
		String head = new String(this.answer, 0, this.body, StandardCharsets.ISO_8859_1);
		StringBuilder said = new StringBuilder("The server refused the upgrade: HTTP ")
			.append(head.substring(9, head.indexOf('\r')).strip());
		try {
			JsonNode problem = JsonMapper.shared().readTree(this.answer, this.body, this.answer.length - this.body);
			for (String part : new String[] { "code", "detail", "hint" }) {
				String words = problem.path(part).asString("");
				said.append(words.isEmpty() ? "" : (part.equals("code") ? ", " : " ") + words);
			}
		}
		catch (JacksonException ex) {
			// No problem detail; the status has to do.
		}
		if (said.indexOf("HTTP 404") >= 0) {
			said.append(". Is the path of --url right? STOMP is at /ws and echo at /echo.");
		}
		return new BenchFailure(said.toString());
	}

	private String accept() {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((this.key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
