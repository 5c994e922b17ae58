package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many subscribers of one topic, on one thread. Since all have the same subscription id,
 * all are sent the same bytes: what each gets is compared with what the first of them
 * got, byte for byte, and only that is kept and read as frames.
 */
public final class Crowd implements AutoCloseable {

	private final Selector selector;

	private final List<Member> members = new ArrayList<>();

	private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);

	private final Thread reader;

	/** What whoever is ahead got. */
	private byte[] stream = new byte[1 << 20];

	private int known;

	/** Where each message ends in the stream. */
	private int[] ends = new int[1024];

	private int messages;

	/** Messages that everybody has. */
	private int slowest;

	private Throwable failure;

	private volatile boolean closed;

	/** One subscriber, and how much of the stream it has. */
	private static final class Member {

		private final SocketChannel channel;

		private int at;

		Member(SocketChannel channel) {
			this.channel = channel;
		}

	}

	/**
	 * Subscribes {@code size} clients to {@code topic}.
	 * @param headers of each upgrade, as {@code Name: value}
	 */
	public Crowd(int port, String topic, int size, String... headers) {
		try {
			this.selector = Selector.open();
			for (int i = 0; i < size; i++) {
				Member member = new Member(subscribe(port, topic, headers));
				member.channel.register(this.selector, SelectionKey.OP_READ, member);
				this.members.add(member);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::read, "crowd");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private static SocketChannel subscribe(int port, String topic, String... headers) {
		WebSocketClient webSocket = WebSocketClient.open(port, "/ws", headers);
		StompClient client = new StompClient(webSocket);
		client.send("CONNECT", "", "accept-version:1.2", "host:x", "heart-beat:0,0");
		client.subscribe("/topic/" + topic, "s");
		return webSocket.wire().release();
	}

	private void read() {
		try {
			while (!this.closed) {
				this.selector.select((key) -> take((Member) key.attachment()), 200);
				tell();
			}
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			fail(ex);
		}
	}

	private void take(Member member) {
		try {
			int read = member.channel.read(this.in.clear());
			if (read < 0) {
				throw new AssertionError("A subscriber was closed after " + member.at + " bytes");
			}
			this.in.flip();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		int shared = Math.min(this.in.remaining(), this.known - member.at);
		int differs = this.in.duplicate().limit(shared).mismatch(ByteBuffer.wrap(this.stream, member.at, shared));
		if (differs >= 0) {
			throw new AssertionError("Two subscribers got different bytes at " + (member.at + differs));
		}
		member.at += this.in.remaining();
		this.in.position(shared);
		extend();
	}

	private void extend() {
		int more = this.in.remaining();
		if (more == 0) {
			return;
		}
		if (this.known + more > this.stream.length) {
			this.stream = Arrays.copyOf(this.stream, 2 * this.stream.length + more);
		}
		this.in.get(this.stream, this.known, more);
		this.known += more;
		for (int end = nextEnd(); end >= 0 && end <= this.known; end = nextEnd()) {
			if (this.messages == this.ends.length) {
				this.ends = Arrays.copyOf(this.ends, 2 * this.messages);
			}
			this.ends[this.messages++] = end;
		}
	}

	/** Where the first frame ends that is not counted yet, or -1. */
	private int nextEnd() {
		int start = (this.messages > 0) ? this.ends[this.messages - 1] : 0;
		if (this.known - start < 4) {
			return -1;
		}
		int length = this.stream[start + 1] & 0xff;
		if ((this.stream[start] & 0xff & ~Deflated.RSV1) != WebSocketClient.TEXT || length > 126) {
			throw new AssertionError("A frame came that is not a short text message: " + this.stream[start]);
		}
		return (length < 126) ? start + 2 + length
				: start + 4 + (((this.stream[start + 2] & 0xff) << 8) | (this.stream[start + 3] & 0xff));
	}

	private synchronized void tell() {
		int least = Integer.MAX_VALUE;
		for (Member member : this.members) {
			least = Math.min(least, member.at);
		}
		int whole = Arrays.binarySearch(this.ends, 0, this.messages, least);
		this.slowest = (whole >= 0) ? whole + 1 : -whole - 1;
		notifyAll();
	}

	private synchronized void fail(Throwable ex) {
		this.failure = ex;
		notifyAll();
	}

	/** Waits until everybody has {@code count} messages. */
	public synchronized void await(int count) {
		long deadline = System.nanoTime() + Wire.PATIENCE.toNanos();
		while (this.slowest < count && this.failure == null) {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (left <= 0) {
				throw new AssertionError("The slowest subscriber still has " + this.slowest + " of " + count
						+ " messages, the fastest " + this.messages);
			}
			try {
				wait(left);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new AssertionError("Interrupted", ex);
			}
		}
		if (this.failure != null) {
			throw new AssertionError("A subscriber failed", this.failure);
		}
	}

	/** How many bytes each got; known once reading has ended. */
	public int bytes() {
		return this.known;
	}

	/** Ends reading. Returns what everybody got, which must have come to a whole. */
	public List<StompFrame> frames() {
		close();
		for (Member member : this.members) {
			if (member.at != this.known) {
				throw new AssertionError("Subscribers have " + member.at + " and " + this.known + " bytes");
			}
		}
		List<StompFrame> frames = new ArrayList<>(this.messages);
		int start = 0;
		for (int i = 0; i < this.messages; i++) {
			int head = ((this.stream[start + 1] & 0xff) == 126) ? 4 : 2;
			byte[] message = Arrays.copyOfRange(this.stream, start + head, this.ends[i]);
			boolean compressed = (this.stream[start] & Deflated.RSV1) != 0;
			frames.add(StompFrame.read(compressed ? Deflated.inflate(message) : message));
			start = this.ends[i];
		}
		if (start != this.known) {
			throw new AssertionError("The stream ends within a frame");
		}
		return frames;
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.selector.wakeup();
		try {
			this.reader.join(Wire.PATIENCE.toMillis());
			for (Member member : this.members) {
				member.channel.close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
