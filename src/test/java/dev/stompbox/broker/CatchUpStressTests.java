package dev.stompbox.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscribers that come and go while four publish: each goes on where it was, and has
 * everything once, in order.
 */
@Timeout(60)
class CatchUpStressTests {

	private static final Topic TOPIC = Topic.parse("demo.a");

	private static final int PUBLISHERS = 4;

	private static final int EACH = 5_000;

	private final Broker broker = new Broker(DefaultAccess.policy(),
			new Topics(10, FlowRules.NONE,
					new TopicRules(List.of(new TopicRules.Match(TopicPattern.parse("#"),
							new TopicRule(new Retention(1_000_000, Duration.ofHours(1), 1 << 30), false,
									TopicRule.Window.DEFAULT, false)))),
					HistoryBudget.ofHeap()),
			QueueLimits.DEFAULT, Refusals.UNHEARD, null);

	/** Has now and then no room, and is told by another thread when it has some again. */
	private static final class Client implements Subscriber {

		private final List<Long> offsets = new ArrayList<>();

		private final AtomicBoolean full = new AtomicBoolean();

		private volatile boolean gap;

		/** It is told that not all was delivered when it leaves early. */
		private volatile boolean leaving;

		@Override
		public boolean hasRoom() {
			if (ThreadLocalRandom.current().nextInt(20) == 0) {
				this.full.set(true);
			}
			return !this.full.get();
		}

		@Override
		public synchronized void deliver(Delivery delivery) {
			this.offsets.add(delivery.message().position().offset());
		}

		@Override
		public void live(Recovery recovery) {
			this.gap |= !this.leaving && !Boolean.TRUE.equals(recovery.recovered());
		}

		synchronized long last() {
			return this.offsets.isEmpty() ? 0 : this.offsets.get(this.offsets.size() - 1);
		}

	}

	@RepeatedTest(3)
	void nothingIsMissedAndNothingComesTwiceHoweverOftenTheyComeBack() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 4);
		AtomicBoolean over = new AtomicBoolean();
		try {
			List<Future<?>> publishers = new ArrayList<>();
			String epoch = Objects.requireNonNull(publish().position()).epoch();
			for (int i = 0; i < PUBLISHERS; i++) {
				publishers.add(threads.submit(() -> {
					for (int sent = 0; sent < EACH; sent++) {
						publish();
					}
				}));
			}
			List<Future<Client>> clients = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				clients.add(threads.submit(comingAndGoing(epoch, over)));
			}
			for (Future<?> publisher : publishers) {
				publisher.get();
			}
			over.set(true);
			for (Future<Client> client : clients) {
				assertThat(client.get().gap).isFalse();
				List<Long> offsets = client.get().offsets;
				assertThat(offsets).hasSize(PUBLISHERS * EACH + 1);
				for (int i = 0; i < offsets.size(); i++) {
					assertThat(offsets.get(i)).isEqualTo(i + 1L);
				}
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private Callable<Client> comingAndGoing(String epoch, AtomicBoolean over) {
		return () -> {
			Client client = new Client();
			long all = PUBLISHERS * EACH + 1L;
			while (client.last() < all) {
				boolean last = over.get();
				Subscription subscription = this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPIC), client,
						new Start.Since(new Position(epoch, client.last())));
				subscription.more();
				int turns = ThreadLocalRandom.current().nextInt(200);
				while ((last && client.last() < all) || turns-- > 0) {
					client.full.set(false);
					subscription.more();
				}
				client.leaving = true;
				this.broker.cancel(subscription);
				client.leaving = false;
				// What was being handed over when it left is still its own.
				client.full.set(false);
			}
			return client;
		};
	}

	private Published publish() {
		return this.broker.publish(Caller.SERVER, new Publication(TOPIC, null, Headers.NONE, new byte[8], null));
	}

}
