package dev.stompbox.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Payload;

/** The server's close frame (RFC 6455 §5.5.1). */
final class CloseFrame {

	/** A close frame holds 125 bytes, two of them for the code. */
	private static final int LONGEST_REASON = 123;

	private CloseFrame() {
	}

	/**
	 * Says why the connection ends, or answers a client that said goodbye before, whose
	 * code is repeated then.
	 * @param peerCode the client's code, 1005 for a goodbye without one, or 0
	 */
	static Payload of(Closed closed, int peerCode) {
		int code = (peerCode != 0) ? peerCode : closed.reason().webSocketCode();
		if (code == 1005 || code == 1006) {
			return Payload.of(Payload.Kind.CLOSE);
		}
		byte[] status = { (byte) (code >> 8), (byte) code };
		return Payload.of(Payload.Kind.CLOSE, status, (peerCode != 0) ? new byte[0] : reason(closed.said()));
	}

	/** Cut between characters. */
	private static byte[] reason(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		int length = Math.min(bytes.length, LONGEST_REASON);
		while (length > 0 && length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
			length--;
		}
		return Arrays.copyOf(bytes, length);
	}

}
