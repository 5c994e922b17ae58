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

	private static final int FIRST_SIZE = 8;

	private final Retention retention;

	private final HistoryBudget budget;

	/** Its length is a power of two, or 0. */
	private @Nullable Message[] ring = EMPTY;

	private long first = 1;

	private int count;

	private long bytes;

	private long forgottenAt;

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
			this.first = message.position().offset() + 1;
			this.forgottenAt = message.timestamp();
			return;
		}
		if (this.count == this.ring.length) {
			grow();
		}
		this.ring[index(this.first + this.count)] = message;
		this.count++;
		long taken = Queued.bytesOf(message);
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
		for (long offset = this.first; offset < this.first + this.count; offset++) {
			after[(int) (offset & (length - 1))] = before[(int) (offset & (before.length - 1))];
		}
		this.ring = after;
	}

	/** Forgets the oldest. Returns the bytes that it took. */
	private long forget() {
		Message oldest = at(this.first);
		this.ring[index(this.first)] = null;
		this.first++;
		this.count--;
		this.forgottenAt = oldest.timestamp();
		long given = Queued.bytesOf(oldest);
		this.bytes -= given;
		this.budget.give(given);
		if (this.count == 0) {
			this.ring = EMPTY;
		}
		else if (this.ring.length > FIRST_SIZE && this.count < this.ring.length / 8) {
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
		while (this.count > 0 && at(this.first).timestamp() < oldest) {
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
			taken += Queued.bytesOf(message);
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
			if (at(middle).timestamp() < time) {
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
