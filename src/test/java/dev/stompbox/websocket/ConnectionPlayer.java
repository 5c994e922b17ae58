package dev.stompbox.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntSupplier;

import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.MessageLimit;

/**
 * An echo on Jetty's end point in memory, and the client at its other end, which cuts
 * what it sends.
 */
final class ConnectionPlayer implements AutoCloseable {

	/** The largest message. */
	static final int LIMIT = 16 << 20;

	/** So much at most, that no buffer in between grows with the message. */
	private static final int READ = 1 << 20;

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 2 * LIMIT, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final ByteArrayEndPoint endPoint = new ByteArrayEndPoint(null, 0, BufferUtil.EMPTY_BUFFER, 64 * 1024, true);

	private final Connection connection;

	private final ServerFrames seen = new ServerFrames();

	private final WebSocketConnection socket;

	/**
	 * @param parts whether the echo takes messages part by part
	 * @param limit the largest message
	 * @param compression what was agreed, or {@code null}
	 */
	ConnectionPlayer(boolean parts, int limit, @Nullable Compression compression) {
		this.socket = new WebSocketConnection(this.endPoint, Runnable::run,
				new SessionOpening(this.connections, new Echo(parts), "/echo", null, null, new HashMap<>(),
						new InetSocketAddress("127.0.0.1", 8080), new InetSocketAddress("127.0.0.1", 5), compression),
				new HttpHeaders());
		this.connection = this.socket.connection();
		this.connection.limitMessages(new MessageLimit(limit, "a.property"));
		this.endPoint.setConnection(this.socket);
		this.socket.onOpen();
	}

	private static final class Echo extends AbstractWebSocketHandler {

		private final boolean parts;

		Echo(boolean parts) {
			this.parts = parts;
		}

		@Override
		public boolean supportsPartialMessages() {
			return this.parts;
		}

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			session.sendMessage(message);
		}

		@Override
		protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
			session.sendMessage(message);
		}

	}

	/**
	 * Plays a case; an {@link AssertionError} says where it goes another way.
	 * @param lengths how many bytes to send next
	 */
	static void play(FrameCase one, boolean parts, IntSupplier lengths) {
		try (ConnectionPlayer player = new ConnectionPlayer(parts, LIMIT, null)) {
			List<String> expected = new ArrayList<>();
			one.steps().forEach((step) -> {
				player.send(step.bytes(), lengths);
				expected.addAll(step.events());
				player.sees(expected);
			});
		}
	}

	/** Sends {@code bytes}, in pieces. */
	void send(byte[] bytes, IntSupplier lengths) {
		int at = 0;
		while (at < bytes.length && this.endPoint.isOpen()) {
			int length = Math.min(bytes.length - at, Math.min(READ, lengths.getAsInt()));
			this.endPoint.addInput(ByteBuffer.wrap(bytes, at, length));
			at += length;
			takeOutput();
		}
		takeOutput();
		Closed closed = this.connection.closed();
		if (closed != null && closed.reason() == CloseReason.INTERNAL) {
			throw new AssertionError("The server failed: " + closed);
		}
	}

	private void takeOutput() {
		ByteBuffer output = this.endPoint.takeOutput();
		byte[] bytes = new byte[output.remaining()];
		output.get(bytes);
		this.seen.add(bytes);
	}

	private void sees(List<String> expected) {
		List<String> actual = events();
		if (!actual.equals(expected)) {
			throw new AssertionError("Expected " + expected + " and saw " + actual);
		}
		boolean end = !expected.isEmpty() && expected.get(expected.size() - 1).startsWith("close ");
		if (end != over()) {
			throw new AssertionError(end ? "The server said goodbye and stayed" : "The server left");
		}
	}

	/** Whether the server has ended its side of the stream. */
	boolean over() {
		return this.endPoint.isOutputShutdown() || !this.endPoint.isOpen();
	}

	/** The operator cuts the connection. */
	void cut() {
		this.connection.close(Closed.of(CloseReason.CUT, "Cut"));
		takeOutput();
	}

	/** How many bytes of a message are held. */
	int held() {
		Object intake = ReflectionTestUtils.getField(this.socket, "intake");
		Object kept = ReflectionTestUtils.getField(intake, "kept");
		return ((byte[]) ReflectionTestUtils.getField(kept, "bytes")).length;
	}

	/** All that has come back so far. */
	List<String> events() {
		return this.seen.events();
	}

	@Override
	public void close() {
		this.connection.gone("played");
		this.connections.close();
	}

}
