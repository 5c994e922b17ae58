import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * How fast are publications acknowledged? Each connection publishes with a receipt, so
 * many at once, and counts the RECEIPTs that come back.
 *
 * <pre>
 * java src/bench/Receipts.java ws|tcp PORT CONNECTIONS IN_FLIGHT SECONDS DESTINATION LOGIN PASSCODE [consume]
 * java src/bench/Receipts.java fsync DIRECTORY SECONDS
 * </pre>
 *
 * {@code ws} is STOMP over WebSocket at {@code /ws}, {@code tcp} over TCP as RabbitMQ has
 * it. A {@code %d} in the destination is the connection's number. With {@code consume} each
 * connection is a consumer of its destination too, and acknowledges what comes. {@code fsync} writes
 * 200 bytes and has the disk confirm them, again and again: the least that one lone
 * publication can cost. Prints one line: per second, p50 and p99 in µs.
 */
final class Receipts {

	private static final int BODY = 200;

	private static final int REMEMBERED = 1 << 20;

	private static final int PREFETCH = 1024;

	public static void main(String[] arguments) throws Exception {
		if (arguments[0].equals("fsync")) {
			fsync(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
			return;
		}
		int connections = Integer.parseInt(arguments[2]);
		int inFlight = Integer.parseInt(arguments[3]);
		long seconds = Integer.parseInt(arguments[4]);
		List<Publisher> publishers = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			publishers.add(new Publisher(arguments[0].equals("ws"), Integer.parseInt(arguments[1]), inFlight,
					String.format(arguments[5], i), arguments[6], arguments[7]));
			if (arguments.length > 8) {
				publishers.get(i).consume(String.format(arguments[5], i));
			}
		}
		publishers.forEach(Publisher::start);
		// What comes before is warm-up.
		Thread.sleep(seconds * 1000 / 2);
		long begin = System.nanoTime();
		long before = publishers.stream().mapToLong((each) -> each.receipts).sum();
		publishers.forEach((each) -> each.counts = true);
		Thread.sleep(seconds * 1000);
		long after = publishers.stream().mapToLong((each) -> each.receipts).sum();
		double passed = (System.nanoTime() - begin) / 1e9;
		publishers.forEach((each) -> each.over = true);
		long[] all = publishers.stream().flatMapToLong((each) -> Arrays.stream(each.taken, 0, each.count)).sorted().toArray();
		print((after - before) / passed, all);
		System.exit(0);
	}

	private static void print(double perSecond, long[] sorted) {
		System.out.printf(Locale.ROOT, "%,.0f per second, p50 %,.0f µs, p99 %,.0f µs%n", perSecond,
				sorted[sorted.length / 2] / 1e3, sorted[(int) (sorted.length * 0.99)] / 1e3);
	}

	private static void fsync(Path directory, int seconds) throws IOException {
		Path file = directory.resolve("fsync.tmp");
		long[] taken = new long[REMEMBERED];
		int count = 0;
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			long begin = System.nanoTime();
			while (System.nanoTime() - begin < seconds * 1_000_000_000L && count < taken.length) {
				long from = System.nanoTime();
				channel.write(ByteBuffer.allocate(BODY));
				channel.force(false);
				taken[count++] = System.nanoTime() - from;
			}
			print(count / ((System.nanoTime() - begin) / 1e9), Arrays.stream(taken, 0, count).sorted().toArray());
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	/** One connection. */
	private static final class Publisher {

		private final boolean ws;

		private final Socket socket;

		private final DataInputStream in;

		private final Semaphore room;

		private final byte[] head;

		private final byte[] tail;

		private final long[] sentAt = new long[REMEMBERED];

		final long[] taken = new long[REMEMBERED];

		volatile int count;

		volatile long receipts;

		private int consumed;

		volatile boolean counts;

		volatile boolean over;

		Publisher(boolean ws, int port, int inFlight, String destination, String login, String passcode)
				throws IOException {
			this.ws = ws;
			this.socket = new Socket("127.0.0.1", port);
			this.socket.setTcpNoDelay(true);
			this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream(), 1 << 16));
			this.room = new Semaphore(inFlight);
			// Persistent is what RabbitMQ has to be asked for; Stompbox goes by the topic's rule.
			this.head = ("SEND\ndestination:" + destination + "\npersistent:true\ncontent-length:" + BODY + "\nreceipt:")
				.getBytes(StandardCharsets.UTF_8);
			this.tail = ("\n\n" + "x".repeat(BODY) + "\0").getBytes(StandardCharsets.UTF_8);
			if (ws) {
				write(("GET /ws HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
						+ "Sec-WebSocket-Protocol: v12.stomp\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
				String answer = "";
				while (!answer.endsWith("\r\n\r\n")) {
					answer += (char) this.in.readUnsignedByte();
				}
			}
			send("CONNECT\naccept-version:1.2\nhost:/\nlogin:" + login + "\npasscode:" + passcode + "\n\n\0");
			String connected = next();
			if (!connected.startsWith("CONNECTED")) {
				throw new IOException(connected);
			}
		}

		private synchronized void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
		}

		private void send(String frame) throws IOException {
			byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
			ByteBuffer out = ByteBuffer.allocate(bytes.length + 16);
			frame(out, bytes.length);
			write(Arrays.copyOf(out.put(bytes).array(), out.position()));
		}

		/** Has what comes to the destination come here, {@value #PREFETCH} in flight. */
		void consume(String destination) throws IOException {
			send("SUBSCRIBE\nid:0\nack:client\nprefetch:" + PREFETCH + "\nprefetch-count:" + PREFETCH + "\ndestination:"
					+ destination + "\n\n\0");
		}

		/** Acknowledges all that came, once for a quarter of what may be in flight. */
		private void acknowledge(String message) throws IOException {
			if (++this.consumed % (PREFETCH / 4) == 0) {
				int at = message.indexOf("\nack:") + "\nack:".length();
				send("ACK\nid:" + message.substring(at, message.indexOf('\n', at)) + "\n\n\0");
			}
		}

		/** Begins a WebSocket frame, masked with zeros; nothing over TCP. */
		private void frame(ByteBuffer out, int length) {
			if (this.ws && length < 126) {
				out.put((byte) 0x81).put((byte) (0x80 | length)).putInt(0);
			}
			else if (this.ws) {
				out.put((byte) 0x81).put((byte) (0x80 | 126)).putShort((short) length).putInt(0);
			}
		}

		/** The next STOMP frame. */
		private String next() throws IOException {
			while (true) {
				if (!this.ws) {
					StringBuilder text = new StringBuilder();
					for (int next = this.in.readUnsignedByte(); next != 0; next = this.in.readUnsignedByte()) {
						if (next != '\n' || text.length() > 0) {
							text.append((char) next);
						}
					}
					return text.toString();
				}
				int opcode = this.in.readUnsignedByte() & 15;
				int length = this.in.readUnsignedByte();
				byte[] payload = new byte[(length < 126) ? length : this.in.readUnsignedShort()];
				this.in.readFully(payload);
				if (opcode == 8) {
					throw new IOException("closed: " + new String(payload, StandardCharsets.UTF_8));
				}
				if (payload.length > 1) {
					return new String(payload, StandardCharsets.UTF_8);
				}
			}
		}

		void start() {
			daemon(this::publish);
			daemon(this::listen);
		}

		private static void daemon(Runnable work) {
			Thread thread = new Thread(work);
			thread.setDaemon(true);
			thread.start();
		}

		private void publish() {
			ByteBuffer batch = ByteBuffer.allocate(1 << 16);
			int number = 0;
			try {
				while (!this.over) {
					this.room.acquire();
					int most = 1 + this.room.drainPermits();
					for (int i = 0; i < most; i++) {
						byte[] receipt = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
						int length = this.head.length + receipt.length + this.tail.length;
						if (batch.remaining() < length + 16) {
							write(Arrays.copyOf(batch.array(), batch.position()));
							batch.clear();
						}
						frame(batch, length);
						batch.put(this.head).put(receipt).put(this.tail);
						this.sentAt[number++ & (REMEMBERED - 1)] = System.nanoTime();
					}
					write(Arrays.copyOf(batch.array(), batch.position()));
					batch.clear();
				}
			}
			catch (IOException | InterruptedException ex) {
				failed(ex);
			}
		}

		private void listen() {
			try {
				while (true) {
					String frame = next();
					if (frame.startsWith("MESSAGE")) {
						acknowledge(frame);
						continue;
					}
					if (!frame.startsWith("RECEIPT")) {
						throw new IOException(frame);
					}
					int at = frame.indexOf("receipt-id:") + "receipt-id:".length();
					int number = Integer.parseInt(frame, at, frame.indexOf('\n', at), 10);
					if (this.counts && this.count < REMEMBERED) {
						this.taken[this.count] = System.nanoTime() - this.sentAt[number & (REMEMBERED - 1)];
						this.count = this.count + 1;
					}
					this.receipts = this.receipts + 1;
					this.room.release();
				}
			}
			catch (IOException ex) {
				failed(ex);
			}
		}

		private void failed(Exception ex) {
			if (!this.over) {
				System.err.println(ex.getMessage());
				System.exit(1);
			}
		}

	}

}
