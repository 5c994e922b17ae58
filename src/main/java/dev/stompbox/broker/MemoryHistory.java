package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;

/**
 * A history on the heap: a ring of references to the messages, which grows as it fills.
 */
final class MemoryHistory implements History {

	private static final @Nullable Message[] EMPTY = {};

	private static final int[] NO_SIZES = {};

	private static final long[] NO_TIMES = {};

	private static final int FIRST_SIZE = 8;

	private final Retention retention;

	private final HistoryBudget budget;

	/** Its length is a power of two, or 0. */
	private @Nullable Message[] ring = EMPTY;

	// Of each what it takes, bytes, and when it came, epoch ms: one that is forgotten is
	// long out of the processor's caches.
	private int[] sizes = NO_SIZES;

	private long[] times = NO_TIMES;

	private long first = 1;

	private int count;

	private long bytes;

	private long forgottenAt;

	/** Of the first that is kept, epoch ms. */
	private long firstAt;

	MemoryHistory(Retention retention, HistoryBudget budget) {
		this(retention, budget, 1);
	}

	/**
	 * @param next the offset of the first message
	 */
	MemoryHistory(Retention retention, HistoryBudget budget, long next) {
		this.retention = retention;
		this.budget = budget;
		this.first = next;
	}

	@Override
	public void append(Message message) {
		if (this.retention.messages() == 0) {
			this.first = message.offset() + 1;
			this.forgottenAt = message.timestamp();
			return;
		}
		if (this.count == this.ring.length) {
			grow();
		}
		int taken = (int) Math.min(Queued.bytesOf(message), Integer.MAX_VALUE);
		int index = index(this.first + this.count);
		this.ring[index] = message;
		this.sizes[index] = taken;
		this.times[index] = message.timestamp();
		if (this.count++ == 0) {
			this.firstAt = message.timestamp();
		}
		this.bytes += taken;
		long over = this.budget.take(taken);
		while (this.count > this.retention.messages() || (this.count > 0 && this.bytes > this.retention.bytes())) {
			over -= forget();
		}
		if (over > 0) {
			shed(over);
		}
		expire(message.timestamp());
	}

	private int index(long offset) {
		return (int) (offset & (this.ring.length - 1));
	}

	private void grow() {
		resize((this.ring.length == 0) ? FIRST_SIZE : this.ring.length * 2);
	}

	private void resize(int length) {
		@Nullable Message[] before = this.ring;
		@Nullable Message[] after = new @Nullable Message[length];
		int[] sizesAfter = new int[length];
		long[] timesAfter = new long[length];
		for (long offset = this.first; offset < this.first + this.count; offset++) {
			int from = (int) (offset & (before.length - 1));
			int to = (int) (offset & (length - 1));
			after[to] = before[from];
			sizesAfter[to] = this.sizes[from];
			timesAfter[to] = this.times[from];
		}
		this.ring = after;
		this.sizes = sizesAfter;
		this.times = timesAfter;
	}

	/** Forgets the oldest. Returns the bytes that it took. */
	private long forget() {
		int given = this.sizes[index(this.first)];
		this.ring[index(this.first)] = null;
		this.first++;
		this.count--;
		this.forgottenAt = this.firstAt;
		this.bytes -= given;
		this.budget.give(given);
		if (this.count == 0) {
			this.ring = EMPTY;
			this.sizes = NO_SIZES;
			this.times = NO_TIMES;
			return given;
		}
		this.firstAt = this.times[index(this.first)];
		if (this.ring.length > FIRST_SIZE && this.count < this.ring.length / 8) {
			resize(this.ring.length / 2);
		}
		return given;
	}

	private Message at(long offset) {
		return Objects.requireNonNull(this.ring[index(offset)]);
	}

	@Override
	public void expire(long now) {
		long oldest = now - this.retention.age().toMillis();
		while (this.count > 0 && this.firstAt < oldest) {
			forget();
		}
	}

	@Override
	public void shed(long bytes) {
		long left = bytes;
		while (this.count > 0 && left > 0) {
			left -= forget();
		}
	}

	@Override
	public int purge() {
		int purged = this.count;
		shed(Long.MAX_VALUE);
		return purged;
	}

	@Override
	public long first() {
		return this.first;
	}

	@Override
	public long forgottenAt() {
		return this.forgottenAt;
	}

	@Override
	public List<Message> from(long offset, int most, long bytes) {
		int kept = (int) (this.first + this.count - offset);
		List<Message> messages = new ArrayList<>(Math.min(most, kept));
		long taken = 0;
		for (long next = offset; messages.size() < Math.min(most, kept) && taken <= bytes; next++) {
			Message message = at(next);
			messages.add(message);
			taken += this.sizes[index(next)];
		}
		return messages;
	}

	@Override
	public @Nullable Message last() {
		return (this.count > 0) ? at(this.first + this.count - 1) : null;
	}

	@Override
	public long since(long time) {
		long from = this.first;
		long to = this.first + this.count;
		while (from < to) {
			long middle = (from + to) >>> 1;
			if (this.times[index(middle)] < time) {
				from = middle + 1;
			}
			else {
				to = middle;
			}
		}
		return from;
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public long bytes() {
		return this.bytes;
	}

}
