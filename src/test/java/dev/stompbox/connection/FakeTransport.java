package dev.stompbox.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A socket in memory. It keeps all that is written, and takes as much as it is told to:
 * what it does not take waits until {@link #takeRest}.
 */
public final class FakeTransport implements Transport {

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private int room = Integer.MAX_VALUE;

	private boolean broken;

	private int writes;

	private int ends;

	private int aborts;

	private int pings;

	private int resumes;

	private @Nullable ByteBuffer rest;

	private @Nullable Completion completion;

	/** One WebSocket frame of the server. */
	public record WireFrame(int opcode, boolean last, byte[] payload) {

		/** The payload as text. */
		public String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		/** The close code of a close frame. */
		public int closeCode() {
			return ((this.payload[0] & 0xff) << 8) | (this.payload[1] & 0xff);
		}

		/** The reason in a close frame. */
		public String closeReason() {
			return new String(this.payload, 2, this.payload.length - 2, StandardCharsets.UTF_8);
		}

	}

	/** From now on takes {@code bytes} and then no more. */
	public synchronized FakeTransport room(int bytes) {
		this.room = bytes;
		return this;
	}

	/** From now on is broken. */
	synchronized void breaks() {
		this.broken = true;
	}

	@Override
	public synchronized boolean write(ByteBuffer bytes) throws IOException {
		this.writes++;
		if (this.broken) {
			throw new IOException("broken on purpose");
		}
		take(bytes);
		return !bytes.hasRemaining();
	}

	private void take(ByteBuffer bytes) {
		byte[] taken = new byte[Math.min(this.room, bytes.remaining())];
		bytes.get(taken);
		this.written.writeBytes(taken);
		this.room -= taken.length;
	}

	@Override
	public synchronized void writeRest(ByteBuffer bytes, Completion told) {
		this.rest = bytes;
		this.completion = told;
	}

	/** The client reads: what waits is taken, and {@code room} bytes more. */
	public void takeRest(int more) {
		Completion told;
		synchronized (this) {
			told = this.completion;
			this.completion = null;
			this.room = Integer.MAX_VALUE;
			if (this.rest != null) {
				take(this.rest);
				this.rest = null;
			}
			this.room = more;
		}
		if (told != null) {
			told.written();
		}
	}

	/** The socket breaks while it holds a rest. */
	void breakRest() {
		Completion told;
		synchronized (this) {
			told = this.completion;
			this.completion = null;
			this.rest = null;
			this.broken = true;
		}
		if (told != null) {
			told.broken();
		}
	}

	@Override
	public Payload farewell(Closed closed) {
		int code = closed.reason().webSocketCode();
		return Payload.of(Payload.Kind.CLOSE, new byte[] { (byte) (code >> 8), (byte) code },
				closed.said().getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public synchronized void end() {
		this.ends++;
	}

	@Override
	public synchronized void abort() {
		this.aborts++;
	}

	@Override
	public synchronized void resumeReading() {
		this.resumes++;
	}

	@Override
	public synchronized void ping(Connection connection) {
		this.pings++;
	}

	public synchronized byte[] written() {
		return this.written.toByteArray();
	}

	synchronized int writes() {
		return this.writes;
	}

	public synchronized int ends() {
		return this.ends;
	}

	synchronized int aborts() {
		return this.aborts;
	}

	public synchronized int pings() {
		return this.pings;
	}

	synchronized int resumes() {
		return this.resumes;
	}

	/** What was written, as WebSocket frames. */
	public List<WireFrame> frames() {
		return frames(written());
	}

	/** Bytes as the frames of a server (RFC 6455 §5.2). */
	public static List<WireFrame> frames(byte[] bytes) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		List<WireFrame> frames = new ArrayList<>();
		while (in.hasRemaining()) {
			int first = in.get() & 0xff;
			int length = in.get();
			if (length < 0) {
				throw new AssertionError("The server's frame is masked: " + Arrays.toString(bytes));
			}
			length = (length == 126) ? in.getShort() & 0xffff : (length == 127) ? (int) in.getLong() : length;
			byte[] payload = new byte[length];
			in.get(payload);
			frames.add(new WireFrame(first & 0x0f, (first & 0x80) != 0, payload));
		}
		return frames;
	}

}
