package dev.stompbox.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * One connection's queue of bytes to be written, bounded in bytes. Anybody may offer, at
 * any time, without waiting for the socket; one thread at a time drains, and gathers all
 * that waits into as few writes as possible: a single message goes out at once, and the
 * more is waiting, the less each costs.
 *
 * <p>
 * Lock: its own monitor, innermost of all; held for a few field updates and while bytes
 * are copied into the batch, never during a write.
 */
final class Outbox {

	private static final int BATCH = 64 * 1024;

	/** A queue that was longer is not kept when it is empty. */
	private static final int KEPT_LENGTH = 16;

	// One batch buffer per draining thread: an idle connection holds none.
	private static final ThreadLocal<ByteBuffer> BATCHES = ThreadLocal
		.withInitial(() -> ByteBuffer.allocateDirect(BATCH));

	private final Transport transport;

	private final Runnable whenBroken;

	private @Nullable ArrayDeque<Payload> waiting;

	/** How long the queue has been. */
	private int longest;

	private int headWritten;

	private long pending;

	private int inFlight;

	private long limit;

	private boolean draining;

	private boolean sealed;

	private @Nullable Runnable whenEmpty;

	private long messages;

	private long bytes;

	Outbox(Transport transport, long limit, Runnable whenBroken) {
		this.transport = transport;
		this.limit = limit;
		this.whenBroken = whenBroken;
	}

	/** What became of an offer. */
	enum Offer {

		/** It will be written; somebody has to call {@link #drain}. */
		TAKEN,
		/** It will be written by who is draining now. */
		TAKEN_DRAINING,
		/**
		 * It would have gone over the limit: nothing was taken, and nothing more will be.
		 */
		OVERFLOW,
		/** The outbox is sealed. */
		SEALED

	}

	synchronized Offer offer(Payload payload) {
		if (this.sealed) {
			return Offer.SEALED;
		}
		if (this.pending > 0 && this.pending + payload.length() > this.limit) {
			this.sealed = true;
			return Offer.OVERFLOW;
		}
		boolean first = this.pending == 0 && !this.draining;
		add(payload);
		return first ? Offer.TAKEN : Offer.TAKEN_DRAINING;
	}

	private void add(Payload payload) {
		if (this.waiting == null) {
			this.waiting = new ArrayDeque<>(4);
		}
		this.waiting.add(payload);
		this.longest = Math.max(this.longest, this.waiting.size());
		this.pending += payload.length();
		if (payload.endsMessage()) {
			this.messages++;
		}
	}

	/**
	 * Takes nothing more; writes what waits, then {@code last}.
	 * @param dropWaiting whether to give up what waits, but for a message that is partly
	 * written
	 * @param whenEmpty run once, when {@code last} is written
	 */
	synchronized void seal(boolean dropWaiting, Payload[] last, Runnable whenEmpty) {
		this.sealed = true;
		if (dropWaiting && this.waiting != null) {
			Payload head = (this.headWritten > 0) ? this.waiting.peek() : null;
			this.waiting.clear();
			this.pending = this.inFlight;
			if (head != null) {
				this.waiting.add(head);
				this.pending += head.length() - this.headWritten;
			}
		}
		for (Payload payload : last) {
			add(payload);
		}
		this.whenEmpty = whenEmpty;
	}

	/** Gives everything up. */
	synchronized void clear() {
		this.sealed = true;
		this.waiting = null;
		this.headWritten = 0;
		this.pending = this.inFlight;
		this.whenEmpty = null;
	}

	/** Writes what waits, as far as the socket takes it; the rest follows by itself. */
	void drain() {
		ByteBuffer batch = BATCHES.get();
		while (true) {
			Runnable empty = null;
			boolean mine = false;
			synchronized (this) {
				if (this.draining) {
					return;
				}
				if (this.waiting == null || this.waiting.isEmpty()) {
					empty = this.whenEmpty;
					this.whenEmpty = null;
				}
				else {
					this.draining = true;
					mine = true;
					gather(batch.clear(), this.waiting);
					this.inFlight = batch.flip().remaining();
				}
			}
			if (empty != null) {
				empty.run();
				return;
			}
			if (!mine || !write(batch)) {
				return;
			}
		}
	}

	private boolean write(ByteBuffer batch) {
		try {
			if (this.transport.write(batch)) {
				wrote();
				return true;
			}
			ByteBuffer rest = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
			Rest completion = new Rest();
			this.transport.writeRest(rest, completion);
			return completion.returned();
		}
		catch (IOException | RuntimeException ex) {
			broken();
		}
		return false;
	}

	// Large messages go out batch by batch too, so that no write needs more native memory
	// than one batch.
	private void gather(ByteBuffer batch, ArrayDeque<Payload> queue) {
		while (batch.hasRemaining()) {
			Payload head = queue.peek();
			if (head == null) {
				return;
			}
			int left = head.length() - this.headWritten;
			int taken = Math.min(left, batch.remaining());
			batch.put(head.bytes(), this.headWritten, taken);
			if (taken < left) {
				this.headWritten += taken;
			}
			else {
				this.headWritten = 0;
				queue.poll();
			}
		}
	}

	private synchronized void wrote() {
		this.draining = false;
		this.pending -= this.inFlight;
		this.bytes += this.inFlight;
		this.inFlight = 0;
		if (this.pending == 0 && this.longest > KEPT_LENGTH) {
			// A long queue leaves a long array behind.
			this.waiting = null;
			this.longest = 0;
		}
	}

	/** The completion of one write that the socket did not take at once. */
	private final class Rest implements Transport.Completion {

		private boolean returned;

		private boolean written;

		@Override
		public void written() {
			wrote();
			synchronized (this) {
				this.written = true;
				if (!this.returned) {
					return;
				}
			}
			drain();
			Outbox.this.transport.resumeReading();
		}

		/**
		 * Notes that the call which began the write is back. When the write was complete
		 * by then, the drain goes on by itself, and no stack grows with the backlog.
		 */
		synchronized boolean returned() {
			this.returned = true;
			return this.written;
		}

		@Override
		public void broken() {
			Outbox.this.broken();
		}

	}

	private void broken() {
		clear();
		this.whenBroken.run();
	}

	synchronized void limit(long limit) {
		this.limit = limit;
	}

	synchronized long limit() {
		return this.limit;
	}

	/** Bytes that wait, those that are being written included. */
	synchronized long pending() {
		return this.pending;
	}

	synchronized long messages() {
		return this.messages;
	}

	synchronized long bytes() {
		return this.bytes;
	}

}
