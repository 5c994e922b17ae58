package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.connection.Transport;

/**
 * The transport of a SockJS client without a WebSocket, which receives on one HTTP
 * response after the other. What the outbox gives, SockJS's frames as lines, goes to the
 * response that is open, as far as that takes it; the rest, one batch at most, waits here
 * for the next, and everything after it in the outbox, which is bounded.
 *
 * <p>
 * Lock: its own monitor, also for the response; a completion is told outside of it.
 */
final class SockJsHttp implements Transport {

	/** A client without an open response for so long is taken for gone. */
	static final Duration DISCONNECT_DELAY = Duration.ofSeconds(5);

	/** Browsers keep all of a response, so it ends when it is this long, in bytes. */
	private static final int LONGEST_RESPONSE = 128 * 1024;

	private final SockJsStyle style;

	private @Nullable Connection connection;

	private @Nullable Response response;

	private @Nullable ByteBuffer rest;

	private @Nullable Completion completion;

	/** Whether a frame is written in part. */
	private boolean withinFrame;

	/** Of frames, to this response. */
	private int written;

	/** Whether the response is to end with the frame that is being written. */
	private boolean turning;

	private boolean over;

	private long receivedUntil = System.nanoTime();

	/** A response on which the client receives. Used under the transport's monitor. */
	interface Response {

		/** Whether it takes bytes now; when not, {@link #goOn} is called once it does. */
		boolean isReady();

		/**
		 * Writes.
		 * @param last whether the response ends with these bytes
		 */
		void write(byte[] bytes, boolean last) throws IOException;

		/** Ends in good order, when what was written is out. */
		void end();

		/** Drops it. */
		void abort();

	}

	SockJsHttp(SockJsStyle style) {
		this.style = style;
	}

	/** A SockJS frame as the outbox holds it. */
	static Payload line(String frame) {
		return Payload.of(Kind.PLAIN, (frame + '\n').getBytes(StandardCharsets.UTF_8));
	}

	void begin(Connection opened) {
		this.connection = opened;
	}

	SockJsStyle style() {
		return this.style;
	}

	/** Whether the client has a response open. */
	synchronized boolean isReceiving() {
		return this.response != null;
	}

	/** Whether the client has had no response open for too long. */
	synchronized boolean isLeft(long now) {
		return this.response == null && now - this.receivedUntil > DISCONNECT_DELAY.toNanos();
	}

	/** The client receives on {@code opened} from now on. */
	synchronized void open(Response opened) {
		this.response = opened;
		this.written = 0;
		this.turning = false;
	}

	@Override
	public synchronized boolean write(ByteBuffer bytes) throws IOException {
		return this.rest == null && move(bytes);
	}

	@Override
	public void writeRest(ByteBuffer bytes, Completion told) {
		synchronized (this) {
			this.rest = bytes;
			this.completion = told;
		}
		goOn();
	}

	/** Something is possible that was not: a response was opened, or takes more. */
	void goOn() {
		Completion told = null;
		try {
			synchronized (this) {
				if (this.rest != null && move(this.rest)) {
					told = this.completion;
					this.rest = null;
					this.completion = null;
				}
				else if (this.over) {
					tellTheEnd();
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			broken();
		}
		if (told != null) {
			told.written();
		}
	}

	/** Writes what the response takes; answers whether that was all of it. */
	private boolean move(ByteBuffer bytes) throws IOException {
		Response to = this.response;
		if (to == null || !to.isReady()) {
			return false;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.remaining() + 16);
		boolean last = copy(bytes, out);
		this.written += out.size();
		to.write(out.toByteArray(), last);
		if (last) {
			closed();
		}
		return !bytes.hasRemaining();
	}

	/** Puts frames as the style has them; answers whether the response ends with them. */
	private boolean copy(ByteBuffer bytes, ByteArrayOutputStream out) {
		while (bytes.hasRemaining()) {
			if (!this.withinFrame) {
				out.writeBytes(this.style.before());
				this.withinFrame = true;
			}
			int end = endOfLine(bytes);
			boolean joins = this.style.polls() && this.written + out.size() < LONGEST_RESPONSE && joins(bytes, end);
			byte[] part = new byte[(joins ? end - 1 : end) - bytes.position()];
			bytes.get(part);
			out.writeBytes(part);
			if (joins) {
				out.write(',');
				bytes.position(end + 3);
			}
			else if (bytes.hasRemaining()) {
				bytes.position(end + 1);
				out.writeBytes(this.style.after());
				this.withinFrame = false;
				if (this.style.polls() || this.turning || this.written + out.size() >= LONGEST_RESPONSE) {
					return true;
				}
			}
		}
		return false;
	}

	private static int endOfLine(ByteBuffer bytes) {
		int at = bytes.position();
		while (at < bytes.limit() && bytes.get(at) != '\n') {
			at++;
		}
		return at;
	}

	/**
	 * Whether the messages of the line that ends there and of the next can be one
	 * frame's, so that they need one request and not two: {@code …"]\na["…} becomes
	 * {@code …","…}.
	 */
	private static boolean joins(ByteBuffer bytes, int end) {
		return end > bytes.position() && end + 2 < bytes.limit() && bytes.get(end - 1) == ']'
				&& bytes.get(end + 1) == 'a' && bytes.get(end + 2) == '[';
	}

	private void closed() {
		this.response = null;
		this.receivedUntil = System.nanoTime();
	}

	/**
	 * Makes the client show that it is there, by asking for the next response.
	 */
	@Override
	public synchronized void ping(Connection asking) {
		Response open = this.response;
		if (open == null) {
			return;
		}
		if (this.withinFrame || this.rest != null) {
			this.turning = true;
			return;
		}
		open.end();
		closed();
	}

	@Override
	public Payload farewell(Closed closed) {
		return line(SockJsFrames.close(closed));
	}

	@Override
	public void end() {
		synchronized (this) {
			this.over = true;
			if (this.response != null) {
				this.response.end();
				closed();
			}
		}
		gone("The SockJS session is over");
	}

	/** To a client that asks again after the end. */
	private void tellTheEnd() throws IOException {
		Response asking = this.response;
		Closed why = (this.connection != null) ? this.connection.closed() : null;
		if (asking != null && why != null && asking.isReady()) {
			asking.write(this.style.of(SockJsFrames.close(why)), true);
			closed();
		}
	}

	@Override
	public void abort() {
		synchronized (this) {
			this.over = true;
			this.rest = null;
			this.completion = null;
			if (this.response != null) {
				this.response.abort();
				closed();
			}
		}
	}

	/** A response broke: what was written to it may be lost. */
	void broken() {
		gone("The response broke while it was written to");
	}

	private void gone(String detail) {
		Connection gone = this.connection;
		if (gone != null) {
			gone.gone(detail);
		}
	}

	@Override
	public void resumeReading() {
		// each request is read as it comes
	}

}
