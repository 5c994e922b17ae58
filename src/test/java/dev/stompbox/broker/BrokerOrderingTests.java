package dev.stompbox.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many publishers, many topics, subscribers that come and go: each of them sees offsets
 * that rise by one, and each publisher's messages in that publisher's order.
 */
class BrokerOrderingTests {

	private static final int PUBLISHERS = 8;

	private static final int MESSAGES = 1500;

	private static final List<Topic> TOPICS = List.of("demo.a", "demo.b", "demo.c.x", "demo.c.y")
		.stream()
		.map(Topic::parse)
		.toList();

	private static final List<String> PATTERNS = List.of("demo.a", "demo.b", "demo.c.x", "demo.c.y", "demo.*", "demo.#",
			"demo.c.*", "demo.#.x");

	private final Broker broker = new Broker(DefaultAccess.policy(), 100);

	private final AtomicInteger publishing = new AtomicInteger(PUBLISHERS);

	/** Checks as it goes; what it finds is read when the broker is at rest. */
	private static final class Watcher implements Subscriber {

		private final Map<Topic, Position> last = new ConcurrentHashMap<>();

		private final Map<Topic, int[]> byPublisher = new HashMap<>();

		private final List<String> wrong = new ArrayList<>();

		private long seen;

		@Override
		public void deliver(Delivery delivery) {
			Message message = delivery.message();
			Position before = this.last.put(message.topic(), message.position());
			ByteBuffer body = ByteBuffer.wrap(message.body());
			int publisher = body.getInt();
			int number = body.getInt();
			synchronized (this) { // topics are not ordered among each other
				this.seen++;
				if (before != null && message.offset() != before.offset() + 1) {
					this.wrong.add(message.topic() + ": " + message.position() + " after " + before);
				}
				int[] numbers = this.byPublisher.computeIfAbsent(message.topic(), (topic) -> new int[PUBLISHERS]);
				if (number <= numbers[publisher]) {
					this.wrong.add(publisher + "'s " + number + " after " + numbers[publisher]);
				}
				numbers[publisher] = number;
			}
		}

		synchronized List<String> wrong() {
			return List.copyOf(this.wrong);
		}

		synchronized long seen() {
			return this.seen;
		}

	}

	@RepeatedTest(2)
	void everySubscriberSeesEachTopicInOneOrderWithoutGapOrDouble() throws Exception {
		List<Watcher> stayed = new ArrayList<>();
		for (String pattern : PATTERNS) {
			Watcher watcher = new Watcher();
			stayed.add(watcher);
			this.broker.subscribe(Caller.SERVER, TopicPattern.parse(pattern), watcher);
		}
		List<Callable<List<String>>> tasks = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			int publisher = i;
			tasks.add(() -> publish(publisher));
		}
		for (int i = 0; i < 3; i++) {
			int seed = i;
			tasks.add(() -> comeAndGo(new Random(seed)));
		}
		assertThat(run(tasks)).isEmpty();
		for (int i = 0; i < PATTERNS.size(); i++) {
			TopicPattern pattern = TopicPattern.parse(PATTERNS.get(i));
			long topics = TOPICS.stream().filter(pattern::matches).count();
			assertThat(stayed.get(i).wrong()).isEmpty();
			assertThat(stayed.get(i).seen()).as(pattern.name()).isEqualTo(topics * PUBLISHERS * MESSAGES / 4);
		}
	}

	private List<String> publish(int publisher) {
		for (int number = 1; number <= MESSAGES; number++) {
			byte[] body = ByteBuffer.allocate(8).putInt(publisher).putInt(number).array();
			this.broker.publish(Caller.SERVER,
					new Publication(TOPICS.get(number % TOPICS.size()), null, Headers.NONE, body, null));
		}
		this.publishing.decrementAndGet();
		return List.of();
	}

	/**
	 * Subscribes, stays for a little, cancels: what came has to join at the beginning.
	 */
	private List<String> comeAndGo(Random random) {
		List<String> wrong = new ArrayList<>();
		for (int round = 0; this.publishing.get() > 0 || round < 20; round++) {
			TopicPattern pattern = TopicPattern.parse(PATTERNS.get(random.nextInt(PATTERNS.size())));
			Watcher watcher = new Watcher();
			List<Long> first = new ArrayList<>();
			Subscription subscription = this.broker.subscribe(Caller.SERVER, pattern, (delivery) -> {
				synchronized (first) {
					first.add(delivery.message().position().offset());
				}
				watcher.deliver(delivery);
			});
			for (int i = random.nextInt(2000); i > 0; i--) {
				Thread.onSpinWait();
			}
			this.broker.cancel(subscription);
			wrong.addAll(watcher.wrong());
			synchronized (first) {
				Position begin = subscription.begin();
				if (begin != null && !first.isEmpty() && first.get(0) != begin.offset() + 1) {
					wrong.add(pattern + " began with " + first.get(0) + " after " + begin);
				}
			}
		}
		return wrong;
	}

	/** After cancel has returned, a subscription to a topic gets nothing more. */
	@Test
	void nothingComesAfterCancel() throws Exception {
		List<Callable<List<String>>> tasks = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			int publisher = i;
			tasks.add(() -> publish(publisher));
		}
		AtomicInteger late = new AtomicInteger();
		tasks.add(() -> {
			while (this.publishing.get() > 0) {
				AtomicBoolean cancelled = new AtomicBoolean();
				Subscription subscription = this.broker.subscribe(Caller.SERVER, TopicPattern.of(TOPICS.get(0)),
						(delivery) -> late.addAndGet(cancelled.get() ? 1 : 0));
				this.broker.cancel(subscription);
				cancelled.set(true);
			}
			return List.of();
		});
		assertThat(run(tasks)).isEmpty();
		assertThat(late).hasValue(0);
	}

	/** Topics that come and go under everybody's hands lose nobody's message. */
	@Test
	void evictionLosesNoMessageOfASubscriber() throws Exception {
		Broker small = new Broker(DefaultAccess.policy(), 4);
		List<Callable<List<String>>> tasks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int number = i;
			tasks.add(() -> {
				List<String> wrong = new ArrayList<>();
				for (int round = 0; round < 300; round++) {
					Topic topic = Topic.parse("demo.t" + (number * 1000 + round));
					AtomicInteger got = new AtomicInteger();
					Subscription subscription = small.subscribe(Caller.SERVER, TopicPattern.of(topic),
							(delivery) -> got.incrementAndGet());
					for (int message = 1; message <= 3; message++) {
						Position position = small
							.publish(Caller.SERVER, new Publication(topic, null, Headers.NONE, new byte[0], null))
							.position();
						if (position.offset() != message || got.get() != message) {
							wrong.add(topic + ": " + position + ", got " + got);
						}
					}
					small.cancel(subscription);
				}
				return wrong;
			});
		}
		assertThat(run(tasks)).isEmpty();
		assertThat(small.topicCount()).isLessThanOrEqualTo(4);
	}

	private static List<String> run(List<Callable<List<String>>> tasks) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
		try {
			List<String> wrong = new ArrayList<>();
			for (Future<List<String>> task : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
				wrong.addAll(task.get());
			}
			return wrong;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
