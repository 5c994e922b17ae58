package dev.stompbox.bench;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to the server. Belongs to its loop's thread once it is {@link #open
 * opened}.
 */
abstract class Client implements FrameScanner.Sink {

	/** Hears how a client is getting on. Called on the loop's thread. */
	interface Listener {

		/** It is connected, and has said all that it has to say first. */
		void ready();

		/** It is no more; {@code why} is for people. */
		void closed(String why);

	}

	/** More does not wait for the server to take it. */
	static final int MOST_WAITING = 1024 * 1024;

	/** 1001 and a reason (RFC 6455 §5.5.1). */
	private static final byte[] GOING_AWAY = "\3\351stompbox bench is done".getBytes(StandardCharsets.ISO_8859_1);

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final Loop loop;

	private final Listener listener;

	private final FrameScanner frames = new FrameScanner();

	private @Nullable Handshake handshake = new Handshake();

	private @Nullable SocketChannel socket;

	private @Nullable SelectionKey key;

	private @Nullable Wire wire;

	/** What the socket did not take; ready to be emptied. */
	private @Nullable ByteBuffer waiting;

	private @Nullable Target target;

	private long readAt;

	private String explanation = "";

	private boolean ready;

	private boolean unheard;

	private boolean closed;

	Client(Loop loop, Listener listener) {
		this.loop = loop;
		this.listener = listener;
	}

	/** The subprotocols that are asked for, or {@code null} for none. */
	abstract @Nullable String subprotocols();

	/** The WebSocket is open: speaks first, if it has to. */
	abstract void opened(Target to);

	/** The next whole thing to be written when nothing waits, if there is one. */
	@Nullable ByteBuffer nextToWrite() {
		return null;
	}

	final Loop loop() {
		return this.loop;
	}

	/** Begins to connect. */
	final void open(Target to, @Nullable SocketAddress source) throws IOException {
		SocketChannel channel = SocketChannel.open();
		this.socket = channel;
		this.target = to;
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		if (source != null) {
			channel.bind(source);
		}
		boolean connected = channel.connect(to.address());
		this.key = channel.register(this.loop.selector(), connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT,
				this);
		if (connected) {
			connected(to, channel);
		}
	}

	private void connected(Target to, SocketChannel channel) throws IOException {
		TlsClient tls = to.tls();
		this.wire = (tls != null) ? new TlsWire(channel, tls.engine()) : new Wire.Plain(channel);
		Handshake begun = this.handshake;
		if (begun != null) {
			send(ByteBuffer.wrap(begun.request(to, subprotocols())));
		}
	}

	final void ready(SelectionKey of) throws IOException {
		if (of.isValid() && of.isConnectable() && this.socket != null && this.target != null
				&& this.socket.finishConnect()) {
			of.interestOps(SelectionKey.OP_READ);
			connected(this.target, this.socket);
			return;
		}
		if (of.isValid() && of.isWritable()) {
			flush();
		}
		if (of.isValid() && of.isReadable() && this.wire != null) {
			while (this.loop.read(this, this.wire) && !this.closed) {
				// There may be more of what was decrypted.
			}
			if (this.waiting != null && !this.closed) {
				flush();
			}
			interest();
		}
	}

	/** When what is being handed on was read. */
	final long readAt() {
		return this.readAt;
	}

	final void received(byte[] bytes, int length, long now) {
		this.readAt = now;
		try {
			int from = 0;
			if (this.handshake != null && this.target != null) {
				from = this.handshake.received(bytes, 0, length);
				if (from < 0) {
					return;
				}
				this.handshake = null;
				opened(this.target);
			}
			this.frames.scan(bytes, from, length, this);
		}
		catch (BenchFailure ex) {
			end(String.valueOf(ex.getMessage()));
		}
	}

	/** Sends a frame, after all that waits. */
	final void frame(int opcode, byte[] payload, int length) {
		ByteBuffer out = (length <= this.loop.scratch().capacity() - FrameWriter.HEADER) ? this.loop.scratch()
				: ByteBuffer.allocate(length + FrameWriter.HEADER);
		FrameWriter.frame(out, opcode, payload, length);
		send(out.flip());
	}

	/** Sends whole frames, after all that waits. The buffer may be used again. */
	final void send(ByteBuffer bytes) {
		if (this.closed || this.unheard || this.wire == null) {
			return;
		}
		try {
			ByteBuffer before = this.waiting;
			if (before == null && this.wire.write(bytes)) {
				interest();
				return;
			}
			int length = (before != null) ? before.remaining() : 0;
			ByteBuffer all = ByteBuffer.allocate(length + bytes.remaining());
			if (before != null) {
				all.put(before);
			}
			this.waiting = all.put(bytes).flip();
			interest();
		}
		catch (IOException ex) {
			notHeard();
		}
	}

	/** The server takes nothing more; what it said before that is still to be read. */
	private void notHeard() {
		this.unheard = true;
		this.waiting = null;
		interest();
	}

	/** Bytes that the socket did not take yet. */
	final int waiting() {
		return (this.waiting != null) ? this.waiting.remaining() : 0;
	}

	/** Writes what there is to write, as far as the socket takes it. */
	final void flush() {
		if (this.wire == null || this.unheard) {
			return;
		}
		try {
			write(this.wire);
		}
		catch (IOException ex) {
			notHeard();
		}
	}

	private void write(Wire to) throws IOException {
		ByteBuffer next = (this.waiting != null) ? this.waiting : nextToWrite();
		while (next != null && to.write(next)) {
			next = nextToWrite();
		}
		this.waiting = next;
		if (next == null) {
			// What TLS has made of it may still wait.
			to.write(NOTHING.duplicate());
		}
		interest();
	}

	private void interest() {
		if (this.key == null || !this.key.isValid() || this.wire == null) {
			return;
		}
		int wanted = SelectionKey.OP_READ | ((this.wire.blocked() && !this.unheard) ? SelectionKey.OP_WRITE : 0);
		if (this.key.interestOps() != wanted) {
			this.key.interestOps(wanted);
		}
	}

	/** It has said what it had to say first. */
	final void becomeReady() {
		if (!this.ready) {
			this.ready = true;
			this.listener.ready();
		}
	}

	@Override
	public void ping(byte[] body) {
		frame(FrameWriter.PONG, body, body.length);
	}

	@Override
	public final void close(int code, String reason) {
		end("Closed by the server: " + code + (reason.isEmpty() ? "" : ' ' + reason));
	}

	final void endOfStream() {
		end((this.handshake != null) ? String.valueOf(this.handshake.ended().getMessage())
				: "The server closed the socket without a close frame.");
	}

	final void broken(IOException ex) {
		end(SocketTrouble.explain(ex, this.target));
	}

	/** What the server said before it closes, added to the reason for the end. */
	final void explain(String said) {
		this.explanation = this.explanation.isEmpty() ? '\n' + said : this.explanation;
	}

	/** Ends it, for a reason that is told to the listener; only the first counts. */
	final void end(String why) {
		if (!this.closed) {
			release();
			this.listener.closed(why + this.explanation);
		}
	}

	/** Says goodbye, as far as that is possible, and closes the socket. */
	final void release() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (SocketChannel ending = this.socket) {
			if (ending != null && this.wire != null && this.handshake == null && this.waiting == null
					&& !this.unheard) {
				ByteBuffer goodbye = this.loop.scratch();
				FrameWriter.frame(goodbye, FrameWriter.CLOSE, GOING_AWAY, GOING_AWAY.length);
				this.wire.write(goodbye.flip());
			}
		}
		catch (IOException ex) {
			// It is closed as far as anybody here is concerned.
		}
		this.waiting = null;
	}

}
