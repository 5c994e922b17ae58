package dev.stompbox.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * The thread that writes: takes all that waits, writes it at once, commits it at once,
 * and tells everybody. The longer a commit takes, the more waits for the next.
 *
 * <p>
 * Lock: the monitor, around what waits.
 */
final class Writer implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(Writer.class);

	/** So many bytes are a batch at most, about. */
	private static final int BATCH = 4 << 20;

	/** So many bytes are told of at once, about. */
	private static final int PART = 64 << 10;

	/** What an entry takes beside its body. */
	private static final int OVERHEAD = 256;

	private static final String UNFORCED = "The disk could not be made to keep what was written";

	private final Store store;

	private final StoreOptions options;

	private final Around around;

	private final Thread thread = new Thread(this::run, "stompbox-store");

	private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

	private long pending;

	private boolean closed;

	private volatile @Nullable Refused failure;

	/** Written and not forced yet. */
	private long unforcedSince;

	/**
	 * An entry that waits.
	 *
	 * @param more whether the next one belongs to the same step
	 */
	private record Waiting(Entry entry, Appended told, boolean more) {

		private int weight() {
			return OVERHEAD + this.entry.body().length;
		}

	}

	/** What was written of a batch. */
	private record Written(Entry entry, Appended told, int start, int length) {
	}

	Writer(Store store, StoreOptions options, Around around) {
		this.store = store;
		this.around = around;
		this.options = options;
		this.thread.setDaemon(true);
		this.thread.setUncaughtExceptionHandler((thread, ex) -> died(ex));
		this.thread.start();
	}

	/** Nobody may wait for a thread that is no more. */
	private void died(Throwable why) {
		LOGGER.error("The thread that writes the log ended", why);
		Refused failed = fail("The log on disk failed", new IllegalStateException(why.toString()));
		List<Waiting> left;
		synchronized (this) {
			left = List.copyOf(this.waiting);
			this.waiting.clear();
			this.pending = 0;
			notifyAll();
		}
		left.forEach((each) -> tell(new Written(each.entry(), each.told(), 0, 0), failed));
	}

	/** Adds entries as one step: all of them, one after the other, or none. */
	void append(List<Entry> entries, List<? extends Appended> told) {
		List<Waiting> step = new ArrayList<>(entries.size());
		long weight = 0;
		for (int i = 0; i < entries.size(); i++) {
			Waiting next = new Waiting(entries.get(i), told.get(i), i < entries.size() - 1);
			step.add(next);
			weight += next.weight();
		}
		synchronized (this) {
			Refused failed = this.failure;
			if (failed != null) {
				throw failed;
			}
			if (this.closed) {
				throw new Refused(ErrorCode.GOING_AWAY, "The server is going away.", "Send it again in a few seconds.");
			}
			if (this.pending > 0 && this.pending + weight > this.options.pending()) {
				throw new Refused(ErrorCode.STORE_BUSY, "More is sent than the disk takes.",
						"Send it again in a moment, more slowly.")
					.at(this.options.pending() + " bytes", "stompbox.store.pending")
					.retryAfter(1);
			}
			boolean first = this.waiting.isEmpty();
			this.waiting.addAll(step);
			this.pending += weight;
			if (first) {
				notifyAll();
			}
		}
	}

	/**
	 * Waits while half of what may wait does, but not for long.
	 * @param millis how long at most
	 */
	synchronized void awaitRoom(long millis) {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		try {
			for (long left = millis; this.pending > this.options.pending() / 2 && left > 0 && !this.closed;) {
				wait(left);
				left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
		while (true) {
			List<Waiting> batch = take();
			if (batch.isEmpty() && isClosed()) {
				force(true);
				return;
			}
			if (!batch.isEmpty()) {
				bytes = write(batch, bytes.clear());
			}
			force(false);
			if (bytes.capacity() > 2 * BATCH) {
				bytes = ByteBuffer.allocate(1 << 16);
			}
		}
	}

	private synchronized boolean isClosed() {
		return this.closed && this.waiting.isEmpty();
	}

	private synchronized List<Waiting> take() {
		try {
			while (this.waiting.isEmpty() && !this.closed && this.unforcedSince == 0) {
				wait();
			}
			if (this.waiting.isEmpty() && this.unforcedSince != 0 && !this.closed) {
				wait(Math.max(1, this.options.interval().toMillis()));
			}
		}
		catch (InterruptedException ex) {
			this.closed = true;
		}
		List<Waiting> batch = new ArrayList<>();
		int weight = 0;
		boolean more = false;
		while (!this.waiting.isEmpty() && (weight < BATCH || more)) {
			Waiting next = this.waiting.remove();
			weight += next.weight();
			more = next.more();
			batch.add(next);
		}
		this.pending -= weight;
		notifyAll();
		return batch;
	}

	private ByteBuffer write(List<Waiting> batch, ByteBuffer buffer) {
		ByteBuffer bytes = buffer;
		List<Written> written = new ArrayList<>(batch.size());
		Map<String, Long> next = new HashMap<>();
		for (Waiting each : batch) {
			Entry entry = each.entry();
			if (entry.kind() == Entry.Kind.MESSAGE) {
				long offset = next.computeIfAbsent(entry.log(), (log) -> this.store.logOf(log).next());
				next.put(entry.log(), offset + 1);
				entry = entry.at(offset);
			}
			int start = bytes.position();
			bytes = Records.write(bytes, entry, written.isEmpty(), each.more());
			written.add(new Written(entry, each.told(), start, bytes.position() - start));
		}
		Refused failed;
		try {
			failed = commit(bytes.flip(), written);
		}
		catch (RuntimeException ex) {
			LOGGER.error("The log on disk failed", ex);
			failed = fail("The log on disk failed", ex);
		}
		tell(written, failed);
		return bytes;
	}

	/**
	 * Tells of all, in parts as small as what a socket is read for at once: subscribers
	 * of what is told have their messages before more comes.
	 */
	private void tell(List<Written> written, @Nullable Refused failed) {
		int from = 0;
		while (from < written.size()) {
			int to = from;
			for (int length = 0; to < written.size() && length < PART; to++) {
				length += written.get(to).length();
			}
			List<Written> part = written.subList(from, to);
			try {
				this.around.run(() -> part.forEach((each) -> tell(each, failed)));
			}
			catch (RuntimeException ex) {
				LOGGER.error("What was told could not be seen to", ex);
			}
			from = to;
		}
	}

	private static void tell(Written each, @Nullable Refused failed) {
		try {
			if (failed == null) {
				each.told().committed(each.entry().offset());
			}
			else {
				each.told().failed(failed);
			}
		}
		catch (RuntimeException ex) {
			// The others have to be told all the same.
			LOGGER.error("Nobody took what became of an entry of {}", each.entry().log(), ex);
		}
	}

	/** Returns why it could not be, or {@code null}. */
	private @Nullable Refused commit(ByteBuffer bytes, List<Written> written) {
		Refused before = this.failure;
		if (before != null) {
			return before;
		}
		int length = bytes.remaining();
		Segment segment = this.store.active();
		if (segment.size() > Segment.HEADER && segment.size() + length > this.options.segment()) {
			Refused not = roll(segment);
			if (not != null) {
				return not;
			}
			segment = this.store.active();
		}
		try {
			segment.write(bytes);
		}
		catch (IOException ex) {
			return takeBack(segment, ex);
		}
		if (this.options.fsync() == StoreOptions.Fsync.ALWAYS) {
			try {
				segment.force();
			}
			catch (IOException ex) {
				// What the disk has now is not known, and asking again would not tell.
				return fail(UNFORCED, ex);
			}
		}
		else if (this.options.fsync() == StoreOptions.Fsync.INTERVAL && this.unforcedSince == 0) {
			this.unforcedSince = System.nanoTime();
		}
		long at = segment.size();
		for (Written each : written) {
			this.store.committed(segment, each.entry(), Math.toIntExact(at + each.start()), each.length());
		}
		segment.added(length);
		return null;
	}

	private @Nullable Refused roll(Segment full) {
		try {
			full.force();
		}
		catch (IOException ex) {
			return fail(UNFORCED, ex);
		}
		try {
			this.store.roll(full);
			return null;
		}
		catch (IOException ex) {
			return full(ex);
		}
	}

	private Refused takeBack(Segment segment, IOException why) {
		try {
			segment.takeBack();
			return full(why);
		}
		catch (IOException ex) {
			return fail("The log on disk cannot be written to", why);
		}
	}

	private static Refused full(IOException why) {
		return new Refused(ErrorCode.STORE_FULL, "The disk takes nothing more: " + Reason.of(why) + '.',
				"Make room where stompbox.store.dir is; then it goes on by itself.")
			.retryAfter(5);
	}

	private Refused fail(String what, Exception why) {
		String reason = (why instanceof IOException ex) ? Reason.of(ex) : String.valueOf(why.getMessage());
		Refused failed = new Refused(ErrorCode.STORE_FAILED, what + ": " + reason + '.',
				"Nothing is written any more until the server is started anew; see to the disk first.");
		this.failure = failed;
		LOGGER.error("{} {} {}", failed.code().code(), failed.detail(), failed.hint());
		return failed;
	}

	private void force(boolean now) {
		long since = this.unforcedSince;
		boolean due = now || System.nanoTime() - since >= this.options.interval().toNanos();
		if (since == 0 || !due) {
			return;
		}
		this.unforcedSince = 0;
		try {
			this.store.active().force();
		}
		catch (IOException ex) {
			fail(UNFORCED, ex);
		}
	}

	/** Why nothing is written any more, or {@code null}. */
	@Nullable Refused failure() {
		return this.failure;
	}

	/** Writes what waits, and ends. */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
			notifyAll();
		}
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
