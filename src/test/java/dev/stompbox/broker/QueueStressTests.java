package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many producers, and consumers that acknowledge, refuse, let time pass, come and go as
 * they like: in the end each message was settled once.
 */
@Timeout(60)
class QueueStressTests {

	private static final Topic QUEUE = QueueTopics.topicOf("demo.work");

	private static final TopicPattern PATTERN = TopicPattern.of(QUEUE);

	private static final int PRODUCERS = 3;

	private static final int CONSUMERS = 5;

	private static final int EACH = 3000;

	private static final Budget UNUSED = new Budget(0);

	private static final long LATER = Duration.ofMinutes(2).toNanos();

	/** All are given up at last, so that dead letters are a way to be settled too. */
	private final Broker broker = new Broker(DefaultAccess.policy(), 100, new QueueLimits(10, 1 << 24, List
		.of(new QueueRule(TopicPattern.parse("demo.work"), 500, 1 << 20, 4, null, Duration.ofMinutes(1), false))),
			(where, refused) -> this.wrong("told " + refused.detail()), null);

	private final Map<String, AtomicInteger> settled = new ConcurrentHashMap<>();

	private final List<String> wrong = new ArrayList<>();

	private final AtomicInteger producing = new AtomicInteger(PRODUCERS);

	private final AtomicBoolean over = new AtomicBoolean();

	private synchronized void wrong(String what) {
		this.wrong.add(what);
	}

	private record Handed(Position position, String body, int deliveries) {
	}

	/** What one consumer was handed, and whether it says that it takes more. */
	private class Hands implements QueueConsumer {

		private final Deque<Handed> handed = new ArrayDeque<>();

		private final Map<Integer, Integer> last = new HashMap<>();

		private volatile boolean ready = true;

		@Override
		public boolean ready() {
			return this.ready;
		}

		@Override
		public synchronized void deliver(Message message, int deliveries) {
			String body = new String(message.body(), StandardCharsets.UTF_8);
			this.handed.add(new Handed(message.position(), body, deliveries));
			int producer = body.charAt(0);
			int number = Integer.parseInt(body.substring(2));
			if (deliveries == 1 && this.last.getOrDefault(producer, -1) >= number) {
				wrong(body + " came first after " + this.last.get(producer));
			}
			if (deliveries == 1) {
				this.last.put(producer, number);
			}
		}

		synchronized Handed next() {
			return this.handed.poll();
		}

		@Override
		public void overflow() {
			wrong("overflow");
		}

	}

	@RepeatedTest(2)
	void eachMessageIsSettledOnceAndNoneIsLost() throws Exception {
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < PRODUCERS; i++) {
			char producer = (char) ('a' + i);
			tasks.add(() -> produce(producer));
		}
		for (int i = 0; i < CONSUMERS; i++) {
			int seed = i;
			tasks.add(() -> consume(new Random(seed)));
		}
		tasks.add(this::bury);
		ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
		try {
			for (Future<Void> task : threads.invokeAll(tasks, 40, TimeUnit.SECONDS)) {
				task.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.wrong).isEmpty();
		assertThat(this.settled).hasSize(PRODUCERS * EACH).allSatisfy((body, times) -> assertThat(times).hasValue(1));
		assertThat(this.broker.queues()).allSatisfy((queue) -> {
			assertThat(queue.depth() + queue.inFlight() + queue.consumers()).isZero();
			assertThat(queue.bytes()).isZero();
		});
		byte[] all = new byte[(1 << 24) - (int) Queued.bytesOf(Headers.NONE, new byte[0])];
		this.broker.publish(Caller.SERVER,
				new Publication(QueueTopics.topicOf("demo.whole"), null, Headers.NONE, all, null));
	}

	private Void produce(char producer) {
		for (int i = 0; i < EACH;) {
			byte[] body = (producer + "-" + i).getBytes(StandardCharsets.UTF_8);
			try {
				this.broker.publish(Caller.SERVER, new Publication(QUEUE, null, Headers.NONE, body, null));
				i++;
			}
			catch (Refused full) {
				Thread.onSpinWait();
			}
		}
		this.producing.decrementAndGet();
		return null;
	}

	/** Stays for a while, leaves, comes back, until all is done. */
	private Void consume(Random random) {
		while (!this.over.get()) {
			Hands hands = new Hands();
			Consumption consumption = this.broker.consume(Caller.SERVER, PATTERN,
					new Consuming(AckMode.CLIENT_INDIVIDUAL, 1 + random.nextInt(20), UNUSED), hands);
			for (int i = random.nextInt(2000); i > 0 && !this.over.get(); i--) {
				step(random, hands, consumption);
			}
			this.broker.cancel(consumption);
		}
		return null;
	}

	private void step(Random random, Hands hands, Consumption consumption) {
		int dice = random.nextInt(200);
		if (dice == 0) {
			consumption.expire(System.nanoTime() + LATER);
		}
		else if (dice < 10) {
			hands.ready = false;
		}
		else if (dice < 40 && !hands.ready) {
			hands.ready = true;
			consumption.ready();
		}
		Handed handed = hands.next();
		if (handed != null) {
			answer(random, consumption, handed);
		}
		else if (this.producing.get() == 0 && this.settled.size() == PRODUCERS * EACH) {
			this.over.set(true);
		}
	}

	private void answer(Random random, Consumption consumption, Handed handed) {
		Verdict verdict = switch (random.nextInt(30)) {
			case 0, 1, 2 -> Verdict.AGAIN;
			case 3 -> Verdict.NEVER;
			default -> Verdict.DONE;
		};
		try {
			Consumption.Claim claim = consumption.claim(handed.position(), verdict);
			if (random.nextInt(10) == 0) {
				claim.release();
				claim = consumption.claim(handed.position(), verdict);
			}
			if (verdict == Verdict.DONE) {
				settled(handed.body());
			}
			claim.settle();
		}
		catch (Refused late) {
			// its time was over
		}
	}

	private void settled(String body) {
		this.settled.computeIfAbsent(body, (key) -> new AtomicInteger()).incrementAndGet();
	}

	/** Takes the dead letters. */
	private Void bury() {
		Hands hands = new Hands() {
			@Override
			public void deliver(Message message, int deliveries) {
				settled(new String(message.body(), StandardCharsets.UTF_8));
			}
		};
		Consumption consumption = this.broker.consume(Caller.SERVER,
				TopicPattern.of(QueueTopics.topicOf("demo.work.dead")), new Consuming(AckMode.AUTO, 1, UNUSED), hands);
		while (!this.over.get()) {
			Thread.onSpinWait();
		}
		this.broker.cancel(consumption);
		return null;
	}

	/**
	 * Whether a consumer says that it has room just while the queue looks for one: it
	 * must not be forgotten.
	 */
	@RepeatedTest(2)
	void nobodyWhoHasRoomIsForgotten() throws Exception {
		Hands hands = new Hands();
		hands.ready = false;
		Consumption consumption = this.broker.consume(Caller.SERVER, PATTERN,
				new Consuming(AckMode.CLIENT_INDIVIDUAL, 1, UNUSED), hands);
		ExecutorService producer = Executors.newSingleThreadExecutor();
		try {
			for (int i = 0; i < 20_000; i++) {
				byte[] body = ("a-" + i).getBytes(StandardCharsets.UTF_8);
				Future<?> sent = producer.submit(() -> this.broker.publish(Caller.SERVER,
						new Publication(QUEUE, null, Headers.NONE, body, null)));
				hands.ready = true;
				consumption.ready();
				sent.get(20, TimeUnit.SECONDS);
				Handed handed = hands.next();
				assertThat(handed).as("message " + i).isNotNull();
				hands.ready = false;
				new Acknowledgement(consumption, handed.position(), Verdict.DONE).settle();
			}
		}
		finally {
			producer.shutdownNow();
		}
	}

}
