package dev.stompbox.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens connections, as fast as is wanted, and never too many that are not ready yet: a
 * server that is busy with one has no use for a thousand more at its door.
 */
final class Opening {

	private static final int MOST_PENDING = 100;

	private static final long A_MOMENT = 1_200_000;

	private final Crew crew;

	private final Target target;

	private final double rate;

	private final int all;

	private final AtomicInteger begun = new AtomicInteger();

	private final long started = System.nanoTime();

	private final int readyBefore;

	private final int firstNumber;

	/**
	 * @param rate connections per second, or 0 for as fast as it goes
	 * @param all connections there will be in the end, those of other openings included
	 * @param firstNumber what the first one counts as among them
	 */
	Opening(Crew crew, Target target, double rate, int all, int firstNumber) {
		this.crew = crew;
		this.target = target;
		this.rate = rate;
		this.all = all;
		this.firstNumber = firstNumber;
		this.readyBefore = crew.readyCount();
	}

	/**
	 * Opens {@code clients}, each on its own loop; more than one call may share a loop.
	 */
	void open(List<? extends Client> clients) {
		for (Loop loop : this.crew.loops()) {
			List<? extends Client> own = clients.stream().filter((client) -> client.loop() == loop).toList();
			loop.execute(() -> loop.add(new Work(own)));
		}
	}

	/** One loop's share of it. */
	private final class Work implements Loop.Work {

		private final List<? extends Client> clients;

		private int next;

		Work(List<? extends Client> clients) {
			this.clients = clients;
		}

		@Override
		public long turn(long now) {
			while (this.next < this.clients.size()) {
				int begunSoFar = Opening.this.begun.get();
				long due = (Opening.this.rate > 0)
						? Opening.this.started + (long) (begunSoFar * 1e9 / Opening.this.rate) : now;
				if (due > now) {
					return due - now;
				}
				int pending = begunSoFar + Opening.this.readyBefore - Opening.this.crew.readyCount();
				if (pending >= MOST_PENDING) {
					// Another loop's clients may become ready.
					return (Opening.this.crew.loops().size() == 1) ? Long.MAX_VALUE : A_MOMENT;
				}
				open(this.clients.get(this.next++), Opening.this.begun.getAndIncrement());
			}
			return Long.MAX_VALUE;
		}

		private void open(Client client, int number) {
			try {
				client.open(Opening.this.target,
						Opening.this.target.source(Opening.this.firstNumber + number, Opening.this.all));
			}
			catch (IOException ex) {
				client.broken(ex);
			}
		}

	}

}
