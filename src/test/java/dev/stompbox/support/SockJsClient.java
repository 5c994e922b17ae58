package dev.stompbox.support;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A SockJS client (sockjs-protocol 0.3) that shows and sends exact frames, over any of
 * the transports, and reads only when it is asked to.
 */
public final class SockJsClient implements StompClient.Line {

	private final int port;

	private final String session;

	private final String transport;

	private final String[] headers;

	private final @Nullable WebSocketClient webSocket;

	private @Nullable Wire sending;

	private @Nullable Wire receiving;

	/**
	 * How much of the chunk that is being read is still to come, or -1 between responses.
	 */
	private int chunk = -1;

	private boolean chunked;

	private boolean requested;

	private int responses;

	private final int receiveBuffer;

	private final Deque<String> messages = new ArrayDeque<>();

	private WebSocketClient.@Nullable Close close;

	private SockJsClient(int port, String session, String transport, int receiveBuffer, String... headers) {
		this.port = port;
		this.session = session;
		this.transport = transport;
		this.receiveBuffer = receiveBuffer;
		this.headers = headers;
		this.webSocket = transport.equals("websocket") ? WebSocketClient.open(port, path(transport), headers) : null;
	}

	/**
	 * A client that is open.
	 * @param transport as SockJS names it in addresses: {@code websocket},
	 * {@code xhr_streaming}, {@code eventsource} or {@code xhr}
	 */
	public static SockJsClient open(int port, String transport, String... headers) {
		return open(port, transport, 0, headers);
	}

	/**
	 * A client that is open, and of which the kernel takes no more than about
	 * {@code receiveBuffer} bytes while nobody reads.
	 */
	public static SockJsClient open(int port, String transport, int receiveBuffer, String... headers) {
		SockJsClient client = new SockJsClient(port, UUID.randomUUID().toString(), transport, receiveBuffer, headers);
		String first = client.frame();
		if (!first.equals("o")) {
			throw new AssertionError("A session began with " + first);
		}
		return client;
	}

	/** Its session's address, without the transport. */
	public String address() {
		return "/sockjs/000/" + this.session;
	}

	private String path(String last) {
		return address() + '/' + last;
	}

	/** How many responses it has received on. */
	public int responses() {
		return this.responses;
	}

	/** The next frame of SockJS, of any kind. */
	public String frame() {
		if (this.webSocket != null) {
			return this.webSocket.message().string();
		}
		while (true) {
			String line = line();
			if (this.transport.equals("eventsource")) {
				line = line.startsWith("data: ") ? line.substring("data: ".length()) : "";
			}
			if (!line.isEmpty() && !line.startsWith("hhhh")) {
				return line;
			}
		}
	}

	/** The next line of a response, which is asked for when none is open. */
	private String line() {
		StringBuilder line = new StringBuilder();
		while (true) {
			if (this.chunk < 0) {
				if (!line.isEmpty()) {
					throw new AssertionError("A response ended within " + line);
				}
				ask();
			}
			int b = next();
			if (b == '\n') {
				return new String(line.toString().stripTrailing().getBytes(StandardCharsets.ISO_8859_1),
						StandardCharsets.UTF_8);
			}
			if (b >= 0) {
				line.append((char) b);
			}
		}
	}

	/** The next byte of the response, or -1 at its end. */
	private int next() {
		Wire wire = this.receiving;
		if (this.chunk == 0 && this.chunked) {
			// Jetty ends a chunk with the next.
			String size = HttpAnswer.line(wire);
			this.chunk = Integer.parseInt(size.isEmpty() ? HttpAnswer.line(wire) : size, 16);
			if (this.chunk == 0) {
				HttpAnswer.line(wire);
			}
		}
		if (this.chunk == 0) {
			this.chunk = -1;
			return -1;
		}
		int b = wire.read();
		if (b < 0) {
			throw new AssertionError("The server ended the stream within a response");
		}
		this.chunk--;
		return b;
	}

	/**
	 * Asks to receive, without waiting for an answer, which is read when it is needed.
	 */
	public void request() {
		this.requested = true;
		if (this.receiving == null) {
			this.receiving = new Wire("127.0.0.1", this.port, this.receiveBuffer);
		}
		String method = this.transport.equals("eventsource") ? "GET " : "POST ";
		this.receiving.write(method + path(this.transport) + head(0));
	}

	private void ask() {
		if (!this.requested) {
			request();
		}
		this.requested = false;
		HttpAnswer head = HttpAnswer.head(this.receiving);
		if (head.status() != 200) {
			throw new AssertionError("Receiving was refused: " + head);
		}
		this.responses++;
		this.chunked = head.header("Transfer-Encoding").equals("chunked");
		this.chunk = this.chunked ? 0 : Integer.parseInt(head.header("Content-Length"));
	}

	private String head(int length) {
		String more = Arrays.stream(this.headers).map((header) -> header + "\r\n").collect(Collectors.joining());
		return " HTTP/1.1\r\nHost: localhost:" + this.port + "\r\n" + more + "Content-Length: " + length + "\r\n\r\n";
	}

	@Override
	public void text(String text) {
		HttpAnswer answer = send(JsonMapper.shared().writeValueAsString(new String[] { text }));
		if (answer != null && answer.status() != 204) {
			throw new AssertionError("Sending was refused: " + answer);
		}
	}

	/** Sends {@code json} as it is. Returns the answer to it, where there is one. */
	public @Nullable HttpAnswer send(String json) {
		if (this.webSocket != null) {
			this.webSocket.text(json);
			return null;
		}
		if (this.sending == null) {
			this.sending = new Wire("127.0.0.1", this.port, 0);
		}
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		this.sending.write(("POST " + path("xhr_send") + head(body.length)));
		this.sending.write(body);
		return HttpAnswer.read(this.sending);
	}

	/**
	 * Sends the beginning of a body that is said to have {@code length} bytes, as much of
	 * it as the server takes before it takes nothing for {@code patience}.
	 */
	public int offer(int length, ByteBuffer bytes, Duration patience) {
		try (Wire wire = new Wire("127.0.0.1", this.port, 0)) {
			wire.write("POST " + path("xhr_send") + head(length));
			return wire.offer(bytes, patience);
		}
		catch (UncheckedIOException ex) {
			// The server has closed it.
			return bytes.position();
		}
	}

	/** The next message, or {@code null} when the session is closed. */
	public @Nullable String message() {
		while (this.messages.isEmpty() && this.close == null) {
			String frame = frame();
			switch (frame.charAt(0)) {
				case 'a' -> JsonMapper.shared()
					.readTree(frame.substring(1))
					.forEach((message) -> this.messages.add(message.asString()));
				case 'c' -> {
					JsonNode close = JsonMapper.shared().readTree(frame.substring(1));
					this.close = new WebSocketClient.Close(close.get(0).asInt(), close.get(1).asString());
				}
				default -> {
					// a heart-beat
				}
			}
		}
		return this.messages.poll();
	}

	@Override
	public byte[] bytes() {
		String message = message();
		if (message == null) {
			throw new AssertionError("The session was closed: " + this.close);
		}
		return message.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public WebSocketClient.Close closed() {
		while (message() != null) {
			// what came before
		}
		return this.close;
	}

	/** The WebSocket below, where there is one. */
	public @Nullable WebSocketClient webSocket() {
		return this.webSocket;
	}

	@Override
	public void close() {
		if (this.webSocket != null) {
			this.webSocket.close();
		}
		if (this.sending != null) {
			this.sending.close();
		}
		if (this.receiving != null) {
			this.receiving.close();
		}
	}

}
