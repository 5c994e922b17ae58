package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;
import dev.stompbox.store.Appended;
import dev.stompbox.store.Entry;
import dev.stompbox.store.Store;

/** What becomes of a durable queue's messages, on disk. */
final class QueueDisk implements Ledger {

	private static final Logger LOGGER = LoggerFactory.getLogger(QueueDisk.class);

	private final Store store;

	private final String log;

	private final String epoch;

	/** What becomes of what was written last: all before it is on disk when it is. */
	private volatile Awaited latest = new Awaited();

	/** Whether it was said that nothing can be written, until something was. */
	private volatile boolean said;

	QueueDisk(Store store, String log, String epoch) {
		this.store = store;
		this.log = log;
		this.epoch = epoch;
		this.latest.published(new Published(null, null, false));
	}

	Store store() {
		return this.store;
	}

	String epoch() {
		return this.epoch;
	}

	@Override
	public void handed(Queued queued) {
		long now = System.currentTimeMillis();
		Write written = new Write(new Awaited());
		append(List.of(new Durable.Write(
				Entry.handed(this.log, this.epoch, queued.message.offset(), queued.deliveries, now), written)));
	}

	@Override
	public synchronized void done(Collection<Queued> settled) {
		// One at a time: the latest is the last in the store's order too.
		Awaited awaited = new Awaited();
		List<Durable.Write> writes = writes(settled, awaited);
		if (!writes.isEmpty()) {
			this.latest = awaited;
			append(writes);
		}
	}

	private void append(List<Durable.Write> writes) {
		try {
			this.store.append(writes.stream().map(Durable.Write::entry).toList(),
					writes.stream().map(Durable.Write::appended).toList());
		}
		catch (Refused ex) {
			// After a start it is handed out again, as whoever waits for this is told.
			writes.forEach((each) -> each.appended().failed(ex));
			if (this.said) {
				return;
			}
			this.said = true;
			LOGGER.warn("What became of messages of {} cannot be written: {} {}", this.log, ex.code().code(),
					ex.detail());
		}
	}

	@Override
	public List<Durable.Write> writes(Collection<Queued> settled, Outcome outcome) {
		long[] offsets = settled.stream().mapToLong((each) -> each.message.offset()).sorted().toArray();
		List<Durable.Write> writes = new ArrayList<>(1);
		long now = System.currentTimeMillis();
		for (int from = 0; from < offsets.length;) {
			int to = from;
			while (to + 1 < offsets.length && offsets[to + 1] <= offsets[to] + 1) {
				to++;
			}
			writes.add(new Durable.Write(Entry.done(this.log, this.epoch, offsets[from], offsets[to], now),
					new Write(outcome)));
			from = to + 1;
		}
		return writes;
	}

	@Override
	public void await() {
		this.latest.get();
	}

	/** Tells who waits. */
	private final class Write implements Appended {

		private final Outcome outcome;

		Write(Outcome outcome) {
			this.outcome = outcome;
		}

		@Override
		public void committed(long offset) {
			QueueDisk.this.said = false;
			this.outcome.published(new Published(new Position("", offset), 0, false));
		}

		@Override
		public void failed(Refused why) {
			this.outcome.refused(why);
		}

	}

}
