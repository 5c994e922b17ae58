package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.LimitHits;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each limit, hit from outside: the client is told a code, the operator has an event with
 * the limit's property, and a metric counts it. Each case has an address of its own; the
 * server trusts 127.0.0.1, where the operator is.
 */
@Timeout(120)
class LimitHitsIT {

	private static StompboxServer server;

	private static LimitHits hits;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.trusted-addresses=127.0.0.1/32,::1/128",
				"--stompbox.limits.connections-per-address=10", "--stompbox.limits.connections-per-caller=2",
				"--stompbox.limits.polls-per-address=2", "--stompbox.limits.upgrade-rate=2",
				"--stompbox.limits.flaps=18", "--stompbox.limits.request-time=2s", "--stompbox.limits.frame-time=2s",
				"--stompbox.limits.frame-rate=200", "--stompbox.limits.byte-rate=500KB",
				"--stompbox.limits.outbox=256KB", "--stompbox.limits.outbox-total=350KB",
				"--stompbox.limits.subscriptions=3", "--stompbox.limits.transactions=1",
				"--stompbox.limits.transaction-size=1KB", "--stompbox.limits.connect-time=2s",
				"--stompbox.limits.headers=20", "--stompbox.limits.header-size=1KB",
				"--stompbox.limits.message-size=20KB", "--stompbox.limits.message-size-echo=100KB",
				"--stompbox.limits.batch=2", "--stompbox.limits.batch-size=30KB",
				"--stompbox.limits.unacknowledged=100KB");
		hits = new LimitHits(server);
	}

	@AfterAll
	static void stop() {
		hits.close();
		server.close();
	}

	/** A limit, and how it is hit from an address. */
	enum Case {

		CONNECTIONS_PER_ADDRESS("SB-319", LimitHitsIT::tooManyFromAnAddress),
		CONNECTIONS_PER_CALLER("SB-320", LimitHitsIT::tooManyOfACaller), UPGRADE_RATE("SB-321", LimitHitsIT::tooFast),
		FLAPS("SB-322", LimitHitsIT::flapping), REQUEST_TIME("SB-318", LimitHitsIT::aRequestByteByByte),
		FRAME_TIME("SB-323", LimitHitsIT::halfAFrame), FRAME_RATE("SB-324", LimitHitsIT::pingFlood),
		BYTE_RATE("SB-325", LimitHitsIT::manyBytes), SUBSCRIPTIONS("SB-305", LimitHitsIT::subscriptions),
		TRANSACTION_SIZE("SB-316", LimitHitsIT::transactionSize), TRANSACTIONS("SB-316", LimitHitsIT::transactions),
		CONNECT_TIME("SB-309", LimitHitsIT::silence), HEADERS("SB-307", LimitHitsIT::headers),
		HEADER_SIZE("SB-307", LimitHitsIT::headersWithoutEnd), MESSAGE_SIZE("SB-301", LimitHitsIT::bigMessage),
		MESSAGE_SIZE_ECHO("SB-301", LimitHitsIT::bigEcho), BATCH("SB-311", LimitHitsIT::bigBatch),
		BATCH_SIZE("SB-301", LimitHitsIT::longBatch), UNACKNOWLEDGED("SB-302", LimitHitsIT::unacknowledged),
		POLLS_PER_ADDRESS("SB-319", LimitHitsIT::polls);

		private final String code;

		private final Consumer<String> hit;

		Case(String code, Consumer<String> hit) {
			this.code = code;
			this.hit = hit;
		}

		private String property() {
			return "stompbox.limits." + name().toLowerCase().replace('_', '-');
		}

		private String address() {
			return "127.0.1." + (ordinal() + 1);
		}

	}

	private static void polls(String address) {
		byte[] request = "GET /api/topics/demo.polled/messages?wait=20s HTTP/1.1\r\nHost: localhost\r\n\r\n"
			.getBytes(StandardCharsets.US_ASCII);
		byte[] more = "GET /api/topics/demo.polled/messages?wait=1ms HTTP/1.1\r\nHost: localhost\r\n\r\n"
			.getBytes(StandardCharsets.US_ASCII);
		try (RawWebSocket one = RawWebSocket.from(address, server.port());
				RawWebSocket two = RawWebSocket.from(address, server.port());
				RawWebSocket three = RawWebSocket.from(address, server.port());
				RawWebSocket other = RawWebSocket.from("127.0.1.250", server.port())) {
			one.send(request, request.length);
			two.send(request, request.length);
			await().until(() -> three.ask(more).status() == 429);
			GuardIT.assertProblem(three.ask(more), 429, "SB-319");
			assertThat(other.ask(more).status()).isEqualTo(200);
			server.operator().publish("demo.polled", "x");
			assertThat(one.ask(new byte[0]).status()).isEqualTo(200);
			assertThat(two.ask(new byte[0]).status()).isEqualTo(200);
			await("there is room again").until(() -> three.ask(more).status() == 200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void theClientIsToldTheOperatorSeesItAndItIsCounted(Case limit) {
		hits.assertToldAndCounted(limit.property(), limit.code, () -> limit.hit.accept(limit.address()));
	}

	@Test
	void whenAllOutboxesTogetherAreFullWhoHoldsMostGoesAndWhoReadsStays() {
		List<StompClient> slow = new ArrayList<>();
		List<String> ids = new ArrayList<>();
		try (StompClient reads = StompClient.anybody(server.port())) {
			reads.subscribe("/topic/demo.total.#", "r");
			for (int i = 0; i < 3; i++) {
				StompClient client = new StompClient(WebSocketClient.open(4096, server.port(), "/ws"));
				ids.add(client.connect("heart-beat:0,0").header("session"));
				client.subscribe("/topic/demo.total." + i, "s");
				slow.add(client);
			}
			byte[] body = new byte[19_000];
			// The kernel takes megabytes for each before anything waits.
			for (boolean full = false; !full;) {
				full = true;
				Map<String, Long> pending = pending();
				for (int i = 0; i < slow.size(); i++) {
					if (pending.getOrDefault(ids.get(i), 0L) < 140_000 && pending.containsKey(ids.get(i))) {
						full = false;
						server.anybody().publish("demo.total." + i, body);
						assertThat(reads.message().body()).hasSize(body.length);
					}
				}
			}
			JsonNode told = hits.assertTold("stompbox.limits.outbox-total", "SB-326");
			await().until(() -> hits.count("stompbox.limits.outbox-total", "SB-326") > 0);
			assertError(slow.get(ids.indexOf(told.get("connection").asString())), "SB-326", 4413);
			assertThat(server.anybody().publish("demo.total.x", "still").status()).isEqualTo(201);
			assertThat(reads.message().text()).isEqualTo("still");
		}
		finally {
			slow.forEach(StompClient::close);
		}
	}

	/** What waits for each connection, by their ids. */
	private static Map<String, Long> pending() {
		Map<String, Long> pending = new HashMap<>();
		for (JsonNode each : server.operator().get("/api/connections").json().get("connections")) {
			pending.put(each.get("id").asString(), each.get("pending").asLong());
		}
		return pending;
	}

	private static WebSocketClient open(String address, String path, String... headers) {
		return WebSocketClient.from(address, server.port(), path, headers);
	}

	private static StompClient connected(String address) {
		StompClient client = new StompClient(open(address, "/ws"));
		client.connect();
		return client;
	}

	private static void assertRefused(HttpAnswer refused, String code) {
		GuardIT.assertProblem(refused, 429, code);
		assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
		assertThat(refused.json().get("property").asString()).startsWith("stompbox.limits.");
	}

	/** An upgrade, an event stream and a SockJS session are counted alike. */
	private static void tooManyFromAnAddress(String address) {
		List<WebSocketClient> open = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			open.add(open(address, "/echo"));
		}
		assertRefused(WebSocketClient.upgradeFrom(address, server.port(), "/ws"), "SB-319");
		assertThat(WebSocketClient.upgrade(server.port(), "/ws").status()).as("from another address").isEqualTo(101);
		open.forEach(WebSocketClient::close);
	}

	private static void tooManyOfACaller(String address) {
		String token = "Authorization: Bearer " + server.token();
		try (WebSocketClient first = open(address, "/ws", token);
				WebSocketClient second = open(address, "/ws", token)) {
			assertRefused(WebSocketClient.upgradeFrom(address, server.port(), "/ws", token), "SB-320");
			StompClient third = new StompClient(open(address, "/ws"));
			third.send("CONNECT", "", "accept-version:1.2", "host:x", "passcode:" + server.token());
			assertThat(third.error().headers()).containsEntry("code", "SB-320");
			assertThat(third.closed().code()).isEqualTo(4429);
			first.text("\n");
			second.text("\n");
		}
	}

	private static void tooFast(String address) {
		List<WebSocketClient> open = new ArrayList<>();
		HttpAnswer answer = null;
		for (int i = 0; i < 60 && (answer == null || answer.status() == 101); i++) {
			if (open.size() < 5) {
				open.add(open(address, "/echo"));
			}
			else {
				answer = WebSocketClient.upgradeFrom(address, server.port(), "/echo");
			}
		}
		assertRefused(answer, "SB-321");
		open.forEach(WebSocketClient::close);
	}

	private static void flapping(String address) {
		HttpAnswer answer = null;
		for (int i = 0; i < 60 && (answer == null || answer.status() == 101); i++) {
			answer = WebSocketClient.upgradeFrom(address, server.port(), "/echo");
		}
		assertRefused(answer, "SB-322");
		assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(20, 30);
	}

	private static void aRequestByteByByte(String address) {
		try (RawWebSocket dripping = new RawWebSocket(server.port())) {
			byte[] request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nX: "
				.getBytes(StandardCharsets.US_ASCII);
			HttpAnswer answer = dripping.ask(request);
			GuardIT.assertProblem(answer, 408, "SB-318");
			assertThat(dripping.end(Duration.ofSeconds(10))).isNotEqualTo(RawWebSocket.End.OPEN);
		}
		await().untilAsserted(() -> assertThat(server.log()).containsPattern("from=127\\.0\\.0\\.1:\\d+ code=SB-318"));
	}

	private static void halfAFrame(String address) {
		try (StompClient unfinished = connected(address)) {
			unfinished.webSocket().text("SEND\ndestination:/topic/demo.x\n\nand no e");
			assertThat(unfinished.error().headers()).containsEntry("code", "SB-323");
			assertThat(unfinished.closed().code()).isEqualTo(4408);
		}
	}

	/** They are all answered, but in their time. */
	private static void pingFlood(String address) {
		try (RawWebSocket flood = new RawWebSocket(server.port())) {
			flood.upgrade("/echo");
			byte[] pings = new byte[600 * 6];
			for (int i = 0; i < 600; i++) {
				pings[i * 6] = (byte) WebSocketClient.PING;
				pings[i * 6 + 1] = (byte) 0x80;
			}
			long begun = System.nanoTime();
			assertThat(flood.send(pings, 1000)).isTrue();
			for (int i = 0; i < 600; i++) {
				assertThat(flood.frame(Duration.ofSeconds(10)).orElseThrow().first()).isEqualTo(WebSocketClient.PONG);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("200 are owed, at 200 a second")
				.isGreaterThan(Duration.ofMillis(700));
		}
	}

	private static void manyBytes(String address) {
		try (WebSocketClient echo = open(address, "/echo/binary")) {
			byte[] message = new byte[90_000];
			for (int i = 0; i < 30; i++) {
				echo.binary(message);
				assertThat(echo.message().bytes()).hasSize(message.length);
			}
		}
	}

	private static void subscriptions(String address) {
		try (StompClient client = connected(address)) {
			for (int i = 0; i < 3; i++) {
				client.subscribe("/topic/demo.s" + i, "s" + i);
			}
			client.send("SUBSCRIBE", "", "destination:/topic/demo.s4", "id:s4");
			assertError(client, "SB-305", 4429);
		}
	}

	private static void transactionSize(String address) {
		try (StompClient client = connected(address)) {
			client.confirm("BEGIN", "", "transaction:t");
			client.send("SEND", "x".repeat(2000), "destination:/topic/demo.x", "transaction:t");
			assertError(client, "SB-316", 4429);
		}
	}

	private static void transactions(String address) {
		try (StompClient client = connected(address)) {
			client.confirm("BEGIN", "", "transaction:t");
			client.send("BEGIN", "", "transaction:u");
			assertError(client, "SB-316", 4429);
		}
	}

	private static void silence(String address) {
		try (StompClient client = new StompClient(open(address, "/ws"))) {
			assertError(client, "SB-309", 4408);
		}
	}

	private static void headers(String address) {
		try (StompClient client = connected(address)) {
			String[] many = new String[30];
			for (int i = 0; i < many.length; i++) {
				many[i] = "h" + i + ":v";
			}
			client.send("SEND", "x", many);
			assertError(client, "SB-307", 4400);
		}
	}

	private static void headersWithoutEnd(String address) {
		try (StompClient client = connected(address)) {
			client.webSocket().text("SEND\n" + "a:b\n".repeat(500));
			assertError(client, "SB-307", 4400);
		}
	}

	private static void bigMessage(String address) {
		try (StompClient client = connected(address)) {
			client.send("SEND", "x".repeat(30_000), "destination:/topic/demo.x");
			assertError(client, "SB-301", 1009);
		}
		GuardIT.assertProblem(server.anybody().publish("demo.x", "x".repeat(30_000)), 413, "SB-301");
	}

	private static void bigEcho(String address) {
		try (WebSocketClient echo = open(address, "/echo/binary")) {
			echo.binary(new byte[200_000]);
			assertThat(echo.closed().code()).isEqualTo(1009);
		}
	}

	private static void bigBatch(String address) {
		String one = "{\"topic\":\"demo.x\",\"body\":\"y\"}";
		GuardIT.assertProblem(server.anybody().batch('[' + one + ',' + one + ',' + one + ']'), 413, "SB-311");
	}

	private static void longBatch(String address) {
		GuardIT.assertProblem(
				server.anybody().batch("[{\"topic\":\"demo.x\",\"body\":\"" + "y".repeat(40_000) + "\"}]"), 413,
				"SB-301");
	}

	private static void unacknowledged(String address) {
		try (StompClient client = connected(address)) {
			client.subscribe("/topic/demo.unacknowledged", "s", "ack:client", "prefetch:1");
			for (int i = 0; i < 12; i++) {
				server.anybody().publish("demo.unacknowledged", new byte[10_000]);
			}
			assertError(client, "SB-302", 4413);
		}
	}

	static void assertError(StompClient client, String code, int close) {
		StompFrame error = client.error();
		assertThat(error.headers()).containsEntry("code", code);
		WebSocketClient.Close closed = client.closed();
		assertThat(closed.code()).isEqualTo(close);
		assertThat(closed.reason()).startsWith(code);
	}

}
