package dev.stompbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** BEGIN, COMMIT, ABORT: all of it or nothing, and nobody's message between. */
@Timeout(120)
class TransactionIT {

	private static final int SENDS = 1000;

	private static final int FLOODERS = 4;

	private static final String TOPIC = "/topic/demo.tx.a";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.queues[0].match=demo.few.#", "--stompbox.queues[0].max-messages=3",
				"--stompbox.limits.transactions=2", "--stompbox.limits.transaction-size=512KB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aThousandSendsAreSeenAsOneOrNotAtAllWhileOthersFloodTheTopic() throws Exception {
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newCachedThreadPool();
		try (StompClient exact = StompClient.anybody(server.port());
				StompClient pattern = StompClient.anybody(server.port());
				StompClient acknowledging = StompClient.anybody(server.port())) {
			exact.subscribe(TOPIC, "e");
			pattern.subscribe("/topic/demo.tx.*", "p");
			acknowledging.subscribe("/topic/demo.#.a", "a", "ack:client", "prefetch:65535");
			List<Future<List<String>>> readers = new ArrayList<>();
			for (StompClient reader : new StompClient[] { exact, pattern, acknowledging }) {
				readers.add(threads.submit(() -> readToTheEnd(reader)));
			}
			List<Future<?>> flooders = new ArrayList<>();
			for (int i = 0; i < FLOODERS; i++) {
				flooders.add(threads.submit(() -> flood(over)));
			}
			transactions();
			over.set(true);
			for (Future<?> flooder : flooders) {
				flooder.get(60, TimeUnit.SECONDS);
			}
			server.anybody().publish("demo.tx.a", "end");
			for (Future<List<String>> reader : readers) {
				assertWhole(reader.get(60, TimeUnit.SECONDS));
			}
		}
		finally {
			over.set(true);
			threads.shutdownNow();
		}
	}

	private static void transactions() {
		try (StompClient client = StompClient.anybody(server.port());
				StompClient leaving = StompClient.anybody(server.port())) {
			fill(client, "aborted");
			client.confirm("ABORT", "", "transaction:aborted");
			fill(client, "committed");
			client.confirm("COMMIT", "", "transaction:committed");
			StompClient killed = StompClient.anybody(server.port());
			fill(killed, "killed");
			killed.webSocket().reset();
			fill(leaving, "left");
			leaving.confirm("DISCONNECT", "");
			fill(client, "again");
			client.confirm("COMMIT", "", "transaction:again");
		}
	}

	private static void fill(StompClient client, String name) {
		client.confirm("BEGIN", "", "transaction:" + name);
		for (int i = 1; i < SENDS; i++) {
			client.send("SEND", name + " " + i, "destination:" + TOPIC, "transaction:" + name);
		}
		StompFrame receipt = client.publish(TOPIC, name + " " + SENDS, "transaction:" + name);
		assertThat(receipt.headers()).as("it has no place yet").doesNotContainKeys("position", "duplicate");
	}

	private static void flood(AtomicBoolean over) {
		try (StompClient client = StompClient.anybody(server.port())) {
			while (!over.get()) {
				for (int i = 0; i < 5; i++) {
					client.send("SEND", "flood", "destination:" + TOPIC);
				}
				client.publish(TOPIC, "flood");
			}
		}
	}

	private static List<String> readToTheEnd(StompClient client) {
		List<String> bodies = new ArrayList<>();
		for (StompFrame message = client.message(); !message.text().equals("end"); message = client.message()) {
			bodies.add(message.text());
			if (message.headers().containsKey("ack")) {
				client.answer("ACK", message);
			}
		}
		return bodies;
	}

	private static void assertWhole(List<String> bodies) {
		List<String> expected = new ArrayList<>();
		for (String name : List.of("committed", "again")) {
			int first = bodies.indexOf(name + " 1");
			List<String> whole = new ArrayList<>();
			for (int i = 1; i <= SENDS; i++) {
				whole.add(name + " " + i);
			}
			assertThat(bodies.subList(first, first + SENDS)).isEqualTo(whole);
			expected.addAll(whole);
		}
		assertThat(bodies).contains("flood");
		assertThat(bodies.stream().filter((body) -> !body.equals("flood"))).isEqualTo(expected);
	}

	@Test
	void aCommitThatAQueueHasNoRoomForDoesNothing() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient subscriber = StompClient.anybody(server.port())) {
			subscriber.subscribe("/topic/demo.all", "s");
			client.publish("/queue/demo.source", "work");
			client.subscribe("/queue/demo.source", "q", "ack:client-individual");
			StompFrame work = client.message();
			client.publish("/queue/demo.few.a", "1");
			for (int tries = 0; tries < 3; tries++) {
				client.confirm("BEGIN", "", "transaction:t");
				client.publish("/topic/demo.all", "not seen", "transaction:t");
				client.answer("ACK", work, "transaction:t");
				for (int i = 2; i < 5; i++) {
					client.publish("/queue/demo.few.a", "" + i, "transaction:t");
				}
				StompFrame refused = client.confirm("COMMIT", "", "transaction:t");
				assertThat(refused.header("code")).isEqualTo("SB-314");
			}
			assertThat(number("demo.few.a", "depth")).isEqualTo(1);
			assertThat(number("demo.source", "inFlight")).isEqualTo(1);
			assertThat(client.confirm("COMMIT", "", "transaction:t").header("code")).isEqualTo("SB-513");
			client.confirm("BEGIN", "", "transaction:t");
			client.publish("/queue/demo.few.a", "2", "transaction:t");
			client.answer("ACK", work, "transaction:t");
			client.publish("/topic/demo.all", "seen", "transaction:t");
			assertThat(number("demo.source", "inFlight")).isEqualTo(1);
			assertThat(client.confirm("COMMIT", "", "transaction:t").headers()).doesNotContainKey("code");
			assertThat(subscriber.message().text()).isEqualTo("seen");
			assertThat(number("demo.few.a", "depth")).isEqualTo(2);
			assertThat(number("demo.source", "acknowledged")).isEqualTo(1);
		}
	}

	private static int number(String queue, String name) {
		return server.anybody().get("/api/queues/" + queue).json().get(name).asInt();
	}

	@Test
	void whatIsRefusedInsideIsRefusedWhenItComes() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true")) {
			client.confirm("BEGIN", "", "transaction:t");
			assertThat(client.publish("/topic/prices", "x", "transaction:t").header("code")).isEqualTo("SB-201");
			assertThat(client.publish("/nowhere", "x", "transaction:t").header("code")).isEqualTo("SB-505");
			assertThat(client.publish("/topic/demo.a", "x", "transaction:u").header("code")).isEqualTo("SB-513");
			assertThat(client.confirm("BEGIN", "", "transaction:t").header("code")).isEqualTo("SB-513");
			assertThat(client.confirm("ACK", "", "transaction:t", "id:a\\c1@s").header("code")).isEqualTo("SB-512");
			assertThat(client.confirm("ABORT", "", "transaction:u").header("code")).isEqualTo("SB-513");
			assertThat(client.confirm("COMMIT", "").header("code")).isEqualTo("SB-503");
			assertThat(client.confirm("COMMIT", "", "transaction:t").headers()).doesNotContainKey("code");
		}
	}

	@Test
	void transactionsAreBoundedInNumberAndSize() {
		try (StompClient client = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient hard = StompClient.anybody(server.port())) {
			client.confirm("BEGIN", "", "transaction:a");
			client.confirm("BEGIN", "", "transaction:b");
			StompFrame third = client.confirm("BEGIN", "", "transaction:c");
			assertThat(third.header("code")).isEqualTo("SB-316");
			assertThat(third.header("message")).contains("stompbox.limits.transactions");
			StompFrame receipt = client.publish("/topic/demo.a", "x".repeat(60_000), "transaction:a");
			for (int i = 0; !receipt.headers().containsKey("code"); i++) {
				assertThat(i).isLessThan(9);
				receipt = client.publish("/topic/demo.a", "x".repeat(60_000), "transaction:" + (char) ('a' + i % 2));
			}
			assertThat(receipt.header("code")).isEqualTo("SB-316");
			assertThat(receipt.header("message")).contains("512 KB", "stompbox.limits.transaction-size");
			client.confirm("ABORT", "", "transaction:a");
			assertThat(client.publish("/topic/demo.a", "x", "transaction:b").headers()).doesNotContainKey("code");
			for (String id : List.of("a", "b", "c")) {
				hard.send("BEGIN", "", "transaction:" + id);
			}
			assertThat(hard.error().header("code")).isEqualTo("SB-316");
			assertThat(hard.closed().code()).isEqualTo(4429);
		}
	}

}
