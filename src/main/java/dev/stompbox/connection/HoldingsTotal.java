package dev.stompbox.connection;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What all clients together have the server keep for them. When it is more than the
 * limit, those are closed that hold most, until nine tenths of it are left: who asks for
 * little stays, whatever others do.
 */
final class HoldingsTotal {

	private static final String PROPERTY = "stompbox.limits.held";

	private final LongAdder bytes = new LongAdder();

	private final AtomicBoolean called = new AtomicBoolean();

	private final long most;

	private final Supplier<Collection<Connection>> open;

	private final Consumer<Runnable> later;

	/**
	 * @param most bytes
	 * @param open all connections
	 * @param later runs a task soon, on a thread that holds no lock
	 */
	HoldingsTotal(long most, Supplier<Collection<Connection>> open, Consumer<Runnable> later) {
		this.most = most;
		this.open = open;
		this.later = later;
	}

	/** Notes that it is so many bytes more, or less. */
	void moved(long more) {
		this.bytes.add(more);
		if (more > 0 && bytes() > this.most && this.called.compareAndSet(false, true)) {
			this.later.accept(this::relieve);
		}
	}

	long bytes() {
		return this.bytes.sum();
	}

	private void relieve() {
		// Before it looks: what comes meanwhile calls again.
		this.called.set(false);
		List<Holder> holders = this.open.get()
			.stream()
			.filter((connection) -> connection.closed() == null)
			.map((connection) -> new Holder(connection, connection.holdings().bytes()))
			.sorted(Comparator.comparingLong(Holder::bytes).reversed())
			.toList();
		long left = holders.stream().mapToLong(Holder::bytes).sum();
		long goal = (left > this.most) ? this.most - this.most / 10 : this.most;
		for (Iterator<Holder> each = holders.iterator(); each.hasNext() && left > goal;) {
			Holder next = each.next();
			left -= next.bytes();
			next.connection().close(why());
		}
	}

	private Closed why() {
		String limit = Sizes.text(this.most);
		return new Closed(CloseReason.TOO_MANY, Overload.HELD.code(),
				"Subscriptions, transactions, unacknowledged messages and unfinished frames of all clients took more than "
						+ limit + ", and most of it was this one's",
				limit, PROPERTY);
	}

	private record Holder(Connection connection, long bytes) {
	}

}
