package dev.stompbox.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.eclipse.jetty.websocket.core.exception.ProtocolException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Transport;

/**
 * The server's end of one WebSocket on Jetty's own implementation of RFC 6455: Jetty
 * reads, checks and writes the frames, on whatever carries them, HTTP/2 included. Nothing
 * here waits: frames are asked for one by one, and what is written is told of.
 */
final class ContainerConnection implements FrameHandler, Transport {

	private final Connection connection;

	private final EngineSession session;

	private final Intake intake;

	private final ContainerMessages messages;

	private final FrameSplitter splitter = new FrameSplitter();

	private final AtomicBoolean over = new AtomicBoolean();

	/** Completes the client's close frame, which lets Jetty end the connection. */
	private final AtomicReference<@Nullable Callback> peerGoodbye = new AtomicReference<>();

	private volatile @Nullable CoreSession jetty;

	private volatile boolean pausedReading;

	private volatile int peerCloseCode;

	private volatile boolean farewellWritten;

	private long bytesIn;

	ContainerConnection(SessionOpening opening, HttpHeaders headers) {
		this.connection = opening.open(this);
		this.session = new EngineSession(this.connection, opening, headers);
		this.intake = new Intake(this.connection, this.session);
		this.messages = new ContainerMessages(this.connection, this.intake);
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public void onOpen(CoreSession opened, Callback callback) {
		this.jetty = opened;
		try (Burst burst = Burst.open()) {
			this.session.open();
		}
		callback.succeeded();
		readOn(opened);
	}

	@Override
	public void onFrame(Frame frame, Callback callback) {
		CoreSession opened = this.jetty;
		if (opened == null) {
			callback.succeeded();
			return;
		}
		countRead(opened, frame);
		if (frame.getOpCode() == OpCode.CLOSE) {
			peerCloses(CloseStatus.getCloseStatus(frame).getCode(), callback);
			return;
		}
		boolean may = this.connection.leaving().beginReading();
		try (Burst burst = Burst.open()) {
			if (may) {
				take(frame);
			}
		}
		catch (ProtocolError ex) {
			this.intake.ignoreRest();
			this.connection.close(ex.closed());
		}
		finally {
			this.connection.leaving().endReading();
		}
		this.connection.begun(this.messages.within());
		callback.succeeded();
		readOn(opened);
	}

	private void take(Frame frame) throws ProtocolError {
		if (frame.isDataFrame()) {
			if (this.connection.closed() == null) {
				this.messages.frame(frame);
			}
		}
		else if (frame.getOpCode() == OpCode.PING) {
			this.connection.send(Payload.of(Payload.Kind.PONG, ContainerMessages.bytesOf(frame)));
		}
		else if (frame.getOpCode() == OpCode.PONG) {
			this.connection.ponged();
		}
	}

	private void countRead(CoreSession opened, Frame frame) {
		long sofar = (opened instanceof WebSocketCoreSession core) ? core.getConnection().getBytesIn()
				: this.bytesIn + frame.getPayloadLength();
		this.connection.read((int) (sofar - this.bytesIn));
		this.connection.frameRead();
		this.bytesIn = sofar;
	}

	private void peerCloses(int code, Callback callback) {
		this.peerCloseCode = code;
		this.peerGoodbye.set(callback);
		this.intake.ignoreRest();
		this.connection.close(Closed.of(CloseReason.NORMAL, "The client closed the connection (" + code + ")"));
		if (this.farewellWritten) {
			bothSaidGoodbye();
		}
	}

	/** Asks for the next frame, now or when the client has read enough. */
	private void readOn(CoreSession opened) {
		if (!mayReadOn()) {
			this.pausedReading = true;
			if (!mayReadOn() || !takeTurnToResume()) {
				return;
			}
		}
		opened.demand();
	}

	/**
	 * A message that has begun is read to its end: its client may not read before. Who
	 * sends too fast waits all the same.
	 */
	private boolean mayReadOn() {
		return wantsMore() || (this.messages.within() && !this.connection.isAhead());
	}

	private boolean wantsMore() {
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
		CoreSession opened = this.jetty;
		if (opened != null && this.pausedReading && takeTurnToResume()) {
			opened.demand();
		}
	}

	/** Nothing: Jetty takes all, and tells later when it is written. */
	@Override
	public boolean write(ByteBuffer bytes) {
		return false;
	}

	@Override
	public void writeRest(ByteBuffer bytes, Completion completion) {
		CoreSession opened = this.jetty;
		if (opened == null) {
			completion.broken();
			return;
		}
		Callback written = Callback.from(InvocationType.NON_BLOCKING, completion::written,
				(cause) -> completion.broken());
		Frame frame = this.splitter.next(bytes);
		if (frame == null) {
			// a header that is not complete
			written.succeeded();
		}
		while (frame != null) {
			Frame next = this.splitter.next(bytes);
			if (frame.getOpCode() == OpCode.CLOSE) {
				sayGoodbye(opened, frame, written);
				return;
			}
			if (next != null && next.getOpCode() == OpCode.CLOSE) {
				opened.sendFrame(frame, Callback.from(() -> sayGoodbye(opened, next, written), written::failed), false);
				return;
			}
			// Jetty writes frames in their order, so the last one speaks for all.
			opened.sendFrame(frame, (next != null) ? Callback.NOOP : written, next != null);
			frame = next;
		}
	}

	/**
	 * Jetty's session drops the socket together with most close codes, and what the
	 * client is still sending is answered with a reset then, which can take the close
	 * frame with it. So the frame goes past the session: the client is read from until it
	 * says goodbye, too, or the time for that is over.
	 */
	private static void sayGoodbye(CoreSession opened, Frame close, Callback written) {
		if (opened instanceof WebSocketCoreSession core) {
			core.getConnection().enqueueFrame(new OutgoingEntry.Builder(close, written).build());
		}
		else {
			opened.sendFrame(close, written, false);
		}
	}

	@Override
	public Payload farewell(Closed closed) {
		return CloseFrame.of(closed, this.peerCloseCode);
	}

	@Override
	public void end() {
		this.farewellWritten = true;
		bothSaidGoodbye();
	}

	private void bothSaidGoodbye() {
		Callback callback = this.peerGoodbye.getAndSet(null);
		if (callback != null) {
			callback.succeeded();
		}
	}

	@Override
	public void abort() {
		CoreSession opened = this.jetty;
		if (opened != null && this.over.compareAndSet(false, true)) {
			opened.abort();
			this.session.ended();
		}
	}

	@Override
	public void ping(Connection asking) {
		asking.send(Payload.of(Payload.Kind.PING));
	}

	/** What Jetty closed the connection for by itself; its frame is written already. */
	@Override
	public void onError(Throwable cause, Callback callback) {
		if (cause instanceof MessageTooLargeException) {
			this.connection.close(Closed.of(CloseReason.TOO_BIG, "A frame is over 2 GB"));
		}
		else if (cause instanceof BadPayloadException) {
			this.connection.close(Closed.of(CloseReason.BAD_UTF8, "The reason in a close frame is not UTF-8"));
		}
		else if (cause instanceof ProtocolException) {
			this.connection.close(Closed.of(CloseReason.WEBSOCKET_ERROR, String.valueOf(cause.getMessage())));
		}
		else {
			this.connection.gone("The socket broke");
		}
		callback.succeeded();
	}

	@Override
	public void onClosed(CloseStatus status, Callback callback) {
		this.connection.gone("The client's end was closed without a close frame");
		callback.succeeded();
	}

}
