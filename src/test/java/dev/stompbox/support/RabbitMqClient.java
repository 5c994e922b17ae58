package dev.stompbox.support;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A client that speaks STOMP to RabbitMQ itself, as another program would that knows
 * nothing of this server.
 */
public final class RabbitMqClient implements AutoCloseable {

	private final Wire wire;

	private final Deque<StompFrame> aside = new ArrayDeque<>();

	private int receipts;

	/** A client of the RabbitMQ at this port. */
	public RabbitMqClient(int port) {
		this.wire = new Wire("127.0.0.1", port, 0);
	}

	/** A client that is connected as one who may do everything. */
	public static RabbitMqClient connected(RabbitMq rabbitMq) {
		RabbitMqClient client = new RabbitMqClient(rabbitMq.port());
		StompFrame answer = client.connect(RabbitMq.LOGIN, RabbitMq.PASSCODE);
		if (!answer.command().equals("CONNECTED")) {
			throw new AssertionError("RabbitMQ refused: " + answer);
		}
		return client;
	}

	/** Sends CONNECT. Returns the answer, whatever it is. */
	public StompFrame connect(String login, String passcode) {
		send("CONNECT", "", "accept-version:1.2", "host:/", "login:" + login, "passcode:" + passcode);
		return next();
	}

	/** Sends a frame. */
	public void send(String command, String body, String... headers) {
		this.wire.write(StompClient.frame(command, body, headers));
	}

	/** Sends a frame and waits for its receipt. */
	public void confirm(String command, String body, String... headers) {
		String receipt = "r-" + ++this.receipts;
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "receipt:" + receipt;
		send(command, body, all);
		for (StompFrame frame = next(); !frame.header("receipt-id").equals(receipt); frame = next()) {
			if (!frame.command().equals("MESSAGE")) {
				throw new AssertionError("RabbitMQ answered " + frame);
			}
			this.aside.add(frame);
		}
	}

	/** Subscribes, and waits until it is. */
	public void subscribe(String destination, String id) {
		confirm("SUBSCRIBE", "", "destination:" + destination, "id:" + id);
	}

	/** The next MESSAGE. */
	public StompFrame message() {
		StompFrame frame = this.aside.isEmpty() ? next() : this.aside.remove();
		if (!frame.command().equals("MESSAGE")) {
			throw new AssertionError("RabbitMQ sent " + frame);
		}
		return frame;
	}

	/** Whether no frame comes for {@code time}. */
	public boolean silentFor(Duration time) {
		if (!this.aside.isEmpty()) {
			return false;
		}
		while (!this.wire.silentFor(time)) {
			// RabbitMQ ends the line after each frame.
			if (this.wire.read() != '\n') {
				return false;
			}
		}
		return true;
	}

	private StompFrame next() {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		int left = -1;
		for (int b = this.wire.read(); frame.size() == 0 && b == '\n' || b != 0 || left > 0; b = this.wire.read()) {
			if (b < 0) {
				throw new AssertionError("RabbitMQ ended the stream");
			}
			if (frame.size() > 0 || b != '\n') {
				frame.write(b);
				left = (left < 0) ? bodyLength(frame) : left - 1;
			}
		}
		frame.write(0);
		return StompFrame.read(frame.toByteArray());
	}

	/** What the body's length is, once the head is complete; -1 before, or unknown. */
	private static int bodyLength(ByteArrayOutputStream frame) {
		String head = frame.toString(StandardCharsets.ISO_8859_1);
		int at = head.indexOf("\ncontent-length:");
		if (!head.endsWith("\n\n") || at < 0) {
			return -1;
		}
		int from = at + "\ncontent-length:".length();
		return Integer.parseInt(head.substring(from, head.indexOf('\n', from)));
	}

	@Override
	public void close() {
		this.wire.close();
	}

}
