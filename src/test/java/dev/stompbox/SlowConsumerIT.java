package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Subscribers that stop reading harm themselves alone, on a server with little memory.
 */
@Timeout(180)
class SlowConsumerIT {

	private static final int SLOW = 20;

	private static final int BODY = 60_000;

	/**
	 * The outbox and what the kernel holds for a client that does not read, generously.
	 */
	private static final int MOST_MESSAGES = 12_000_000 / BODY;

	private static final long MIB = 1024 * 1024;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with()
			.jvm("-Xmx96m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
			.start("--stompbox.limits.closing=5s", "--stompbox.limits.history=1MB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whoStopsReadingIsClosedWith4413AndNeighboursLoseNothingAndMemoryReturns() throws IOException {
		List<StompClient> slow = new ArrayList<>();
		try (StompClient operator = StompClient.operator(server);
				StompClient neighbour = StompClient.anybody(server.port());
				StompClient another = StompClient.anybody(server.port())) {
			operator.subscribe("/topic/$SYS.events", "e");
			neighbour.subscribe("/topic/demo.slow.*", "n");
			another.subscribe("/topic/demo.slow.#", "a");
			long before = usedAfterCollection();
			for (int i = 0; i < SLOW; i++) {
				StompClient client = new StompClient(WebSocketClient.open(4096, server.port(), "/ws"));
				client.connect();
				client.subscribe("/topic/demo.slow." + i, "s");
				slow.add(client);
			}
			for (int i = 0; i < SLOW; i++) {
				publishUntilClosed("demo.slow." + i, neighbour, another);
				if (i == 0) {
					assertTold(slow.get(0));
				}
			}
			for (int i = 0; i < SLOW; i++) {
				assertOperatorHears(operator);
			}
			await().atMost(Duration.ofSeconds(20))
				.until(() -> server.operator().get("/api/connections").json().get("total").asInt() == 3);
			assertThat(usedAfterCollection() - before).as("bytes that did not return").isLessThan(SLOW * MIB / 3);
		}
		finally {
			slow.forEach(StompClient::close);
		}
	}

	/**
	 * Each of them would hold a message of its own in every outbox that is not bounded.
	 */
	private static void publishUntilClosed(String topic, StompClient... neighbours) {
		byte[] body = new byte[BODY];
		Random random = new Random(topic.hashCode());
		for (int i = 0; i < MOST_MESSAGES; i++) {
			random.nextBytes(body);
			HttpAnswer published = server.anybody().publish(topic, body, "Content-Type: application/octet-stream");
			assertThat(published.status()).isEqualTo(201);
			for (StompClient neighbour : neighbours) {
				StompFrame message = neighbour.message();
				assertThat(message.header("message-id")).isEqualTo(published.json().get("position").asString());
				assertThat(message.body()).isEqualTo(body);
			}
			if (published.json().get("subscribers").asInt() == neighbours.length) {
				assertThat(i * BODY).as("bytes taken for a client that does not read")
					.isGreaterThan(1_000_000 - 2 * BODY);
				return;
			}
		}
		throw new AssertionError("The client was not closed though " + MOST_MESSAGES + " messages wait for it");
	}

	/** What was written before is whole and without a gap; then comes the reason. */
	private static void assertTold(StompClient slow) {
		slow.webSocket().ignorePings();
		StompFrame error = slow.error();
		assertThat(error.headers()).containsEntry("code", "SB-302");
		assertThat(error.text()).contains("1 MB").contains("stompbox.limits.outbox");
		WebSocketClient.Close close = slow.closed();
		assertThat(close.code()).isEqualTo(4413);
		assertThat(close.reason()).startsWith("SB-302").contains("1 MB");
		long expected = 1;
		for (int left = slow.unasked(); left > 0; left--) {
			String position = slow.message().header("message-id");
			assertThat(Long.parseLong(position.replaceFirst(".*:", ""))).isEqualTo(expected++);
		}
	}

	private static void assertOperatorHears(StompClient operator) {
		JsonNode event;
		do {
			event = JsonMapper.shared().readTree(operator.message().body());
		}
		while (!event.get("kind").asString().equals("slow"));
		assertThat(event.get("code").asString()).isEqualTo("SB-302");
		assertThat(event.get("limit").asString()).isEqualTo("1 MB");
		assertThat(event.get("property").asString()).isEqualTo("stompbox.limits.outbox");
		assertThat(event.get("connection").asString()).startsWith("c-");
		assertThat(event.get("destination").asString()).startsWith("/topic/demo.slow.");
	}

	private static long usedAfterCollection() throws IOException {
		jcmd("GC.run");
		Matcher used = Pattern.compile("garbage-first heap.* used (\\d+)K").matcher(jcmd("GC.heap_info"));
		assertThat(used.find()).isTrue();
		return Long.parseLong(used.group(1)) * 1024;
	}

	private static String jcmd(String command) throws IOException {
		String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process jcmd = new ProcessBuilder(program, "" + server.process().pid(), command).start();
		return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
