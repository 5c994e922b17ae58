package dev.stompbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.support.LimitHits;
import dev.stompbox.support.Pair;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Use;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Very many clients, each of whom has the server keep no more than one may, on a server
 * whose memory would not do for all of them: those that have most are closed, and who
 * asks for little is served on.
 */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HoardingIT {

	/** Together they would want more than all the heap. */
	private static final int MOST = 4000;

	private static final String HELD = "stompbox.limits.held";

	private static final String BODY = "x".repeat(60_000);

	private static StompboxServer server;

	private static LimitHits hits;

	private static Pair pair;

	/** Of a server that has talked a little. */
	private static Use before;

	@BeforeAll
	static void start() {
		server = StompboxServer.with()
			.jvm("-Xmx160m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
			.start("--stompbox.limits.closing=2s", "--stompbox.topics[0].match=demo.#",
					"--stompbox.topics[0].subscribe=anyone", "--stompbox.topics[0].publish=anyone",
					"--stompbox.topics[0].history.messages=0");
		hits = new LimitHits(server);
		pair = new Pair(server);
		await().until(() -> pair.count() > 300);
		before = Use.of(server);
	}

	@AfterAll
	static void stop() {
		pair.close();
		hits.close();
		server.close();
	}

	/** What one client has the server keep. */
	enum Way {

		TRANSACTIONS((client, i) -> {
			send(client, StompClient.frame("BEGIN", "", "transaction:t"));
			for (int j = 0; j < 16; j++) {
				send(client, StompClient.frame("SEND", BODY, "destination:/topic/demo.x", "transaction:t"));
			}
		}), UNACKNOWLEDGED((client, i) -> {
			String topic = "/topic/demo.kept." + i;
			send(client,
					StompClient.frame("SUBSCRIBE", "", "destination:" + topic, "id:s", "ack:client", "prefetch:1"));
			for (int j = 0; j < 60; j++) {
				send(client, StompClient.frame("SEND", BODY, "destination:" + topic));
			}
		}), PATTERNS((client, i) -> {
			for (int j = 0; j < 1000; j += 100) {
				StringBuilder frames = new StringBuilder();
				for (int k = j; k < j + 100; k++) {
					frames.append(StompClient.frame("SUBSCRIBE", "",
							"destination:/topic/demo." + i + '.' + k + ".a.b.c.d.e.f." + "x".repeat(150) + ".*",
							"id:" + k));
				}
				send(client, frames.toString());
			}
		}), UNFINISHED_FRAMES((client, i) -> send(client, "SEND\ndestination:/topic/demo.x\n\n" + BODY));

		private final BiConsumer<StompClient, Integer> hoard;

		Way(BiConsumer<StompClient, Integer> hoard) {
			this.hoard = hoard;
		}

	}

	/** Whether the server still takes it or not. */
	private static void send(StompClient client, String frames) {
		byte[] bytes = frames.getBytes(StandardCharsets.US_ASCII);
		client.webSocket()
			.offer(ByteBuffer.wrap(client.webSocket().masked(WebSocketClient.TEXT, bytes)), Duration.ofSeconds(5));
	}

	@Order(1)
	@ParameterizedTest
	@EnumSource
	void whoHasMostGoesAndWhoAsksForLittleStays(Way way) {
		List<StompClient> hoarders = new ArrayList<>();
		try (StompClient little = StompClient.anybody(server.port())) {
			little.subscribe("/topic/demo.little.*", "s");
			little.confirm("BEGIN", "", "transaction:t");
			little.confirm("SEND", "of little", "destination:/topic/demo.little.a", "transaction:t");
			hits.assertToldAndCounted(HELD, "SB-328", () -> hoard(way, hoarders));
			little.confirm("COMMIT", "", "transaction:t");
			StompFrame message = little.message();
			assertThat(message.text()).isEqualTo("of little");
			int before = pair.count();
			await().until(() -> pair.count() > before + 20);
		}
		finally {
			hoarders.forEach(StompClient::close);
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> held() < 10_000);
	}

	private static void hoard(Way way, List<StompClient> hoarders) {
		double before = hits.count(HELD, "SB-328");
		while (hits.count(HELD, "SB-328") == before) {
			assertThat(hoarders).hasSizeLessThan(MOST);
			for (int i = 0; i < 10; i++) {
				StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws"));
				client.connect("heart-beat:0,0");
				way.hoard.accept(client, hoarders.size());
				hoarders.add(client);
			}
		}
	}

	/** What all clients have the server keep, bytes. */
	private static double held() {
		String name = "stompbox_held_bytes ";
		return server.operator()
			.get("/actuator/prometheus")
			.text()
			.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length())))
			.sum();
	}

	@Order(2)
	@Test
	void nothingIsLeftOfThem() {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			Use after = Use.of(server);
			assertThat(after.connections()).isEqualTo(before.connections());
			assertThat(after.heap()).as("bytes of heap, of which before " + before.heap())
				.isLessThan(before.heap() + (12 << 20));
		});
		assertThat(server.log()).doesNotContain("OutOfMemory", "\tat ");
	}

}
