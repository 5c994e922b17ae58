package dev.stompbox;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Work queues over STOMP: each message to one consumer, and none lost. */
@Timeout(120)
class QueueIT {

	private static final int MESSAGES = 10_000;

	private static final int PREFETCH = 50;

	private static final int LARGE = 60_000;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.queues[0].match=demo.few.#", "--stompbox.queues[0].max-messages=3",
				"--stompbox.queues[1].match=demo.quick.#", "--stompbox.queues[1].ack-timeout=400ms",
				"--stompbox.queues[2].match=demo.twice.*", "--stompbox.queues[2].max-deliveries=2",
				"--stompbox.queues[3].match=demo.named", "--stompbox.queues[3].max-deliveries=1",
				"--stompbox.queues[3].dead-letter=demo/graveyard");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void ofTenThousandMessagesNoneIsLostWhenAConsumerIsKilledWithFiftyInFlight() throws Exception {
		CountDownLatch killed = new CountDownLatch(1);
		Set<String> again = ConcurrentHashMap.newKeySet();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try (StompClient killedOne = consumer("demo.work", PREFETCH);
				StompClient other = consumer("demo.work", PREFETCH)) {
			Future<?> producer = threads.submit(QueueIT::produce);
			Future<Set<String>> rest = threads.submit(() -> acknowledgeAll(other, killed, again));
			Set<String> done = acknowledge(killedOne, 1000);
			Set<String> inFlight = new HashSet<>();
			while (inFlight.size() < PREFETCH) {
				inFlight.add(killedOne.message().text());
			}
			killedOne.webSocket().reset();
			killed.countDown();
			producer.get(60, TimeUnit.SECONDS);
			Set<String> others = rest.get(60, TimeUnit.SECONDS);
			assertThat(again).isEqualTo(inFlight);
			assertThat(others).containsAll(inFlight).doesNotContainAnyElementsOf(done).hasSize(MESSAGES - 1000);
		}
		finally {
			threads.shutdownNow();
		}
		JsonNode queue = queue("demo.work");
		assertThat(queue.get("acknowledged").asInt()).isEqualTo(MESSAGES);
		assertThat(queue.get("redelivered").asInt()).isEqualTo(PREFETCH);
		assertThat(queue.get("deadLettered").asInt()).isZero();
		assertThat(queue.get("depth").asInt() + queue.get("inFlight").asInt() + queue.get("bytes").asInt()).isZero();
	}

	private static void produce() {
		try (StompClient client = StompClient.anybody(server.port())) {
			for (int i = 1; i <= MESSAGES; i++) {
				if (i % 100 == 0) {
					client.publish("/queue/demo.work", "m" + i);
				}
				else {
					client.send("SEND", "m" + i, "destination:/queue/demo.work");
				}
			}
		}
	}

	/** Acknowledges {@code count} messages, and waits until that is done. */
	private static Set<String> acknowledge(StompClient client, int count, Set<String> again) {
		Set<String> done = new HashSet<>();
		while (done.size() < count) {
			StompFrame message = client.message();
			if (message.headers().containsKey("redelivered")) {
				assertThat(message.headers()).containsEntry("redelivered", "true").containsEntry("deliveries", "2");
				again.add(message.text());
			}
			assertThat(done.add(message.text())).as("once " + message).isTrue();
			if (done.size() < count) {
				client.answer("ACK", message);
			}
			else {
				client.confirm("ACK", "", "id:" + message.header("ack").replace(":", "\\c"));
			}
		}
		return done;
	}

	private static Set<String> acknowledge(StompClient client, int count) {
		return acknowledge(client, count, new HashSet<>());
	}

	/** Holds still after a third, until the other is killed. */
	private static Set<String> acknowledgeAll(StompClient client, CountDownLatch killed, Set<String> again)
			throws InterruptedException {
		Set<String> done = acknowledge(client, 3000, again);
		assertThat(killed.await(60, TimeUnit.SECONDS)).isTrue();
		done.addAll(acknowledge(client, MESSAGES - 4000, again));
		return done;
	}

	@Test
	void aSlowAutoConsumerIsPacedAndNotCut() {
		byte[] body = new byte[LARGE];
		int messages = 20_000_000 / LARGE;
		for (int i = 0; i < messages; i++) {
			body[0] = (byte) i;
			assertThat(server.anybody().send("demo.large", body, "Content-Type: application/octet-stream").status())
				.isEqualTo(201);
		}
		try (StompClient slow = new StompClient(WebSocketClient.open(4096, server.port(), "/ws"))) {
			slow.connect();
			slow.send("SUBSCRIBE", "", "destination:/queue/demo.large", "id:s");
			await().until(() -> queue("demo.large").get("delivered").asInt() > 0);
			for (int i = 0; i < messages; i++) {
				StompFrame message = slow.message();
				assertThat(message.body()).hasSize(LARGE).startsWith((byte) i);
				assertThat(message.headers()).doesNotContainKeys("ack", "redelivered");
				if (i == 0) {
					assertThat(queue("demo.large").get("depth").asInt()).as("what waits, waits in the queue")
						.isGreaterThan(messages / 2);
				}
			}
		}
		assertThat(queue("demo.large").get("depth").asInt()).isZero();
	}

	@Test
	void withPrefetchOneTheBusyOneIsLeftAlone() {
		try (StompClient busy = consumer("demo.fair", 1); StompClient idle = consumer("demo.fair", 1)) {
			for (int i = 0; i < 20; i++) {
				busy.publish("/queue/demo.fair", "m" + i);
			}
			assertThat(busy.message().text()).isEqualTo("m0");
			assertThat(acknowledge(idle, 19)).hasSize(19).doesNotContain("m0");
			assertThat(busy.unasked()).isZero();
			JsonNode queue = queue("demo.fair");
			assertThat(queue.get("inFlight").asInt()).isEqualTo(1);
			assertThat(queue.get("consumers").asInt()).isEqualTo(2);
		}
	}

	@Test
	void whatIsNotAcknowledgedInTimeGoesToSomebodyElse() {
		try (StompClient late = consumer("demo.quick.a", 1)) {
			late.publish("/queue/demo.quick.a", "x");
			StompFrame first = late.message();
			assertThat(first.headers()).doesNotContainKeys("redelivered", "deliveries");
			try (StompClient other = consumer("demo.quick.a", 1)) {
				late.publish("/queue/demo.quick.a", "y");
				Set<String> seen = new HashSet<>();
				while (!seen.contains("x")) {
					StompFrame message = other.message();
					other.answer("ACK", message);
					seen.add(message.text());
					if (message.text().equals("x")) {
						assertThat(message.header("redelivered")).isEqualTo("true");
						assertThat(message.header("message-id")).isEqualTo(first.header("message-id"));
					}
				}
				await().until(() -> queue("demo.quick.a").get("acknowledged").asInt() > 0);
				late.answer("ACK", first);
				assertThat(late.error().header("code")).isEqualTo("SB-512");
				assertThat(late.closed().code()).isEqualTo(4400);
			}
		}
	}

	@Test
	void whatIsRefusedTooOftenGoesToTheDeadLetters() {
		try (StompClient client = consumer("demo.twice.a", 1)) {
			client.publish("/queue/demo.twice.a", "poison", "dead-letter-queue:mine", "colour:red", "deliveries:7");
			client.answer("NACK", client.message());
			StompFrame again = client.message();
			assertThat(again.headers()).containsEntry("deliveries", "2").containsEntry("colour", "red");
			client.answer("NACK", again);
			client.subscribe("/queue/demo.twice.a.dead", "d", "ack:client-individual");
			StompFrame dead = client.message();
			assertThat(dead.headers()).containsEntry("dead-letter-queue", "demo.twice.a")
				.containsEntry("dead-letter-reason", "nack")
				.containsEntry("deliveries", "2")
				.containsEntry("destination", "/queue/demo.twice.a.dead")
				.containsEntry("colour", "red")
				.doesNotContainKey("redelivered");
			for (int i = 2; i < 6; i++) {
				client.answer("NACK", dead, "requeue:" + (i % 2 == 0));
				dead = client.message();
				assertThat(dead.headers()).containsEntry("redelivered", "true")
					.containsEntry("deliveries", "" + i)
					.containsEntry("dead-letter-queue", "demo.twice.a");
			}
		}
	}

	@Test
	void whatNobodyShallTryAgainGoesToTheConfiguredDeadLettersAtOnce() {
		try (StompClient client = consumer("demo.named", 1)) {
			client.publish("/queue/demo.named", "poison");
			client.subscribe("/queue/demo.graveyard", "d");
			client.answer("NACK", client.message(), "requeue:false");
			assertThat(client.message().headers()).containsEntry("dead-letter-queue", "demo.named")
				.containsEntry("deliveries", "1");
		}
	}

	@Test
	void aFullQueueRefusesWhoeverAsks() {
		try (StompClient soft = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient hard = StompClient.anybody(server.port())) {
			for (int i = 0; i < 3; i++) {
				assertThat(soft.publish("/queue/demo.few.a", "m" + i).header("position")).isNotEmpty();
			}
			StompFrame refused = soft.publish("/queue/demo.few.a", "m3");
			assertThat(refused.header("code")).isEqualTo("SB-314");
			assertThat(refused.header("message")).contains("3 messages", "stompbox.queues[].max-messages");
			GuardIT.assertProblem(server.anybody().send("demo.few.a", new byte[1]), 429, "SB-314");
			hard.send("SEND", "m3", "destination:/queue/demo.few.a");
			assertThat(hard.error().header("code")).isEqualTo("SB-314");
			assertThat(hard.closed().code()).isGreaterThanOrEqualTo(4400);
			assertThat(queue("demo.few.a").get("depth").asInt()).isEqualTo(3);
			soft.subscribe("/queue/demo.few.a", "s");
			for (int i = 0; i < 3; i++) {
				assertThat(soft.message().text()).isEqualTo("m" + i);
			}
			assertThat(soft.publish("/queue/demo.few.a", "m4").header("position")).endsWith(":4");
		}
	}

	private static StompClient consumer(String queue, int prefetch) {
		StompClient client = StompClient.anybody(server.port());
		client.subscribe("/queue/" + queue, "s", "ack:client-individual", "prefetch:" + prefetch);
		return client;
	}

	private static JsonNode queue(String name) {
		return server.anybody().get("/api/queues/" + name).json();
	}

}
