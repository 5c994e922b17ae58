package dev.stompbox.relay;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.connection.Sizes;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.stomp.Upstream;

/**
 * One client's session at RabbitMQ. Frames come from the client's thread, what happens
 * comes on any; the listener is told on one at a time, in the order of what happened,
 * while no lock is held.
 */
final class RelayedLink implements Upstream.Link {

	private static final Logger LOGGER = LoggerFactory.getLogger(RelayedLink.class);

	private static final byte[] NOTHING = new byte[0];

	/** Leads to RabbitMQ. */
	interface Wire {

		/** Passes a frame on; does nothing when there is no connection any more. */
		void forward(String command, Headers headers, byte[] body);

		/** Says goodbye, and ends the connection when that was heard, or not soon. */
		void leave();

		/** Ends the connection now. */
		void cut();

		/** Does it soon, on a thread that holds nothing of a client's. */
		void soon(Runnable task);

	}

	private final Upstream.Listener listener;

	private final Wire wire;

	private final long mostPending;

	private final SubscriptionIds ids = new SubscriptionIds();

	private final AtomicLong pending = new AtomicLong();

	private final Queue<Consumer<Upstream.Listener>> untold = new ConcurrentLinkedQueue<>();

	private final AtomicInteger telling = new AtomicInteger();

	private final AtomicBoolean writtenUntold = new AtomicBoolean();

	private final AtomicBoolean over = new AtomicBoolean();

	private volatile boolean open;

	private volatile boolean closed;

	/**
	 * @param listener told of what comes
	 * @param wire leads to RabbitMQ
	 * @param mostPending bytes that may wait to be written
	 */
	RelayedLink(Upstream.Listener listener, Wire wire, long mostPending) {
		this.listener = listener;
		this.wire = wire;
		this.mostPending = mostPending;
	}

	@Override
	public void pass(String command, Headers headers, byte[] body) {
		if (!this.open || this.over.get()) {
			return;
		}
		if (this.pending.get() > this.mostPending) {
			this.wire.soon(this::tooSlow);
			return;
		}
		// Behind a frame that has none in STOMP a body would be read as more frames.
		this.wire.forward(command, this.ids.toRabbitMq(command, Translation.toRabbitMq(command, headers)),
				command.equals("SEND") ? body : NOTHING);
	}

	@Override
	public long pending() {
		return this.pending.get();
	}

	@Override
	public void close() {
		this.closed = true;
		if (this.over.compareAndSet(false, true)) {
			if (this.open) {
				this.wire.leave();
			}
			else {
				this.wire.cut();
			}
		}
	}

	/** Bytes were handed to the connection. */
	void passed(long bytes) {
		this.pending.addAndGet(bytes);
	}

	/** They were written, or never will be. */
	void written(long bytes) {
		this.pending.addAndGet(-bytes);
		if (!this.over.get() && this.writtenUntold.compareAndSet(false, true)) {
			tell((told) -> {
				this.writtenUntold.set(false);
				told.written();
			});
		}
	}

	/** RabbitMQ let the session in. */
	void opened() {
		this.open = true;
		tell(Upstream.Listener::opened);
	}

	/** A MESSAGE came. */
	void message(Headers headers, byte[] body) {
		if (this.ids.hides(headers)) {
			Headers ack = this.ids.acknowledging(headers);
			if (ack != null) {
				this.wire.forward("ACK", ack, NOTHING);
			}
			return;
		}
		Headers known = this.ids.toClient(headers);
		if (known != null) {
			Headers translated = Translation.toClient(known);
			tell((told) -> told.message(translated, body));
		}
	}

	/** A RECEIPT came. */
	void receipt(String id) {
		tell((told) -> told.receipt(id));
	}

	/** RabbitMQ said ERROR; it closes the connection after that. */
	void refused(String words) {
		fail(this.open ? Refusals.refused(words) : Refusals.loginRefused());
	}

	/** The connection broke, or never came to be. */
	void broken() {
		fail(this.open ? Refusals.broken() : Refusals.unreachable());
	}

	/** The time to be let in is up. */
	void late() {
		if (!this.open) {
			fail(Refusals.unreachable());
		}
	}

	private void tooSlow() {
		String limit = Sizes.text(this.mostPending);
		fail(Refusals
			.away("RabbitMQ takes what is sent to it too slowly: more than " + limit + " wait (stompbox.relay.outbox).")
			.at(limit, "stompbox.relay.outbox"));
	}

	private void fail(Refused why) {
		if (this.over.compareAndSet(false, true)) {
			tell((told) -> told.failed(why));
			this.wire.cut();
		}
	}

	/**
	 * Whoever finds nobody telling tells all that there is; others leave theirs to it.
	 */
	private void tell(Consumer<Upstream.Listener> what) {
		this.untold.add(what);
		if (this.telling.getAndIncrement() > 0) {
			return;
		}
		do {
			Consumer<Upstream.Listener> next = this.untold.remove();
			if (!this.closed) {
				try {
					next.accept(this.listener);
				}
				catch (RuntimeException ex) {
					LOGGER.error("A listener of RabbitMQ failed", ex);
				}
			}
		}
		while (this.telling.decrementAndGet() > 0);
	}

}
