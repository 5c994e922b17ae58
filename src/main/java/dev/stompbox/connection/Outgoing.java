package dev.stompbox.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The half of a connection that writes: what waits for the client, and what becomes of it
 * when the client does not keep up.
 */
abstract sealed class Outgoing extends Incoming permits Connection {

	/** Fewer bytes are better gathered with what follows. */
	private static final int WRITTEN_AT_ONCE = 16 * 1024;

	/** Looked at to say what most of what waits is. */
	private static final int SAMPLE = 32;

	private final Outbox outbox;

	// Set before anybody sends to it.
	private @Nullable Compression compression;

	private volatile @Nullable Backlog backlog;

	private volatile @Nullable Runnable whenWritten;

	private volatile @Nullable Tracer tracer;

	private boolean over;

	Outgoing(Connections connections, Transport transport) {
		super(connections, transport);
		this.outbox = new Outbox(transport, connections.limits().outbox(), connections.outboxTotal(),
				() -> gone("The socket broke while it was written to"));
	}

	/** The socket is no more. */
	public abstract void gone(String detail);

	/** Ends the connection in good order. */
	public abstract void close(Closed why);

	@Override
	final Outbox outbox() {
		return this.outbox;
	}

	/** Nothing that waits beyond the outbox is sent any more. */
	final void endBacklog() {
		synchronized (this) {
			this.over = true;
			if (this.backlog != null) {
				this.backlog.close();
			}
		}
	}

	/** Compresses what is sent, as was agreed with the client. */
	public final void compress(Compression how) {
		this.compression = how;
	}

	/** How messages are compressed, or {@code null} when that was not agreed. */
	public final @Nullable Compression compression() {
		return this.compression;
	}

	/** Lets more, or less, wait in the outbox than the limit for all, in bytes. */
	public final void outboxLimit(long bytes) {
		this.outbox.limit(bytes);
	}

	/**
	 * Queues {@code payload} to be written. Never waits. When the outbox would go over
	 * its limit, the connection is closed as {@link CloseReason#SLOW} and nothing more is
	 * sent.
	 * @return whether it was taken
	 */
	public final boolean send(Payload payload) {
		trace(payload);
		return sent(this.outbox.offer(asAgreed(payload)));
	}

	/**
	 * Sends a part of a message, of bytes that are the caller's again when this returns.
	 * Many of them are written at once when nothing waits before them, and need no copy.
	 * Not to be called with a lock held.
	 * @param kind as for {@link Payload#part}
	 * @return whether it was taken
	 */
	public final boolean sendPart(Payload.Kind kind, boolean last, byte[] bytes, int from, int to) {
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
	public final boolean sendPaced(Payload payload) {
		trace(payload);
		return sent(this.outbox.offerPaced(asAgreed(payload)));
	}

	private void trace(Payload payload) {
		Tracer looking = this.tracer;
		if (looking != null) {
			looking.out(payload);
		}
	}

	/** Who looks at what goes over it, or {@code null} when nobody does. */
	final void tracer(@Nullable Tracer looking) {
		this.tracer = looking;
	}

	/** Whether somebody looks at what goes over it. */
	public final boolean isTraced() {
		return this.tracer != null;
	}

	/**
	 * Notes a frame from the client for who looks at what goes over the connection.
	 * @param bytes how long it is
	 * @param start what it begins with, without credentials
	 */
	public final void traceIn(int bytes, String start) {
		Tracer looking = this.tracer;
		if (looking != null) {
			looking.in(bytes, start);
		}
	}

	/** Notes that the client answered a ping. */
	public final void ponged() {
		Tracer looking = this.tracer;
		if (looking != null) {
			looking.ponged(System.nanoTime());
		}
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
				connections().later(this::tooSlow);
				yield false;
			}
			case SEALED -> false;
		};
	}

	/**
	 * Runs {@code told} after each write to the socket, with no lock held: what waits has
	 * become less.
	 */
	public final void whenWritten(Runnable told) {
		this.whenWritten = told;
		this.outbox.whenWritten(this::written);
	}

	private void written() {
		Backlog waiting = this.backlog;
		if (waiting != null) {
			waiting.flush();
		}
		Runnable told = this.whenWritten;
		if (told != null) {
			told.run();
		}
	}

	/**
	 * A lane for a subscription that may miss messages when the client does not keep up.
	 */
	public final Lane lane() {
		Backlog waiting = this.backlog;
		return new Lane((waiting != null) ? waiting : openBacklog());
	}

	private Backlog openBacklog() {
		synchronized (this) {
			Backlog waiting = this.backlog;
			if (waiting == null) {
				waiting = new Backlog(this, this.outbox.limit(), connections().outboxTotal());
				this.backlog = waiting;
				this.outbox.whenWritten(this::written);
				if (this.over) {
					waiting.close();
				}
			}
			return waiting;
		}
	}

	/** Too much waits that may not be lost. */
	final void overflows() {
		connections().later(this::tooSlow);
	}

	final void countDropped() {
		connections().countDropped();
	}

	/** What a message began with that it has missed, since this was asked last. */
	final byte @Nullable [] takeLost() {
		Backlog waiting = this.backlog;
		return (waiting != null) ? waiting.takeLost() : null;
	}

	/** How many messages it has missed. */
	final long dropped() {
		Backlog waiting = this.backlog;
		return (waiting != null) ? waiting.dropped() : 0;
	}

	/** Bytes that wait to be read by the client. */
	final long pending() {
		Backlog waiting = this.backlog;
		return this.outbox.pending() + ((waiting != null) ? waiting.pending() : 0);
	}

	/** Some of what waits to be read by the client. */
	final List<Payload> waiting() {
		List<Payload> some = new ArrayList<>(this.outbox.waiting(SAMPLE));
		Backlog waiting = this.backlog;
		if (waiting != null) {
			some.addAll(waiting.waiting(SAMPLE));
		}
		return some;
	}

	/** Whether it takes more, and less than half of what may wait for the client does. */
	public final boolean hasRoom() {
		return this.outbox.hasRoom();
	}

	private void drainSoon() {
		Burst burst = Burst.current();
		if (burst != null) {
			burst.add(this.outbox, connections().writers());
		}
		else {
			connections().later(this.outbox::drain);
		}
	}

	private void tooSlow() {
		watch().lagging();
		String limit = Sizes.text(this.outbox.limit());
		long waiting = this.outbox.waiting(Integer.MAX_VALUE).stream().filter(Payload::endsMessage).count();
		String lost = waiting + ((waiting == 1) ? " message" : " messages");
		close(Closed.limit(CloseReason.SLOW, "Too slow: more than " + limit + " was waiting to be read (" + lost + ")",
				limit, "stompbox.limits.outbox"));
	}

	/** Messages sent so far; pings and pongs are none. */
	public final long sent() {
		return this.outbox.messages();
	}

}
