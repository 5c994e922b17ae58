package dev.stompbox.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A STOMP server in memory that does what it is told to each message that counts: passes
 * it on, or not, or twice, or something else in its place.
 */
final class LyingServer implements AutoCloseable {

	/** What becomes of a message: the bodies that go to each subscriber in its place. */
	@FunctionalInterface
	interface Fate {

		/**
		 * @param number of the message, from 0
		 */
		List<String> of(int number, String body);

	}

	private final ServerSocket listener;

	private final Fate fate;

	private final IntFunction<byte[]> interruption;

	private final List<OutputStream> subscribers = new CopyOnWriteArrayList<>();

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * @param interruption a frame sent to the subscribers in place of a message, or
	 * {@code null} for none
	 */
	LyingServer(Fate fate, IntFunction<byte[]> interruption) {
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.fate = fate;
		this.interruption = interruption;
		daemon(this::accept);
	}

	String url() {
		return "ws://127.0.0.1:" + this.listener.getLocalPort() + "/ws";
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "lying-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.listener.accept();
				daemon(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// The test is over.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			OutputStream out = socket.getOutputStream();
			out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
					+ accept(key(in)) + "\r\n\r\n")
				.getBytes(StandardCharsets.UTF_8));
			while (true) {
				received(frame(in), out);
			}
		}
		catch (IOException ex) {
			// The client is gone.
		}
	}

	private synchronized void received(String frame, OutputStream out) throws IOException {
		if (frame.startsWith("CONNECT")) {
			out.write(text("CONNECTED\nversion:1.2\n\n\0"));
		}
		else if (frame.startsWith("SUBSCRIBE")) {
			this.subscribers.add(out);
		}
		else if (frame.startsWith("SEND")) {
			String body = frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
			boolean probe = body.startsWith("@B00");
			int number = probe ? -1 : this.count.getAndIncrement();
			byte[] instead = probe ? null : this.interruption.apply(number);
			List<String> bodies = probe ? List.of(body) : this.fate.of(number, body);
			this.subscribers.removeIf((subscriber) -> !sent(subscriber, instead, bodies));
		}
	}

	private static boolean sent(OutputStream subscriber, byte[] instead, List<String> bodies) {
		try {
			if (instead != null) {
				subscriber.write(instead);
			}
			for (String body : bodies) {
				subscriber.write(text("MESSAGE\nsubscription:sub-0\n\n" + body + '\0'));
			}
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String key(DataInputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) in.readUnsignedByte());
		}
		int at = head.indexOf("Sec-WebSocket-Key: ") + 19;
		return head.substring(at, head.indexOf("\r", at));
	}

	/** RFC 6455 §4.2.2. */
	static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(MessageDigest.getInstance("SHA-1")
					.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String frame(DataInputStream in) throws IOException {
		int opcode = in.readUnsignedByte() & 0x0f;
		int length = in.readUnsignedByte() & 0x7f;
		length = (length == 126) ? in.readUnsignedShort() : length;
		byte[] key = in.readNBytes(4);
		byte[] payload = in.readNBytes(length);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= key[i & 3];
		}
		if (opcode == FrameWriter.CLOSE) {
			throw new IOException("closed");
		}
		return new String(payload, StandardCharsets.UTF_8);
	}

	private static byte[] text(String text) {
		return frame(0x81, text);
	}

	/** A frame as it goes over the wire. */
	static byte[] frame(int first, String text) {
		byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(first);
		if (payload.length < 126) {
			frame.write(payload.length);
		}
		else {
			frame.write(126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
