package dev.stompbox.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Pool;
import dev.stompbox.connection.Transport;

/**
 * The server's end of one WebSocket on Jetty's end point: reads on the thread that found
 * the socket readable, hands messages on from there, and writes what the outbox gathers.
 * No thread is changed between the socket and the subscribers' outboxes.
 */
final class WebSocketConnection extends AbstractConnection.NonBlocking
		implements org.eclipse.jetty.io.Connection.UpgradeTo, Transport, FrameReader.Sink {

	private static final int READ_SIZE = 256 * 1024;

	/** How often is read before it is another connection's turn. */
	private static final int TURNS = 8;

	/** An idle connection holds none. */
	private static final Pool<Buffers> BUFFERS = new Pool<>(Buffers::new);

	private final FrameReader frames;

	private final @Nullable MessageInflater inflater;

	private final EngineSession session;

	private final Intake intake;

	/** The socket itself, where there is no TLS in between. */
	private final @Nullable SocketChannel plain;

	private final Connection connection;

	/** What was read from the socket and not used yet, because reading is paused. */
	private @Nullable ByteBuffer unread;

	private volatile boolean pausedReading;

	private volatile int peerCloseCode;

	private volatile boolean farewellWritten;

	/** The client broke the protocol: nothing more of what it sends is looked at. */
	private volatile boolean failed;

	WebSocketConnection(EndPoint endPoint, Executor executor, SessionOpening opening, HttpHeaders headers) {
		super(endPoint, executor);
		this.connection = opening.open(this);
		this.inflater = (opening.compression() != null) ? new MessageInflater() : null;
		this.frames = new FrameReader(this.connection::messageLimit, this.inflater);
		if (opening.compression() != null) {
			this.connection.compress(opening.compression());
		}
		this.session = new EngineSession(this.connection, opening, headers);
		this.intake = new Intake(this.connection, this.session);
		this.plain = (endPoint instanceof SocketChannelEndPoint socket) ? socket.getChannel() : null;
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public void onUpgradeTo(ByteBuffer buffer) {
		if (buffer != null && buffer.hasRemaining()) {
			this.unread = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
		}
	}

	@Override
	public void onOpen() {
		super.onOpen();
		// Silence is Keepalive's business.
		getEndPoint().setIdleTimeout(0);
		try (Burst burst = Burst.open()) {
			this.session.open();
		}
		readOn();
		if (!getEndPoint().isOpen()) {
			// It was closed while the answer was written, and nobody will tell.
			this.connection.gone("The client went away during the handshake");
		}
	}

	@Override
	public void onFillable() {
		Buffers buffers = BUFFERS.take();
		try {
			do {
				readOnceUnlessLeaving(buffers);
			}
			while (mayGoOn());
		}
		finally {
			BUFFERS.give(buffers);
		}
	}

	private void readOnceUnlessLeaving(Buffers buffers) {
		boolean may = this.connection.leaving().beginReading();
		try (Burst burst = Burst.open()) {
			if (may) {
				readOnce(buffers);
			}
		}
		finally {
			this.connection.leaving().endReading();
		}
	}

	/** One read's worth of bytes, or what was left of one. */
	private void readOnce(Buffers buffers) {
		ByteBuffer left = this.unread;
		this.unread = null;
		if (left != null) {
			read(left, buffers.plain);
			return;
		}
		ByteBuffer in = buffers.masked;
		try {
			int filled;
			int turns = TURNS;
			do {
				filled = getEndPoint().fill(in.clear().limit(0));
				if (filled < 0) {
					this.connection.gone("The client's end was closed without a close frame");
					return;
				}
				this.connection.read(filled);
				read(in, buffers.plain);
			}
			while (filled == READ_SIZE && this.unread == null && --turns > 0 && mayReadOn());
		}
		catch (IOException ex) {
			this.connection.gone("The socket broke while it was read from");
		}
	}

	private void read(ByteBuffer in, byte[] plain) {
		if (this.failed) {
			return;
		}
		try {
			this.frames.read(in, (in.remaining() <= READ_SIZE) ? plain : new byte[in.remaining()], this);
		}
		catch (ProtocolError ex) {
			fail(ex.closed());
			return;
		}
		this.connection.begun(this.frames.hasBegun());
		if (in.hasRemaining()) {
			this.unread = ByteBuffer.allocate(in.remaining()).put(in).flip();
		}
	}

	/**
	 * RFC 6455 §7.1.7: the client is told why and nothing is awaited of it, a close frame
	 * neither. What it is still sending is read away, so that no reset of the socket
	 * takes the reason from it.
	 */
	private void fail(Closed why) {
		this.intake.ignoreRest();
		this.failed = true;
		this.connection.close(why);
		if (this.farewellWritten) {
			end();
		}
	}

	/**
	 * Whether there is something to read at once. If not, arranges for what is next: to
	 * be called when there is, or when the client has read enough of what waits for it.
	 */
	private boolean mayGoOn() {
		if (!getEndPoint().isOpen()) {
			return false;
		}
		if (!mayReadOn()) {
			this.pausedReading = true;
			if (!mayReadOn() || !takeTurnToResume()) {
				return false;
			}
		}
		if (this.unread != null) {
			return true;
		}
		fillInterested();
		return false;
	}

	/**
	 * A message that has begun is read to its end: its client may not read before. Who
	 * sends too fast waits all the same.
	 */
	private boolean mayReadOn() {
		return wantsMore() || (this.frames.withinMessage() && !this.connection.isAhead());
	}

	@Override
	public boolean frameRead() {
		return this.connection.frameRead() || this.connection.closed() != null;
	}

	@Override
	public boolean wantsMore() {
		return this.connection.mayRead() || this.connection.closed() != null;
	}

	// The outbox may have been written between the two questions; whoever turns the flag
	// back goes on reading.
	private synchronized boolean takeTurnToResume() {
		boolean mine = this.pausedReading;
		this.pausedReading = false;
		return mine;
	}

	@Override
	public void resumeReading() {
		if (this.pausedReading && takeTurnToResume()) {
			readOn();
		}
	}

	private void readOn() {
		if (mayGoOn()) {
			onFillable();
		}
	}

	@Override
	public boolean ignoresData() {
		return this.intake.ignoresData();
	}

	@Override
	public void data(boolean text, byte[] bytes, int from, int to, boolean last) {
		this.intake.data(text, bytes, from, to, last);
	}

	@Override
	public void ping(byte[] body) {
		this.connection.send(Payload.of(Payload.Kind.PONG, body));
	}

	@Override
	public void pong() {
		this.connection.ponged();
	}

	@Override
	public void close(int code) {
		this.peerCloseCode = code;
		this.intake.ignoreRest();
		this.connection.close(Closed.of(CloseReason.NORMAL, "The client closed the connection (" + code + ")"));
		if (this.farewellWritten) {
			getEndPoint().close();
		}
	}

	// Straight to the socket where that can be: the end point's own way ends in a
	// gathering write, which costs the kernel more for a single buffer.
	@Override
	public boolean write(ByteBuffer bytes) throws IOException {
		if (this.plain != null) {
			this.plain.write(bytes);
			return !bytes.hasRemaining();
		}
		return getEndPoint().flush(bytes);
	}

	@Override
	public void writeRest(ByteBuffer bytes, Completion completion) {
		getEndPoint().write(new Callback() {
			@Override
			public void succeeded() {
				completion.written();
			}

			@Override
			public void failed(Throwable cause) {
				completion.broken();
			}

			@Override
			public InvocationType getInvocationType() {
				return InvocationType.NON_BLOCKING;
			}
		}, bytes);
	}

	@Override
	public Payload farewell(Closed closed) {
		return CloseFrame.of(closed, this.peerCloseCode);
	}

	@Override
	public void end() {
		this.farewellWritten = true;
		if (this.peerCloseCode != 0) {
			getEndPoint().close();
		}
		else if (this.failed) {
			getEndPoint().shutdownOutput();
		}
	}

	@Override
	public void abort() {
		getEndPoint().close();
	}

	@Override
	public void ping(Connection asking) {
		asking.send(Payload.of(Payload.Kind.PING));
	}

	@Override
	public void onClose(Throwable cause) {
		super.onClose(cause);
		if (this.inflater != null) {
			this.inflater.close();
		}
		this.connection.gone("The client's end was closed without a close frame");
		this.session.ended();
	}

	@Override
	public boolean onIdleExpired(TimeoutException timeout) {
		return false;
	}

	/** What is read, with its mask and without. */
	private static final class Buffers {

		private final ByteBuffer masked = ByteBuffer.allocateDirect(READ_SIZE);

		private final byte[] plain = new byte[READ_SIZE];

	}

}
