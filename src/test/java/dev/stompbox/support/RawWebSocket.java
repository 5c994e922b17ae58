package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection on which the client says any bytes from the first on, and sees the
 * server's frames one by one.
 */
public final class RawWebSocket implements AutoCloseable {

	private final Wire wire;

	/** Connects to this machine, and says nothing yet. */
	public RawWebSocket(int port) {
		this.wire = new Wire("127.0.0.1", port, 0);
	}

	private RawWebSocket(Wire wire) {
		this.wire = wire;
	}

	/** The same from an address of this machine. */
	public static RawWebSocket from(String address, int port) {
		return new RawWebSocket(new Wire(address, "127.0.0.1", port, 0));
	}

	/**
	 * A frame of the server.
	 *
	 * @param first its first byte
	 * @param payload its payload
	 */
	public record Frame(int first, byte[] payload) {
	}

	/** Asks for an upgrade of {@code path} with these headers besides the usual ones. */
	public HttpAnswer upgrade(String path, String... headers) {
		String more = (headers.length == 0) ? "" : String.join("\r\n", headers) + "\r\n";
		return ask(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n")
			.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Sends a request as it is, with whatever follows it, and reads the answer. */
	public HttpAnswer ask(byte[] request) {
		this.wire.write(request);
		return HttpAnswer.read(this.wire);
	}

	/** Reads an answer's head alone. */
	public HttpAnswer head() {
		return HttpAnswer.head(this.wire);
	}

	/**
	 * Sends what the server takes of {@code bytes}, in pieces of {@code most} bytes at
	 * most. Returns whether it took all.
	 */
	public boolean send(byte[] bytes, int most) {
		try {
			for (int at = 0; at < bytes.length;) {
				int length = Math.min(most, bytes.length - at);
				if (this.wire.offer(ByteBuffer.wrap(bytes, at, length), Wire.PATIENCE) < length) {
					return false;
				}
				at += length;
			}
			return true;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/** The next frame, if one begins within {@code patience}. */
	public Optional<Frame> frame(Duration patience) {
		if (this.wire.silentFor(patience)) {
			return Optional.empty();
		}
		int first = this.wire.read();
		int second = this.wire.read();
		if (first < 0 || second < 0) {
			throw new AssertionError("The server ended the stream");
		}
		if ((second & 0x80) != 0) {
			throw new AssertionError("A server's frame is masked");
		}
		long length = (second < 126) ? second : (second == 126) ? ByteBuffer.wrap(this.wire.read(2)).getShort() & 0xffff
				: ByteBuffer.wrap(this.wire.read(8)).getLong();
		if (length < 0 || (second > 125 && length < 126) || (second == 127 && length < 1 << 16)) {
			throw new AssertionError("A server's frame has a wrong length: " + length);
		}
		return Optional.of(new Frame(first, this.wire.read(Math.toIntExact(length))));
	}

	/** How the server ends the stream, if it does within {@code patience}. */
	public End end(Duration patience) {
		try {
			if (this.wire.silentFor(patience)) {
				return End.OPEN;
			}
			int next = this.wire.read();
			if (next >= 0) {
				throw new AssertionError("A frame in place of the end: " + Integer.toHexString(next));
			}
			return End.GOOD_ORDER;
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof IOException) {
				return End.RESET;
			}
			throw ex;
		}
	}

	/** How a stream ends. */
	public enum End {

		/** It does not. */
		OPEN,
		/** After all that was said. */
		GOOD_ORDER,
		/** With a reset, which may take with it what was said. */
		RESET

	}

	@Override
	public void close() {
		this.wire.close();
	}

}
