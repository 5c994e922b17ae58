package dev.stompbox.connection;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Outbox.Offer;

/**
 * One client's socket, or event stream, with its outbox. Edges write to it with
 * {@link #send} and end it with {@link #close}; the transport below reports what it reads
 * and when the socket is gone.
 */
public final class Connection {

	/** Where a WebSocket session's attributes hold its connection. */
	public static final String ATTRIBUTE = Connection.class.getName();

	/** Fewer bytes are better gathered with what follows. */
	private static final int WRITTEN_AT_ONCE = 16 * 1024;

	private final String id;

	private final String remote;

	private final Instant openedAt = Instant.now();

	private final Connections connections;

	private final Transport transport;

	private final Outbox outbox;

	private final AtomicReference<@Nullable Closed> closed = new AtomicReference<>();

	private volatile String edge = "websocket";

	private volatile String caller = "";

	private volatile @Nullable Receiver receiver;

	private volatile MessageLimit messageLimit = new MessageLimit(64 * 1024, "stompbox.limits.message-size");

	// Set before anybody sends to it.
	private @Nullable Compression compression;

	private volatile long closingSince;

	private volatile long pauseAbove = Long.MAX_VALUE;

	private volatile boolean held;

	// Written by the reading thread alone; other threads may see them a moment late.
	private volatile long lastRead = System.nanoTime();

	private long messagesIn;

	private long bytesIn;

	private boolean ended;

	Connection(String id, String remote, Connections connections, Transport transport, ConnectionLimits limits) {
		this.id = id;
		this.remote = remote;
		this.connections = connections;
		this.transport = transport;
		this.outbox = new Outbox(transport, limits.outbox(), () -> gone("The socket broke while it was written to"));
	}

	/** The connection behind a WebSocket session with these attributes. */
	public static Connection of(Map<String, Object> attributes) {
		return (Connection) Objects.requireNonNull(attributes.get(ATTRIBUTE), "not a session of this server's engine");
	}

	/**
	 * Says what the connection is for.
	 * @param edge the edge that speaks on it, for people: {@code stomp},
	 * {@code echo-text}, …
	 * @param caller the caller's name
	 */
	public void serve(String edge, String caller) {
		this.edge = edge;
		this.caller = caller;
	}

	/** Says whose it is, so that it ends when that caller's time is over. */
	public void belongsTo(Principal owner) {
		this.connections.owners().own(this, owner);
	}

	/** Hands what is read from now on to {@code receiver}. */
	public void receiver(Receiver receiver) {
		this.receiver = receiver;
	}

	/** Who takes what is read, or {@code null} when Spring's handler does. */
	public @Nullable Receiver receiver() {
		return this.receiver;
	}

	/** Compresses what is sent, as was agreed with the client. */
	public void compress(Compression how) {
		this.compression = how;
	}

	/** How messages are compressed, or {@code null} when that was not agreed. */
	public @Nullable Compression compression() {
		return this.compression;
	}

	/** Lets more, or less, wait in the outbox than the limit for all, in bytes. */
	public void outboxLimit(long bytes) {
		this.outbox.limit(bytes);
	}

	/**
	 * Queues {@code payload} to be written. Never waits. When the outbox would go over
	 * its limit, the connection is closed as {@link CloseReason#SLOW} and nothing more is
	 * sent.
	 * @return whether it was taken
	 */
	public boolean send(Payload payload) {
		return sent(this.outbox.offer(asAgreed(payload)));
	}

	/**
	 * Sends a part of a message, of bytes that are the caller's again when this returns.
	 * Many of them are written at once when nothing waits before them, and need no copy.
	 * Not to be called with a lock held.
	 * @param kind as for {@link Payload#part}
	 * @return whether it was taken
	 */
	public boolean sendPart(Payload.Kind kind, boolean last, byte[] bytes, int from, int to) {
		if (this.compression != null) {
			byte[] part = Arrays.copyOfRange(bytes, from, to);
			boolean whole = last && kind != Payload.Kind.CONTINUATION;
			return whole ? send(Payload.of(kind, part))
					: sent(this.outbox.offer(this.compression.part(kind, last, part)));
		}
		if (to - from >= WRITTEN_AT_ONCE
				&& this.outbox.writeAtOnce(Payload.header(kind, last, to - from), bytes, from, to)) {
			return true;
		}
		return send(Payload.part(kind, last, bytes, from, to));
	}

	/**
	 * As {@link #send}, for who asks {@link #hasRoom} before each message and waits when
	 * there is none: the connection is not closed for the one that goes over the limit.
	 */
	public boolean sendPaced(Payload payload) {
		return sent(this.outbox.offerPaced(asAgreed(payload)));
	}

	private Payload asAgreed(Payload payload) {
		return (this.compression != null) ? this.compression.of(payload) : payload;
	}

	private boolean sent(Offer offer) {
		return switch (offer) {
			case TAKEN -> {
				drainSoon();
				yield true;
			}
			case TAKEN_DRAINING -> true;
			case OVERFLOW -> {
				this.connections.later(this::tooSlow);
				yield false;
			}
			case SEALED -> false;
		};
	}

	/**
	 * Runs {@code told} after each write to the socket, with no lock held: what waits has
	 * become less.
	 */
	public void whenWritten(Runnable told) {
		this.outbox.whenWritten(told);
	}

	/** Whether it takes more, and less than half of what may wait for the client does. */
	public boolean hasRoom() {
		return this.outbox.hasRoom();
	}

	private void drainSoon() {
		Burst burst = Burst.current();
		if (burst != null) {
			burst.add(this.outbox, this.connections.writers());
		}
		else {
			this.connections.later(this.outbox::drain);
		}
	}

	private void tooSlow() {
		String limit = Sizes.text(this.outbox.limit());
		close(Closed.limit(CloseReason.SLOW, "Too slow: more than " + limit + " was waiting to be read", limit,
				"stompbox.limits.outbox"));
	}

	/**
	 * Ends the connection in good order; what waits is written first, except to a slow
	 * one. Only the first call counts.
	 */
	public void close(Closed why) {
		if (this.closed.get() != null) {
			return;
		}
		// Before it counts as closed, since the clock measures from here.
		this.closingSince = System.nanoTime();
		if (!this.closed.compareAndSet(null, why)) {
			return;
		}
		Receiver edgeOf = this.receiver;
		Payload[] words = (edgeOf != null) ? edgeOf.lastWords(why) : new Payload[0];
		Payload[] last = Arrays.copyOf(words, words.length + 1);
		last[words.length] = this.transport.farewell(why);
		// First what the connection stood for, then the farewell: who has read it finds
		// no trace of the connection any more.
		end(why);
		this.outbox.seal(why.reason() == CloseReason.SLOW, last, this.transport::end);
		this.outbox.drain();
	}

	/** Closes it soon, on another thread: for where it must not be done at once. */
	public void closeSoon(Closed why) {
		this.connections.later(() -> close(why));
	}

	/** The socket is no more. Called by the transport, and safe to call again. */
	public void gone(String detail) {
		if (this.closed.get() == null) {
			this.closingSince = System.nanoTime();
		}
		this.closed.compareAndSet(null, Closed.of(CloseReason.GONE, detail));
		this.outbox.clear();
		this.transport.abort();
		Closed why = this.closed.get();
		if (why != null) {
			end(why);
		}
		this.connections.remove(this);
	}

	private void end(Closed why) {
		synchronized (this.closed) {
			if (this.ended) {
				return;
			}
			this.ended = true;
		}
		Receiver edgeOf = this.receiver;
		if (edgeOf != null) {
			edgeOf.ended(why);
		}
		this.connections.closed(this, why);
	}

	/** Bounds the messages that are read; 64 KB until it is said. */
	public void limitMessages(MessageLimit limit) {
		this.messageLimit = limit;
	}

	/** The largest message that is read. */
	public MessageLimit messageLimit() {
		return this.messageLimit;
	}

	/**
	 * Reads nothing more from the client while more than {@code bytes} wait to be read by
	 * it.
	 */
	public void pauseReadingAbove(long bytes) {
		this.pauseAbove = bytes;
	}

	/**
	 * Whether the client's next bytes may be read, or too much already waits to be read
	 * by the client.
	 */
	public boolean mayRead() {
		return !this.held && (this.pauseAbove == Long.MAX_VALUE || this.outbox.pending() <= this.pauseAbove);
	}

	/**
	 * Reads nothing more from the client until it is said again that it may: what it sent
	 * has to be passed on first.
	 */
	public void holdReading(boolean held) {
		if (this.held != held) {
			this.held = held;
			if (!held) {
				this.connections.later(this.transport::resumeReading);
			}
		}
	}

	/** Notes a sign of life that is not bytes of a message. */
	public void heard() {
		this.lastRead = System.nanoTime();
	}

	/** Notes that bytes came from the client. */
	public void read(int bytes) {
		this.lastRead = System.nanoTime();
		this.bytesIn += bytes;
	}

	/** Notes that a message came from the client. */
	public void messageRead() {
		this.messagesIn++;
	}

	/** When the last byte came, of {@link System#nanoTime()}. */
	public long lastRead() {
		return this.lastRead;
	}

	/** Messages sent so far; pings and pongs are none. */
	public long sent() {
		return this.outbox.messages();
	}

	/** Asks the client for a sign of life. */
	public void ping() {
		this.transport.ping(this);
	}

	/** Why it ends, or {@code null} while it is open. */
	public @Nullable Closed closed() {
		return this.closed.get();
	}

	/** How long ago it began to end; zero while it is open. */
	public Duration sinceClosing() {
		return (this.closed.get() != null) ? Duration.ofNanos(System.nanoTime() - this.closingSince) : Duration.ZERO;
	}

	void tick(long now, ConnectionLimits limits) {
		if (this.closed.get() != null) {
			if (now - this.closingSince > limits.closing().toNanos()) {
				gone("It did not go in time");
			}
			return;
		}
		Receiver edgeOf = this.receiver;
		if (edgeOf != null) {
			edgeOf.tick(now);
		}
		if (this.outbox.waitsLonger(now, limits.outboxAge().toNanos())) {
			String limit = limits.outboxAge().toSeconds() + " s";
			close(Closed.limit(CloseReason.SLOW, "Too slow: what was sent more than " + limit + " ago was not read",
					limit, "stompbox.limits.outbox-age"));
			return;
		}
		long silence = now - this.lastRead;
		long idle = limits.idle().toNanos();
		if (silence > 2 * idle) {
			close(Closed.limit(CloseReason.SILENT, "Nothing was heard for " + 2 * limits.idle().toSeconds() + " s",
					2 * limits.idle().toSeconds() + " s", "stompbox.limits.idle"));
		}
		else if (silence > idle && (silence - idle) % idle < Keepalive.TICK.toNanos()) {
			ping();
		}
	}

	/** Its id, {@code c-…}: unique, and not to be guessed. */
	public String id() {
		return this.id;
	}

	/** The edge that speaks on it. */
	public String edge() {
		return this.edge;
	}

	/** What is known of it now. */
	public ConnectionInfo info() {
		return new ConnectionInfo(this.id, this.edge, this.caller, this.remote, this.openedAt.toEpochMilli(),
				this.messagesIn, this.bytesIn, this.outbox.messages(), this.outbox.bytes(), this.outbox.pending(),
				this.outbox.limit());
	}

	@Override
	public String toString() {
		return this.id;
	}

}
