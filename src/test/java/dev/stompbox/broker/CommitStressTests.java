package dev.stompbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commits over the same topics and queues from several threads, among publications,
 * subscribers that come and go, and topics that are let go: nothing stands still, nothing
 * comes between the messages of one commit in one topic, and a refused one leaves no
 * trace.
 */
@Timeout(60)
class CommitStressTests {

	private static final int COMMITTERS = 4;

	private static final int COMMITS = 1500;

	private static final List<Topic> TOPICS = topics("demo.a", "demo.b", "demo.c", "demo.d");

	private static final Topic SOURCE = QueueTopics.topicOf("demo.source");

	private static final Topic TARGET = QueueTopics.topicOf("demo.target");

	private static final Budget UNUSED = new Budget(0);

	/** Room for few topics besides those of the test, and for few messages in a queue. */
	private final Broker broker = new Broker(DefaultAccess.policy(), 20, new QueueLimits(10, 1 << 20, List
		.of(new QueueRule(TopicPattern.parse("demo.target"), 3, 1 << 20, 1000, null, Duration.ofMinutes(1), false))),
			Refusals.UNHEARD, null);

	private final AtomicInteger committing = new AtomicInteger(COMMITTERS);

	private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

	/** Commits that were done, by their name, with how many messages each has. */
	private final Map<String, Integer> done = new ConcurrentHashMap<>();

	private final Map<String, Integer> seen = new ConcurrentHashMap<>();

	private static List<Topic> topics(String... names) {
		return List.of(names).stream().map(Topic::parse).toList();
	}

	/**
	 * Sees one topic: {@code NAME part of}, the parts of one without another's between.
	 */
	private final class Watcher implements Subscriber {

		private String name = "";

		private int part;

		private int of;

		@Override
		public void deliver(Delivery delivery) {
			String[] body = new String(delivery.message().body(), StandardCharsets.UTF_8).split(" ");
			int is = Integer.parseInt(body[1]);
			boolean goesOn = this.part < this.of;
			if (goesOn ? !body[0].equals(this.name) || is != this.part + 1 : is != 1) {
				CommitStressTests.this.wrong.add(String.join(" ", body) + " after " + this.name + " " + this.part);
			}
			this.name = body[0];
			this.part = is;
			this.of = Integer.parseInt(body[2]);
			CommitStressTests.this.seen.merge(this.name, 1, Integer::sum);
		}

	}

	private static final class Hands implements QueueConsumer {

		private final Queue<Position> handed = new ConcurrentLinkedQueue<>();

		@Override
		public boolean ready() {
			return true;
		}

		@Override
		public void deliver(Message message, int deliveries) {
			this.handed.add(message.position());
		}

		@Override
		public void overflow() {
			// who never acknowledges is told so, and cancels soon
		}

	}

	@RepeatedTest(3)
	void commitsAreWholeAndNothingStandsStill() throws Exception {
		TOPICS.forEach((topic) -> this.broker.subscribe(Caller.SERVER, TopicPattern.of(topic), new Watcher()));
		List<Callable<Void>> tasks = new ArrayList<>();
		for (int i = 0; i < COMMITTERS; i++) {
			int number = i;
			tasks.add(() -> commit(number));
		}
		tasks.add(this::publish);
		tasks.add(this::comeAndGo);
		tasks.add(this::consumeTarget);
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
		assertThat(this.seen).isEqualTo(this.done);
		assertThat(this.done).hasSizeGreaterThan(COMMITS);
		assertThat(this.broker.queues()).allSatisfy((queue) -> {
			assertThat(queue.inFlight() + queue.consumers()).isZero();
			this.broker.purge(QueueTopics.topicOf(queue.queue()));
		});
		byte[] all = new byte[(1 << 20) - (int) Queued.bytesOf(Headers.NONE, new byte[0])];
		this.broker.publish(Caller.SERVER, new Publication(SOURCE, null, Headers.NONE, all, null));
	}

	/** Takes from one queue, and sends on to topics and another queue, as one step. */
	private Void commit(int number) {
		Random random = new Random(number);
		Hands hands = new Hands();
		Consumption consumption = this.broker.consume(Caller.SERVER, TopicPattern.of(SOURCE),
				new Consuming(AckMode.CLIENT_INDIVIDUAL, 3, UNUSED), hands);
		for (int i = 0; i < COMMITS; i++) {
			send(SOURCE, "work");
			String name = number + "-" + i;
			List<Publication> publications = parts(random, name);
			List<Acknowledgement> answers = answers(random, consumption, hands);
			try {
				this.broker.commit(Caller.SERVER, publications, answers);
				int toTopics = (int) publications.stream().filter((one) -> TOPICS.contains(one.topic())).count();
				if (toTopics > 0) {
					this.done.put(name, toTopics);
				}
			}
			catch (Refused full) {
				answers.forEach((answer) -> {
					if (answer.position().offset() > 0) {
						hands.handed.add(answer.position());
					}
				});
			}
		}
		this.committing.decrementAndGet();
		this.broker.cancel(consumption);
		return null;
	}

	private static List<Publication> parts(Random random, String name) {
		Map<Topic, Integer> counts = new HashMap<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			counts.put(TOPICS.get(random.nextInt(TOPICS.size())), 1 + random.nextInt(5));
		}
		List<Publication> publications = new ArrayList<>();
		for (int part = 1; part <= 5; part++) {
			for (Map.Entry<Topic, Integer> topic : counts.entrySet()) {
				if (part <= topic.getValue()) {
					publications.add(publication(topic.getKey(), name + " " + part + " " + topic.getValue()));
				}
			}
		}
		for (int i = random.nextInt(3); i > 0; i--) {
			publications.add(random.nextInt(publications.size() + 1), publication(TARGET, name));
		}
		if (random.nextBoolean()) {
			publications.add(publication(Topic.parse("demo.x" + random.nextInt(30)), "nobody hears it"));
		}
		return publications;
	}

	private static List<Acknowledgement> answers(Random random, Consumption consumption, Hands hands) {
		List<Acknowledgement> answers = new ArrayList<>();
		for (Position next = hands.handed.poll(); next != null; next = hands.handed.poll()) {
			answers.add(new Acknowledgement(consumption, next, random.nextBoolean() ? Verdict.DONE : Verdict.AGAIN));
		}
		if (random.nextInt(10) == 0) {
			answers.add(new Acknowledgement(consumption, new Position("never", 0), Verdict.DONE));
		}
		return answers;
	}

	private Void publish() {
		for (int i = 0; this.committing.get() > 0; i++) {
			String name = "p-" + i;
			send(TOPICS.get(i % TOPICS.size()), name + " 1 1");
			this.done.put(name, 1);
			send(Topic.parse("demo.y" + i % 30), "makes others go");
		}
		return null;
	}

	private Void comeAndGo() {
		Random random = new Random(99);
		while (this.committing.get() > 0) {
			TopicPattern pattern = TopicPattern.parse(random.nextBoolean() ? "demo.*" : "demo.x" + random.nextInt(30));
			Budget budget = new Budget(1 << 20);
			Hands hands = new Hands();
			Consumption consumption = this.broker.consume(Caller.SERVER, pattern,
					new Consuming(AckMode.CLIENT, 10, budget), hands);
			for (int i = random.nextInt(3000); i > 0; i--) {
				Thread.onSpinWait();
			}
			Position last = hands.handed.poll();
			try {
				if (last != null) {
					new Acknowledgement(consumption, last, Verdict.AGAIN).settle();
				}
			}
			finally {
				this.broker.cancel(consumption);
			}
		}
		return null;
	}

	/** Comes and goes too, and leaves some of what it was handed to the next. */
	private Void consumeTarget() {
		Random random = new Random(7);
		while (this.committing.get() > 0) {
			Hands hands = new Hands();
			Consumption consumption = this.broker.consume(Caller.SERVER, TopicPattern.of(TARGET),
					new Consuming(AckMode.CLIENT_INDIVIDUAL, 2, UNUSED), hands);
			for (int i = random.nextInt(200); i > 0; i--) {
				Position next = hands.handed.poll();
				if (next != null) {
					new Acknowledgement(consumption, next, Verdict.DONE).settle();
				}
			}
			this.broker.cancel(consumption);
		}
		return null;
	}

	private void send(Topic topic, String body) {
		this.broker.publish(Caller.SERVER, publication(topic, body));
	}

	private static Publication publication(Topic topic, String body) {
		return new Publication(topic, null, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), null);
	}

}
