package dev.stompbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code kill -9} at random moments while four publish to twenty durable topics, each
 * message again until it is acknowledged, and one subscriber resumes; and while two fill
 * durable queues that two others empty. {@code -Dstompbox.crashes=N} for how often.
 */
@Tag("own-engine")
@Timeout(900)
class CrashIT {

	private static final int CRASHES = Integer.getInteger("stompbox.crashes", 30);

	private static final int PUBLISHERS = 4;

	private static final int TOPICS = 20;

	private static final int QUEUES = 2;

	@TempDir
	private Path directory;

	private volatile StompboxServer server;

	/** Nothing new is published. */
	private volatile boolean over;

	/** All that was published is acknowledged. */
	private volatile boolean complete;

	/** What was acknowledged: positions by topic and body. */
	private final Map<String, Map<String, String>> acknowledged = new ConcurrentHashMap<>();

	/** What was taken by a queue, and what of it its consumer has got. */
	private final Map<Integer, Set<String>> queued = new ConcurrentHashMap<>();

	private final Map<Integer, Set<String>> got = new ConcurrentHashMap<>();

	private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

	private StompboxServer start(int port) {
		return StompboxServer.with()
			.in(this.directory)
			.start("--server.port=" + port, "--stompbox.store.dir=" + this.directory.resolve("data"),
					"--stompbox.topics[0].match=demo.#", "--stompbox.topics[0].subscribe=anyone",
					"--stompbox.topics[0].publish=anyone", "--stompbox.topics[0].durable=true",
					"--stompbox.topics[0].history.messages=1000000", "--stompbox.topics[0].history.size=1GB",
					"--stompbox.store.segment=1MB", "--stompbox.queues[0].match=demo.#",
					"--stompbox.queues[0].durable=true", "--stompbox.queues[0].max-deliveries=1000");
	}

	@Test
	void nothingAcknowledgedIsLostAndNothingIsThereTwice() throws Exception {
		this.server = start(0);
		Random random = new Random(17);
		ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 2 * QUEUES + 1);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < PUBLISHERS; i++) {
				int publisher = i;
				all.add(threads.submit(() -> publish(publisher)));
			}
			List<Future<?>> consumers = new ArrayList<>();
			for (int i = 0; i < QUEUES; i++) {
				int queue = i;
				all.add(threads.submit(() -> fill(queue)));
				consumers.add(threads.submit(() -> consume(queue)));
			}
			Future<Map<String, List<String>>> subscriber = threads.submit(this::subscribe);
			for (int i = 0; i < CRASHES; i++) {
				LockSupport.parkNanos(random.nextInt(1_500_000_000));
				int port = this.server.port();
				this.server.kill();
				this.server = start(port);
			}
			this.over = true;
			for (Future<?> each : all) {
				each.get();
			}
			this.complete = true;
			Map<String, List<String>> seen = subscriber.get();
			for (Future<?> each : consumers) {
				each.get();
			}
			assertThat(this.wrong).as("subscriptions not resumed, and messages that came back").isEmpty();
			for (int queue = 0; queue < QUEUES; queue++) {
				assertThat(this.got.get(queue)).as("of queue " + queue).containsAll(this.queued.get(queue));
			}
			int messages = 0;
			for (int topic = 0; topic < TOPICS; topic++) {
				List<String> there = read("demo." + topic);
				messages += there.size();
				assertThat(there).as("demo." + topic).doesNotHaveDuplicates();
				assertThat(there).containsAll(this.acknowledged.getOrDefault("demo." + topic, Map.of()).keySet());
				assertThat(seen.getOrDefault("demo." + topic, List.of())).isEqualTo(there);
				assertInOrder(there);
			}
			assertThat(messages).as("messages between the crashes").isGreaterThan(CRASHES);
		}
		finally {
			threads.shutdownNow();
			this.server.close();
		}
	}

	/** Each publisher waits for one message before it sends the next. */
	private static void assertInOrder(List<String> bodies) {
		Map<String, Integer> last = new HashMap<>();
		for (String body : bodies) {
			String[] parts = body.split("-");
			int number = Integer.parseInt(parts[1]);
			assertThat(number).isGreaterThan(last.getOrDefault(parts[0], -1));
			last.put(parts[0], number);
		}
	}

	private Void publish(int publisher) {
		StompClient client = null;
		for (int i = 0; !this.over; i++) {
			String body = publisher + "-" + i;
			String topic = "demo." + (i * 7 + publisher) % TOPICS;
			String position = null;
			while (position == null) {
				try {
					if (client == null) {
						// Idempotency is a caller's, and nobody in particular is another
						// each time.
						client = StompClient.operator(this.server);
					}
					position = client.confirm("SEND", body, "destination:/topic/" + topic, "idempotency-key:" + body)
						.header("position");
				}
				catch (AssertionError | RuntimeException ex) {
					client = null;
					LockSupport.parkNanos(50_000_000);
				}
			}
			this.acknowledged.computeIfAbsent(topic, (name) -> new ConcurrentHashMap<>()).put(body, position);
		}
		return null;
	}

	/** Sends to a queue, each message again until there is a receipt for it. */
	private Void fill(int queue) {
		Set<String> taken = this.queued.computeIfAbsent(queue, (name) -> ConcurrentHashMap.newKeySet());
		StompClient client = null;
		for (int i = 0; !this.over; i++) {
			String body = "q" + queue + "-" + i;
			while (!taken.contains(body)) {
				try {
					if (client == null) {
						client = StompClient.operator(this.server);
					}
					client.confirm("SEND", body, "destination:/queue/demo.work." + queue, "idempotency-key:" + body);
					taken.add(body);
				}
				catch (AssertionError | RuntimeException ex) {
					client = null;
					LockSupport.parkNanos(50_000_000);
				}
			}
		}
		return null;
	}

	/**
	 * Acknowledges each message, and has it never again once there is a receipt. When a
	 * crash comes between the two, it may come again, or not.
	 */
	private Void consume(int queue) {
		Set<String> got = this.got.computeIfAbsent(queue, (name) -> ConcurrentHashMap.newKeySet());
		Set<String> done = new HashSet<>();
		int inVain = 0;
		while (!isEmptied(queue) && inVain < 3) {
			try (StompClient client = StompClient.operator(this.server)) {
				client.subscribe("/queue/demo.work." + queue, "q", "ack:client-individual", "prefetch:10");
				while (!isEmptied(queue)) {
					StompFrame message = client.message();
					got.add(message.text());
					if (done.contains(message.text())) {
						this.wrong.add(message.toString());
					}
					client.confirm("ACK", "", "id:" + message.header("ack").replace(":", "\\c"));
					done.add(message.text());
				}
			}
			catch (AssertionError | RuntimeException ex) {
				inVain += this.complete ? 1 : 0;
				LockSupport.parkNanos(50_000_000);
			}
		}
		return null;
	}

	private boolean isEmptied(int queue) {
		return this.complete && this.got.get(queue).containsAll(this.queued.getOrDefault(queue, Set.of()));
	}

	/** What one client sees that goes on where it was each time. */
	private Map<String, List<String>> subscribe() {
		Map<String, List<String>> seen = new HashMap<>();
		Map<String, String> last = new HashMap<>();
		while (true) {
			try (StompClient client = StompClient.anybody(this.server.port())) {
				boolean finish = this.complete;
				for (int topic = 0; topic < TOPICS; topic++) {
					String name = "demo." + topic;
					String begin = last.containsKey(name) ? "since:" + last.get(name) : "rewind:1000000";
					client.send("SUBSCRIBE", "", "destination:/topic/" + name, "id:" + topic, begin,
							"receipt:" + topic);
				}
				int receipts = 0;
				while (receipts < TOPICS || !finish) {
					StompFrame frame = client.any();
					if (frame.command().equals("MESSAGE")) {
						String topic = frame.header("destination").substring("/topic/".length());
						seen.computeIfAbsent(topic, (name) -> new ArrayList<>()).add(frame.text());
						last.put(topic, frame.header("message-id"));
					}
					else if (frame.command().equals("RECEIPT")) {
						if (!"true".equals(frame.header("recovered"))) {
							this.wrong.add(frame.toString());
						}
						receipts++;
					}
					if (!finish && this.complete) {
						break;
					}
				}
				if (finish) {
					return seen;
				}
			}
			catch (AssertionError | RuntimeException ex) {
				LockSupport.parkNanos(50_000_000);
			}
		}
	}

	private List<String> read(String topic) {
		List<String> bodies = new ArrayList<>();
		String after = "start";
		while (true) {
			JsonNode page = this.server.anybody()
				.get("/api/topics/" + topic + "/messages?limit=1000&after=" + after)
				.json();
			if (page.get("messages").isEmpty()) {
				return bodies;
			}
			page.get("messages").forEach((message) -> bodies.add(message.get("body").asString()));
			after = page.get("next").asString();
		}
	}

}
