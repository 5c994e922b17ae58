package dev.stompbox.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * A WebSocket client (RFC 6455) that shows and sends exact bytes, and can stop to read.
 */
public final class WebSocketClient implements StompClient.Line {

	/** First byte of a frame that is a whole text message. */
	public static final int TEXT = 0x81;

	/** First byte of a frame that is a whole binary message. */
	public static final int BINARY = 0x82;

	/** First byte of a frame that begins a text message. */
	public static final int TEXT_BEGINS = 0x01;

	/** First byte of a frame that begins a binary message. */
	public static final int BINARY_BEGINS = 0x02;

	/** First byte of a frame that goes on with a message. */
	public static final int GOES_ON = 0x00;

	/** First byte of a frame that ends a message. */
	public static final int ENDS = 0x80;

	/** First byte of a ping. */
	public static final int PING = 0x89;

	/** First byte of a pong. */
	public static final int PONG = 0x8a;

	/** First byte of a close frame. */
	public static final int CLOSE = 0x88;

	private final Wire wire;

	private final HttpAnswer handshake;

	private boolean answersPings = true;

	/** What has come of a message that is not complete, and its opcode, or 0. */
	private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

	private int kind;

	private final Random masks = new Random(1);

	private WebSocketClient(Wire wire, HttpAnswer handshake) {
		this.wire = wire;
		this.handshake = handshake;
	}

	/** What a server says, pings aside. */
	public sealed interface Said {

	}

	/**
	 * A message.
	 *
	 * @param text whether it is text
	 * @param bytes what it says
	 */
	public record Message(boolean text, byte[] bytes) implements Said {

		/** What it says, as text. */
		public String string() {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}

	}

	/**
	 * How the server closed.
	 *
	 * @param code the close code; 1005 for none
	 * @param reason why
	 */
	public record Close(int code, String reason) implements Said {
	}

	/** Opens a WebSocket that the server must accept. */
	public static WebSocketClient open(int port, String path, String... headers) {
		return open(0, port, path, headers);
	}

	/**
	 * Opens a WebSocket of which the kernel takes no more than about
	 * {@code receiveBuffer} bytes while nobody reads.
	 */
	public static WebSocketClient open(int receiveBuffer, int port, String path, String... headers) {
		Wire wire = new Wire("127.0.0.1", port, receiveBuffer);
		HttpAnswer answer = upgrade(wire, port, path, headers);
		if (answer.status() != 101) {
			throw new AssertionError("The upgrade of " + path + " was refused: " + answer);
		}
		return new WebSocketClient(wire, answer);
	}

	/** Opens a WebSocket from an address of this machine. */
	public static WebSocketClient from(String address, int port, String path, String... headers) {
		return from(address, 0, port, path, headers);
	}

	/** The same with a {@code receiveBuffer}. */
	public static WebSocketClient from(String address, int receiveBuffer, int port, String path, String... headers) {
		Wire wire = new Wire(address, "127.0.0.1", port, receiveBuffer);
		HttpAnswer answer = upgrade(wire, port, path, headers);
		if (answer.status() != 101) {
			throw new AssertionError("The upgrade of " + path + " was refused: " + answer);
		}
		return new WebSocketClient(wire, answer);
	}

	/**
	 * Asks for an upgrade, that the server may refuse, from an address of this machine.
	 */
	public static HttpAnswer upgradeFrom(String address, int port, String path, String... headers) {
		try (Wire wire = new Wire(address, "127.0.0.1", port, 0)) {
			return upgrade(wire, port, path, headers);
		}
	}

	/** Asks for an upgrade that the server may refuse. */
	public static HttpAnswer upgrade(int port, String path, String... headers) {
		return upgrade("127.0.0.1", port, path, headers);
	}

	/** Asks for an upgrade at an address of this machine. */
	public static HttpAnswer upgrade(String address, int port, String path, String... headers) {
		try (Wire wire = new Wire(address, port, 0)) {
			return upgrade(wire, port, path, headers);
		}
	}

	private static HttpAnswer upgrade(Wire wire, int port, String path, String... headers) {
		StringBuilder request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
		if (Arrays.stream(headers).noneMatch((header) -> header.startsWith("Host:"))) {
			request.append("Host: localhost:").append(port).append("\r\n");
		}
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		wire.write(request + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
		return HttpAnswer.read(wire);
	}

	/** Leaves pings without an answer from now on. */
	public void ignorePings() {
		this.answersPings = false;
	}

	/** Reads on, and answers, until {@code count} pings have come. */
	public void answerPings(int count) {
		for (int i = 0; i < count;) {
			int first = this.wire.read();
			byte[] payload = payload(first);
			if (first == PING) {
				frame(PONG, payload);
				i++;
			}
			else if (first == CLOSE) {
				throw new AssertionError("Closed after " + i + " pings: " + close(payload));
			}
		}
	}

	/** What the server answered to the upgrade. */
	public HttpAnswer handshake() {
		return this.handshake;
	}

	@Override
	public void text(String text) {
		frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	/** Sends a binary message. */
	public void binary(byte[] bytes) {
		frame(BINARY, bytes);
	}

	/** Says goodbye with {@code code}. */
	public void goodbye(int code) {
		frame(CLOSE, new byte[] { (byte) (code >> 8), (byte) code });
	}

	/** Sends one frame, masked. */
	public void frame(int first, byte[] payload) {
		this.wire.write(masked(first, payload));
	}

	/** Sends bytes as they are. */
	public void raw(byte[] bytes) {
		this.wire.write(bytes);
	}

	/**
	 * Sends as much of {@code bytes} as the server takes before it takes nothing for
	 * {@code patience}.
	 */
	public int offer(ByteBuffer bytes, Duration patience) {
		return this.wire.offer(bytes, patience);
	}

	/** The bytes of one frame, masked. */
	public byte[] masked(int first, byte[] payload) {
		int length = payload.length;
		ByteBuffer frame = ByteBuffer.allocate(length + 14).put((byte) first);
		if (length < 126) {
			frame.put((byte) (0x80 | length));
		}
		else if (length < 1 << 16) {
			frame.put((byte) (0x80 | 126)).putShort((short) length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(length);
		}
		byte[] mask = new byte[4];
		this.masks.nextBytes(mask);
		frame.put(mask);
		for (int i = 0; i < length; i++) {
			frame.put((byte) (payload[i] ^ mask[i & 3]));
		}
		return Arrays.copyOf(frame.array(), frame.position());
	}

	/** The next message. Pings are answered on the way. */
	public Message message() {
		Said said = next();
		if (said instanceof Message message) {
			return message;
		}
		throw new AssertionError("Closed in place of a message: " + said);
	}

	/** The next message, or the goodbye. Pings are answered on the way. */
	public Said next() {
		return next(Wire.PATIENCE).orElseThrow(() -> new AssertionError("Nothing came in " + Wire.PATIENCE));
	}

	/** The next message, or the goodbye, if one begins within {@code patience}. */
	public Optional<Said> next(Duration patience) {
		long until = System.nanoTime() + patience.toNanos();
		while (this.kind != 0 || !this.wire.silentFor(Duration.ofNanos(Math.max(0, until - System.nanoTime())))) {
			int first = this.wire.read();
			byte[] payload = payload(first);
			if (first == PING) {
				if (this.answersPings) {
					frame(PONG, payload);
				}
			}
			else if (first == CLOSE) {
				return Optional.of(close(payload));
			}
			else if (first != PONG) {
				part(first, payload);
				if ((first & 0x80) != 0) {
					return Optional.of(whole());
				}
			}
		}
		return Optional.empty();
	}

	private void part(int first, byte[] payload) {
		this.kind = (this.kind == 0) ? first & (0x0f | Deflated.RSV1) : this.kind;
		this.begun.writeBytes(payload);
	}

	private Message whole() {
		byte[] bytes = this.begun.toByteArray();
		Message message = new Message((this.kind & 0x0f) == 1,
				((this.kind & Deflated.RSV1) != 0) ? Deflated.inflate(bytes) : bytes);
		this.kind = 0;
		this.begun.reset();
		return message;
	}

	/**
	 * The body of the next pong, before which no message may end; what comes of one is
	 * kept.
	 */
	public byte[] pong() {
		while (true) {
			int first = this.wire.read();
			byte[] payload = payload(first);
			if (first == PONG) {
				return payload;
			}
			if (first > BINARY_BEGINS) {
				throw new AssertionError("A frame came that is no pong: " + Integer.toHexString(first));
			}
			part(first, payload);
		}
	}

	@Override
	public byte[] bytes() {
		return message().bytes();
	}

	@Override
	public Close closed() {
		while (true) {
			int first = this.wire.read();
			byte[] payload = payload(first);
			if (first == CLOSE) {
				return close(payload);
			}
		}
	}

	/**
	 * Whether the server ends the stream now, after what it said, and without a reset.
	 */
	public boolean over() {
		return this.wire.read() < 0;
	}

	/** Whether nothing comes for {@code time}. */
	public boolean silentFor(Duration time) {
		return this.wire.silentFor(time);
	}

	/** Ends the connection with a TCP reset. */
	public void reset() {
		this.wire.reset();
	}

	Wire wire() {
		return this.wire;
	}

	private static Close close(byte[] payload) {
		if (payload.length == 0) {
			return new Close(1005, "");
		}
		int code = ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
		return new Close(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
	}

	private byte[] payload(int first) {
		int second = this.wire.read();
		if (first < 0 || second < 0) {
			throw new AssertionError("The server ended the stream without a close frame");
		}
		if ((second & 0x80) != 0) {
			throw new AssertionError("A server's frame is masked");
		}
		long length = second;
		if (second == 126) {
			length = ByteBuffer.wrap(this.wire.read(2)).getShort() & 0xffff;
		}
		else if (second == 127) {
			length = ByteBuffer.wrap(this.wire.read(8)).getLong();
		}
		return this.wire.read(Math.toIntExact(length));
	}

	@Override
	public void close() {
		this.wire.close();
	}

}
