package dev.stompbox.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** A STOMP client of the simplest kind: it reads when it is asked to. */
public final class StompClient implements AutoCloseable {

	private final @Nullable WebSocketClient webSocket;

	private final Line line;

	private final Deque<StompFrame> aside = new ArrayDeque<>();

	private int receipts;

	/** Speaks STOMP on {@code webSocket}; {@link #connect} comes next. */
	public StompClient(WebSocketClient webSocket) {
		this.webSocket = webSocket;
		this.line = webSocket;
	}

	/** Speaks STOMP on {@code line}; {@link #connect} comes next. */
	public StompClient(Line line) {
		this.webSocket = null;
		this.line = line;
	}

	/** What STOMP can be spoken on. */
	public interface Line extends AutoCloseable {

		/** Sends a text message. */
		void text(String text);

		/** What the next message says. */
		byte[] bytes();

		/** How the server closes; reads on until then. */
		WebSocketClient.Close closed();

		@Override
		void close();

	}

	/** A client that is connected as nobody in particular. */
	public static StompClient anybody(int port, String... headers) {
		StompClient client = new StompClient(WebSocketClient.open(port, "/ws"));
		client.connect(headers);
		return client;
	}

	/** A client that is connected as the operator. */
	public static StompClient operator(StompboxServer server, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "passcode:" + server.token();
		return anybody(server.port(), all);
	}

	/** The WebSocket below. */
	public WebSocketClient webSocket() {
		return this.webSocket;
	}

	/** Sends CONNECT. Returns CONNECTED. */
	public StompFrame connect(String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 2);
		all[headers.length] = "accept-version:1.2";
		all[headers.length + 1] = "host:localhost";
		send("CONNECT", "", all);
		return await("CONNECTED");
	}

	/** Sends a frame. */
	public void send(String command, String body, String... headers) {
		this.line.text(frame(command, body, headers));
	}

	/** Sends a frame, as a binary message. */
	public void send(String command, byte[] body, String... headers) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes(frame(command, "", headers).replace("\n\n\0", "\ncontent-length:" + body.length + "\n\n")
			.getBytes(StandardCharsets.UTF_8));
		bytes.writeBytes(body);
		bytes.write(0);
		this.webSocket.binary(bytes.toByteArray());
	}

	/** A frame as text. */
	public static String frame(String command, String body, String... headers) {
		StringBuilder frame = new StringBuilder(command).append('\n');
		for (String header : headers) {
			frame.append(header).append('\n');
		}
		return frame.append('\n').append(body).append('\0').toString();
	}

	/** Sends a frame and waits for its receipt, which is returned. */
	public StompFrame confirm(String command, String body, String... headers) {
		String receipt = "r-" + ++this.receipts;
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "receipt:" + receipt;
		send(command, body, all);
		return await((frame) -> frame.command().equals("RECEIPT") && frame.header("receipt-id").equals(receipt));
	}

	/** Publishes, and waits until it is. */
	public StompFrame publish(String destination, String body, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "destination:" + destination;
		return confirm("SEND", body, all);
	}

	/** Answers for a message, ACK or NACK, without waiting. */
	public void answer(String command, StompFrame message, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "id:" + message.header("ack").replace(":", "\\c");
		send(command, "", all);
	}

	/** Subscribes with more headers, and waits until it is. */
	public StompFrame subscribe(String destination, String id, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 2);
		all[headers.length] = "destination:" + destination;
		all[headers.length + 1] = "id:" + id;
		return confirm("SUBSCRIBE", "", all);
	}

	/** The next MESSAGE. */
	public StompFrame message() {
		return await("MESSAGE");
	}

	/** The next frame with this command; others are kept for later. */
	public StompFrame await(String command) {
		return await((frame) -> frame.command().equals(command));
	}

	/** The next ERROR, after which the server closes. */
	public StompFrame error() {
		return await("ERROR");
	}

	/** The next frame, whatever it is. */
	public StompFrame any() {
		return await((frame) -> true);
	}

	/** How the server closes, after an ERROR with this code. */
	public WebSocketClient.Close closedAfter(String code) {
		StompFrame error = error();
		if (!code.equals(error.header("code"))) {
			throw new AssertionError("Another ERROR came: " + error);
		}
		return closed();
	}

	/** How the server closes; reads on until then. */
	public WebSocketClient.Close closed() {
		return this.line.closed();
	}

	/** How many frames came that nobody has asked for yet. */
	public int unasked() {
		return this.aside.size();
	}

	private StompFrame await(Predicate<StompFrame> wanted) {
		for (Iterator<StompFrame> each = this.aside.iterator(); each.hasNext();) {
			StompFrame frame = each.next();
			if (wanted.test(frame)) {
				each.remove();
				return frame;
			}
		}
		while (true) {
			byte[] bytes = this.line.bytes();
			if (bytes.length == 1 && bytes[0] == '\n') {
				continue;
			}
			StompFrame frame = StompFrame.read(bytes);
			if (wanted.test(frame)) {
				return frame;
			}
			if (frame.command().equals("ERROR")) {
				throw new AssertionError("An ERROR came: " + frame);
			}
			this.aside.add(frame);
		}
	}

	@Override
	public void close() {
		this.line.close();
	}

}
