package dev.stompbox.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

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

	/** As much as is read at once, with a header. */
	static final int BATCH = 256 * 1024 + 16;

	/** A queue that was longer is not kept when it is empty. */
	private static final int KEPT_LENGTH = 16;

	/** Buffers for batches: an idle connection holds none. */
	static final Pool<ByteBuffer> BATCHES = new Pool<>(() -> ByteBuffer.allocateDirect(BATCH));

	private final Transport transport;

	private final Runnable whenBroken;

	// The next to be written stands by itself: most of the time it is the only one.
	private @Nullable Payload head;

	private @Nullable ArrayDeque<Payload> others;

	/** How long the queue has been. */
	private int longest;

	private int headWritten;

	private long pending;

	private int inFlight;

	private long limit;

	private boolean draining;

	private boolean sealed;

	private @Nullable Runnable whenEmpty;

	private volatile @Nullable Runnable whenWritten;

	private long messages;

	private long bytes;

	private final Age age = new Age();

	private final OutboxTotal total;

	/** How much of it the total knows of, in its steps. */
	private long weighed;

	private boolean cleared;

	Outbox(Transport transport, long limit, OutboxTotal total, Runnable whenBroken) {
		this.transport = transport;
		this.limit = limit;
		this.total = total;
		this.whenBroken = whenBroken;
	}

	synchronized Offer offer(Payload payload) {
		if (!this.sealed && this.pending > 0 && this.pending + payload.length() > this.limit) {
			this.sealed = true;
			return Offer.OVERFLOW;
		}
		return offerPaced(payload);
	}

	/**
	 * As {@link #offer}, for who has found that there is {@link #hasRoom room}: what is
	 * over the limit then is one message, and no backlog.
	 */
	synchronized Offer offerPaced(Payload payload) {
		if (this.sealed) {
			return Offer.SEALED;
		}
		boolean first = this.pending == 0 && !this.draining;
		add(payload);
		return first ? Offer.TAKEN : Offer.TAKEN_DRAINING;
	}

	/** Whether it takes more, and less than half of what may wait does. */
	synchronized boolean hasRoom() {
		return !this.sealed && this.pending <= this.limit / 2;
	}

	private void add(Payload payload) {
		if (this.head == null) {
			this.head = payload;
		}
		else {
			if (this.others == null) {
				this.others = new ArrayDeque<>(4);
			}
			this.others.add(payload);
			this.longest = Math.max(this.longest, this.others.size());
		}
		this.pending += payload.length();
		weigh();
		if (payload.endsMessage()) {
			this.messages++;
		}
	}

	private void weigh() {
		this.weighed = this.total.moved(this.weighed, this.cleared ? 0 : this.pending);
	}

	/**
	 * Takes nothing more; writes what waits, then {@code last}.
	 * @param dropWaiting whether to give up what waits, but for a message that is partly
	 * written
	 * @param whenEmpty run once, when {@code last} is written
	 */
	synchronized void seal(boolean dropWaiting, Payload[] last, Runnable whenEmpty) {
		this.sealed = true;
		if (dropWaiting) {
			this.others = null;
			this.head = (this.headWritten > 0) ? this.head : null;
			this.pending = this.inFlight + ((this.head != null) ? this.head.length() - this.headWritten : 0);
		}
		weigh();
		for (Payload payload : last) {
			add(payload);
		}
		this.whenEmpty = whenEmpty;
	}

	/** Gives everything up. */
	synchronized void clear() {
		this.sealed = true;
		this.head = null;
		this.others = null;
		this.headWritten = 0;
		this.pending = this.inFlight;
		this.whenEmpty = null;
		this.cleared = true;
		weigh();
	}

	/** Writes what waits, as far as the socket takes it; the rest follows by itself. */
	void drain() {
		ByteBuffer batch = BATCHES.take();
		drain(batch);
		BATCHES.give(batch);
	}

	/**
	 * As {@link #drain()}, for who drains many.
	 * @param batch a buffer of {@link #BATCHES}
	 */
	void drain(ByteBuffer batch) {
		while (begin(batch) && write(batch)) {
			// until nothing waits or the socket takes no more
		}
	}

	/** Fills the batch, if something waits and nobody else is draining. */
	private boolean begin(ByteBuffer batch) {
		Runnable empty;
		synchronized (this) {
			if (this.draining) {
				return false;
			}
			if (this.head != null) {
				this.draining = true;
				gather(batch.clear());
				this.inFlight = batch.flip().remaining();
				return true;
			}
			empty = this.whenEmpty;
			this.whenEmpty = null;
		}
		if (empty != null) {
			empty.run();
		}
		return false;
	}

	/** Writes the batch; answers whether it is written and there is more to do. */
	private boolean write(ByteBuffer batch) {
		try {
			if (this.transport.write(batch)) {
				boolean more = wrote();
				tell();
				return more;
			}
			return writeRest(ByteBuffer.allocate(batch.remaining()).put(batch).flip());
		}
		catch (IOException | RuntimeException ex) {
			broken();
		}
		return false;
	}

	/** Has it written when the socket takes more; answers as {@link #write}. */
	private boolean writeRest(ByteBuffer rest) {
		Rest completion = new Rest();
		this.transport.writeRest(rest, completion);
		boolean written = completion.returned();
		if (written) {
			tell();
		}
		return written;
	}

	/**
	 * Writes {@code head} and the bytes after it now, if nothing waits before them. What
	 * the socket does not take is copied, and follows.
	 * @return {@code false} when something waits, and nothing was done
	 */
	boolean writeAtOnce(Payload head, byte[] bytes, int from, int to) {
		synchronized (this) {
			if (this.sealed || this.draining || this.pending > 0) {
				return false;
			}
			this.draining = true;
			this.inFlight = head.length() + to - from;
			this.pending = this.inFlight;
			weigh();
			this.messages += head.endsMessage() ? 1 : 0;
		}
		ByteBuffer batch = BATCHES.take();
		boolean more = false;
		try {
			head.copy(0, batch.clear());
			more = writeAtOnce(batch, bytes, from, to);
		}
		catch (IOException | RuntimeException ex) {
			broken();
		}
		if (more) {
			drain(batch);
		}
		BATCHES.give(batch);
		return true;
	}

	/** Writes the batch and what follows; answers whether there is more to do. */
	private boolean writeAtOnce(ByteBuffer batch, byte[] bytes, int from, int to) throws IOException {
		int at = from;
		while (true) {
			int taken = Math.min(to - at, batch.remaining());
			batch.put(bytes, at, taken).flip();
			at += taken;
			if (!this.transport.write(batch)) {
				ByteBuffer rest = ByteBuffer.allocate(batch.remaining() + to - at);
				return writeRest(rest.put(batch).put(bytes, at, to - at).flip());
			}
			if (at == to) {
				boolean more = wrote();
				tell();
				return more;
			}
			batch.clear();
		}
	}

	// Large messages go out batch by batch too, so that no write needs more native memory
	// than one batch.
	private void gather(ByteBuffer batch) {
		Payload next = this.head;
		while (next != null && batch.hasRemaining()) {
			this.headWritten += next.copy(this.headWritten, batch);
			if (this.headWritten == next.length()) {
				this.headWritten = 0;
				next = (this.others != null) ? this.others.poll() : null;
			}
		}
		this.head = next;
	}

	/** Notes that the batch is written; answers whether there is more to do. */
	private synchronized boolean wrote() {
		this.draining = false;
		this.pending -= this.inFlight;
		this.bytes += this.inFlight;
		this.inFlight = 0;
		weigh();
		if (this.head == null && this.longest > KEPT_LENGTH) {
			// A long queue leaves a long array behind.
			this.others = null;
			this.longest = 0;
		}
		return this.head != null || this.whenEmpty != null;
	}

	private void tell() {
		Runnable told = this.whenWritten;
		if (told != null) {
			told.run();
		}
	}

	/** Runs {@code told} after each write, on whatever thread, with no lock held. */
	void whenWritten(Runnable told) {
		this.whenWritten = told;
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
			tell();
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

	/**
	 * Whether a byte has been waiting for longer than {@code most} ns; see {@link Age}.
	 */
	synchronized boolean waitsLonger(long now, long most) {
		return this.age.over(this.bytes, this.pending, now, most);
	}

	/** For how long a byte has been waiting at least, ns. */
	synchronized long waited(long now) {
		return this.age.waited(this.bytes, this.pending, now);
	}

	/** What waits, the next first; at most {@code most} of it. */
	synchronized List<Payload> waiting(int most) {
		Stream<Payload> after = (this.others != null) ? this.others.stream() : Stream.empty();
		return Stream.concat(Stream.ofNullable(this.head), after).limit(most).toList();
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
