package dev.stompbox.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one log: of the store's lock, and read by who has been told of it. */
public final class LogInfo {

	private final String name;

	private volatile String epoch = "";

	private volatile long next = 1;

	private volatile long lastTime;

	private volatile long purged;

	/** What is done with, in a queue. Of this one's monitor, as the next. */
	private final Ranges done = new Ranges();

	/** How often each of a queue's messages that are not done with was handed out. */
	private final Map<Long, Integer> handed = new HashMap<>(0);

	LogInfo(String name) {
		this.name = name;
	}

	/** Takes in what a segment has, the oldest first. */
	void add(Part part) {
		of(part.epoch);
		this.next = Math.max(this.next, part.last + 1);
		this.lastTime = Math.max(this.lastTime, part.lastTime);
		this.purged = Math.max(this.purged, part.purged);
		synchronized (this) {
			this.done.add(part.done);
			part.handed.forEach((offset, times) -> this.handed.merge(offset, times, Math::max));
			this.handed.keySet().removeIf(this.done::has);
		}
	}

	/** Takes in a committed entry. */
	void add(Entry entry) {
		of(entry.epoch());
		if (entry.kind() == Entry.Kind.MESSAGE) {
			this.next = entry.offset() + 1;
			this.lastTime = entry.timestamp();
		}
		else if (entry.kind() == Entry.Kind.LAST) {
			this.next = Math.max(this.next, entry.offset() + 1);
		}
		else if (entry.kind() == Entry.Kind.PURGED) {
			this.purged = Math.max(this.purged, entry.offset());
		}
		else if (entry.kind() == Entry.Kind.DONE) {
			done(entry.from(), entry.offset());
		}
		else if (entry.kind() == Entry.Kind.HANDED) {
			handed(entry.offset(), entry.times());
		}
	}

	/** There was more than is here: an offset that no message has stands for that. */
	void skip() {
		this.next++;
	}

	private synchronized void done(long from, long to) {
		this.done.add(from, to);
		if (to - from < this.handed.size()) {
			for (long offset = from; offset <= to; offset++) {
				this.handed.remove(offset);
			}
		}
		else {
			this.handed.keySet().removeIf(this.done::has);
		}
	}

	private synchronized void handed(long offset, int times) {
		if (!this.done.has(offset)) {
			this.handed.merge(offset, times, Math::max);
		}
	}

	/** Whether nothing that is not done with is from one offset to, and with, another. */
	public synchronized boolean isDone(long from, long to) {
		return this.done.has(from, to);
	}

	/** How often a queue's message was handed out. */
	public synchronized int deliveries(long offset) {
		return this.handed.getOrDefault(offset, 0);
	}

	/** What a new segment has to say of it. */
	synchronized List<Entry> state(long first, long now) {
		List<Entry> state = new ArrayList<>();
		state.add(Entry.about(Entry.Kind.LAST, this.name, this.epoch, this.next - 1, this.lastTime));
		if (this.purged > 0) {
			state.add(Entry.about(Entry.Kind.PURGED, this.name, this.epoch, this.purged, now));
		}
		// Of messages that are gone it need not be known what became of them.
		this.done.dropBefore(first);
		this.done.forEach((from, to) -> state.add(Entry.done(this.name, this.epoch, from, to, now)));
		this.handed.forEach((offset, times) -> state.add(Entry.handed(this.name, this.epoch, offset, times, now)));
		return state;
	}

	private void of(String its) {
		if (!its.equals(this.epoch)) {
			this.epoch = its;
			this.next = 1;
			this.purged = 0;
			forget();
		}
	}

	private synchronized void forget() {
		this.done.dropBefore(Long.MAX_VALUE);
		this.handed.clear();
	}

	/** Whose it is. */
	public String name() {
		return this.name;
	}

	/** The epoch of its positions; empty when nothing was ever written to it. */
	public String epoch() {
		return this.epoch;
	}

	/** The offset that its next message gets. */
	public long next() {
		return this.next;
	}

	/** When its last message was accepted, epoch ms. */
	public long lastTime() {
		return this.lastTime;
	}

	/** Up to this offset all was thrown away; 0 for nothing. */
	public long purged() {
		return this.purged;
	}

}
