package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Publishers send to topics in turn, each with the same number of subscribers or one
 * more. In a closed loop so many publications are in flight at most, counted in the
 * deliveries that they have to lead to; paced, each is sent when it is due, and stamped
 * with that time also when it is late.
 */
final class TopicLoad implements Load, Loop.Work {

	/** Publications that are late are caught up with in steps of so many. */
	private static final int BURST = 100;

	private static final long A_MOMENT = 1_200_000;

	private final Plan plan;

	private final Crew crew;

	private final Loop loop;

	private final List<Subscriber> subscribers = new ArrayList<>();

	private final List<Publisher> publishers = new ArrayList<>();

	private final int[] subscribersOf;

	private final AtomicInteger heard = new AtomicInteger();

	private final AtomicLong seenExpected = new AtomicLong();

	private final int perTopic;

	private final long limit;

	private int phase;

	private long started;

	private long published;

	private long expected;

	private boolean on;

	TopicLoad(Plan plan, Crew crew) {
		this.plan = plan;
		this.crew = crew;
		this.loop = crew.loop(0);
		this.subscribersOf = new int[plan.topics()];
		for (int i = 0; i < plan.connections(); i++) {
			int topic = i % plan.topics();
			this.subscribersOf[topic]++;
			// All the same unless asked otherwise, as the clients that people use have
			// it.
			String id = "sub-" + (plan.wire().uniqueIds() ? i : 0);
			this.subscribers
				.add(new Subscriber(crew.loop(i), crew, i / crew.loops().size(), new Subscriber.Subscription(id,
						plan.destination(topic), topic, plan.wire().opcode(), this.heard::incrementAndGet)));
		}
		Publisher.Sent sent = new Publisher.Sent(
				IntStream.range(0, plan.topics()).mapToObj(plan::destination).toArray(String[]::new), plan.payload());
		for (int i = 0; i < plan.publishers(); i++) {
			this.publishers.add(new Publisher(this.loop, crew, plan.wire().opcode(), i, sent));
		}
		this.perTopic = Math.max(1, plan.connections() / plan.topics());
		this.limit = (long) plan.pace().window() * this.perTopic;
		this.loop.add(this);
		crew.loops().stream().skip(1).forEach((other) -> other.whenReceived(this.loop::wakeIfWaiting));
	}

	@Override
	public List<? extends Client> receivers() {
		return this.subscribers;
	}

	@Override
	public List<? extends Client> publishers() {
		return this.publishers;
	}

	@Override
	public void probe() {
		this.loop.execute(() -> {
			for (int topic = 0; topic < this.plan.topics(); topic++) {
				this.publishers.get(0).publish(topic, 0, System.nanoTime());
			}
			this.publishers.get(0).flushBatch();
		});
	}

	@Override
	public int unheard() {
		return this.subscribers.size() - this.heard.get();
	}

	@Override
	public void begin(int next, long now) {
		this.crew.each((each) -> {
			if (each == this.loop) {
				this.phase = next;
				this.started = now;
				this.published = 0;
				this.expected = 0;
				this.seenExpected.set(0);
				this.on = true;
			}
		});
	}

	@Override
	public void end() {
		this.crew.each((each) -> {
			if (each == this.loop) {
				this.on = false;
			}
		});
	}

	@Override
	public long expected() {
		return this.seenExpected.get();
	}

	@Override
	public long turn(long now) {
		if (!this.on) {
			return Long.MAX_VALUE;
		}
		long wait = this.plan.pace().paced() ? paced(now) : closedLoop();
		this.publishers.forEach(Publisher::flushBatch);
		this.seenExpected.lazySet(this.expected);
		return wait;
	}

	private long paced(long now) {
		for (int i = 0; i < BURST; i++) {
			long due = this.started + (long) (this.published * 1e9 / this.plan.pace().rate());
			if (due > now) {
				return due - now;
			}
			if (!publish(due)) {
				return A_MOMENT;
			}
		}
		return 0;
	}

	private long closedLoop() {
		while (this.expected - received() + this.perTopic <= this.limit) {
			if (!publish(System.nanoTime())) {
				return A_MOMENT;
			}
		}
		return Long.MAX_VALUE;
	}

	private long received() {
		long sum = 0;
		for (Loop each : this.crew.loops()) {
			sum += (each == this.loop) ? each.tally().received() : each.tally().seenReceived();
		}
		return sum;
	}

	private boolean publish(long due) {
		int topic = (int) (this.published % this.plan.topics());
		Publisher publisher = this.publishers.get((int) (this.published / this.plan.topics() % this.publishers.size()));
		if (!publisher.mayPublish()) {
			return false;
		}
		publisher.publish(topic, this.phase, due);
		this.published++;
		this.expected += this.subscribersOf[topic];
		return true;
	}

}
