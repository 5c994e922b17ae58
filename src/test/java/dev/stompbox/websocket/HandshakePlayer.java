package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.websocket.FrameCase.Step;

/** Plays a {@link HandshakeCase} with a server that runs. */
final class HandshakePlayer {

	private final int port;

	HandshakePlayer(int port) {
		this.port = port;
	}

	/**
	 * Returns where it goes another way than it is told for {@code engine}, or
	 * {@code ""}.
	 */
	String play(HandshakeCase one, String engine) {
		HandshakeCase.Difference difference = one.differs().get(engine);
		int status = (difference != null) ? difference.status() : one.status();
		try (RawWebSocket socket = new RawWebSocket(this.port)) {
			HttpAnswer answer = socket.ask(bytes(one));
			if (difference != null && answer.status() == one.status()) {
				return "It goes as it is written: take out \"⊘ " + engine + "\"";
			}
			if (answer.status() != status) {
				return "Expected " + status + " and got " + answer;
			}
			if (status == one.status()) {
				checkHeaders(one, answer);
			}
			if (status == 101) {
				WireCasePlayer.see(socket, (one.after() != null) ? one.after().events() : List.of());
			}
			return "";
		}
		catch (AssertionError | UncheckedIOException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static byte[] bytes(HandshakeCase one) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes((String.join("\r\n", one.request()) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
		Step after = one.after();
		if (after != null) {
			bytes.writeBytes(after.bytes());
		}
		return bytes.toByteArray();
	}

	private static void checkHeaders(HandshakeCase one, HttpAnswer answer) {
		for (Map.Entry<String, String> header : one.headers().entrySet()) {
			if (!answer.header(header.getKey()).equals(header.getValue())) {
				throw new AssertionError("Expected " + header + " and got " + answer);
			}
		}
	}

}
