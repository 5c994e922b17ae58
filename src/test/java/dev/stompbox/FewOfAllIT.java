package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

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
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * As {@link LimitHitsIT}, the limits that hold for all clients together and those of what
 * waits: on a server that allows little of everything.
 */
@Timeout(120)
class FewOfAllIT {

	private static final byte[] BODY = new byte[15_000];

	private static StompboxServer server;

	private static LimitHits hits;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.connections=40", "--stompbox.limits.topics=30",
				"--stompbox.limits.queues=6", "--stompbox.limits.queued=100KB", "--stompbox.limits.polls=2",
				"--stompbox.limits.message-size=20KB", "--stompbox.limits.outbox=128KB",
				"--stompbox.limits.outbox-age=3s", "--stompbox.limits.held=2MB", "--stompbox.limits.idle=5s",
				"--stompbox.limits.heart-beat=200ms", "--stompbox.access.wrong-tokens=3",
				"--stompbox.store.pending=1KB", "--stompbox.access.ticket-time=1h",
				"--stompbox.topics[0].match=demo.rate", "--stompbox.topics[0].publish-rate=5",
				"--stompbox.topics[1].match=demo.disk.#", "--stompbox.topics[1].durable=true",
				"--stompbox.queues[0].match=demo.few", "--stompbox.queues[0].max-messages=3",
				"--stompbox.queues[1].match=demo.heavy", "--stompbox.queues[1].max-size=20KB");
		hits = new LimitHits(server);
	}

	@AfterAll
	static void stop() {
		hits.close();
		server.close();
	}

	/** A limit, and how it is hit. */
	enum Case {

		TOPICS("limits.topics", "SB-306", FewOfAllIT::topics),
		CONNECTIONS("limits.connections", "SB-304", FewOfAllIT::connections),
		OUTBOX("limits.outbox", "SB-302", FewOfAllIT::outbox),
		OUTBOX_AGE("limits.outbox-age", "SB-302", FewOfAllIT::outboxAge),
		HELD("limits.held", "SB-328", FewOfAllIT::held),
		PUBLISH_RATE("topics[].publish-rate", "SB-327", FewOfAllIT::publishRate),
		IDLE("limits.idle", "SB-308", FewOfAllIT::silence),
		HEART_BEAT("limits.heart-beat", "SB-308", FewOfAllIT::noHeartBeat),
		QUEUES("limits.queues", "SB-315", FewOfAllIT::queues),
		MAX_MESSAGES("queues[].max-messages", "SB-314", FewOfAllIT::maxMessages),
		MAX_SIZE("queues[].max-size", "SB-314", () -> fill("demo.heavy", "stompbox.queues[].max-size")),
		QUEUED("limits.queued", "SB-314", () -> fill("demo.any", "stompbox.limits.queued")),
		POLLS("limits.polls", "SB-304", FewOfAllIT::polls),
		WRONG_TOKENS("access.wrong-tokens", "SB-204", FewOfAllIT::wrongTokens),
		PENDING("store.pending", "SB-352", FewOfAllIT::moreThanTheDiskTakes),
		TICKETS("access.ticket-time", "SB-209", () -> tenThousand("/api/tickets", "stompbox.access.ticket-time")),
		SESSIONS("access.session-time", "SB-209", () -> tenThousand("/api/session", "stompbox.access.session-time"));

		private final String property;

		private final String code;

		private final Runnable hit;

		Case(String property, String code, Runnable hit) {
			this.property = "stompbox." + property;
			this.code = code;
			this.hit = hit;
		}

	}

	@ParameterizedTest
	@EnumSource
	void theClientIsToldTheOperatorSeesItAndItIsCounted(Case limit) {
		// Of forty that may be open, what another case has left is too many.
		awaitFewConnections();
		hits.assertToldAndCounted(limit.property, limit.code, limit.hit);
	}

	/** Each message of a batch is refused by itself, and counted so. */
	@Test
	void whatIsRefusedOfABatchIsToldAndCounted() {
		String property = "stompbox.topics[].publish-rate";
		double before = hits.count(property, "SB-327");
		String batch = String.join(",",
				IntStream.range(0, 50).mapToObj((i) -> "{\"topic\":\"demo.rate\",\"body\":\"x\"}").toList());
		int refused = 0;
		for (JsonNode each : server.anybody().batch('[' + batch + ']').json()) {
			refused += (each.get("status").asInt() == 429) ? 1 : 0;
		}
		assertThat(refused).isPositive();
		hits.assertTold(property, "SB-327");
		assertThat(hits.count(property, "SB-327") - before).isEqualTo(refused);
	}

	/** No property sets it, so it is told and not counted. */
	@Test
	void ofWhatIsTakenBackThereMayBeTenThousand() {
		String request = "POST /api/revocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Authorization: Bearer " + server.token() + "\r\nContent-Length: 21\r\n\r\n{\"tokenId\":\"t-%05d\"}";
		GuardIT.assertProblem(untilRefused(request), 429, "SB-209");
		await().until(() -> hits.event().path("code").asString("").equals("SB-209"));
	}

	/** Nor does one set how long a name may be, which the client alone is told. */
	@Test
	void aTopicsNameHasUpTo255Characters() {
		String longest = "demo." + "n".repeat(250);
		assertThat(server.anybody().publish(longest, "x").status()).isEqualTo(201);
		HttpAnswer refused = server.anybody().publish(longest + 'n', "x");
		GuardIT.assertProblem(refused, 400, "SB-505");
		assertThat(refused.text()).contains("at most 255", "has 256");
		try (StompClient client = StompClient.anybody(server.port())) {
			client.send("SEND", "x", "destination:/topic/" + longest + 'n');
			LimitHitsIT.assertError(client, "SB-505", 4400);
		}
	}

	private static HttpAnswer assertRefused(HttpAnswer refused, int status, String code, String property) {
		GuardIT.assertProblem(refused, status, code);
		assertThat(refused.json().get("property").asString()).isEqualTo(property);
		return refused;
	}

	private static void assertRetryAfter(HttpAnswer refused) {
		assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
	}

	private static void topics() {
		try (StompClient many = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient one = StompClient.anybody(server.port())) {
			assertThat(subscribeUntilRefused(many, "/topic/demo.many.", 31)).isEqualTo("SB-306");
			assertRefused(server.anybody().publish("demo.more", "x"), 429, "SB-306", "stompbox.limits.topics");
			one.send("SUBSCRIBE", "", "destination:/topic/demo.more", "id:s");
			LimitHitsIT.assertError(one, "SB-306", 4429);
		}
		await().until(() -> server.anybody().publish("demo.more", "x").status() == 201);
	}

	private static String subscribeUntilRefused(StompClient client, String destination, int most) {
		String code = "";
		for (int i = 0; i < most && code.isEmpty(); i++) {
			code = client.subscribe(destination + i, "s" + i).header("code");
		}
		return code;
	}

	private static void connections() {
		List<RawWebSocket> open = new ArrayList<>();
		HttpAnswer answer = null;
		while (answer == null || answer.status() == 101) {
			assertThat(open).hasSizeLessThan(41);
			RawWebSocket next = new RawWebSocket(server.port());
			open.add(next);
			answer = next.upgrade("/echo");
		}
		assertRetryAfter(assertRefused(answer, 503, "SB-304", "stompbox.limits.connections"));
		assertThat(server.anybody().get("/api/topics/demo.x/events").status()).isEqualTo(503);
		open.forEach(RawWebSocket::close);
		awaitFewConnections();
	}

	private static void awaitFewConnections() {
		await().atMost(Duration.ofSeconds(40))
			.until(() -> server.operator().get("/api/connections").json().get("connections").size() < 5);
	}

	private static StompClient deaf() {
		StompClient client = new StompClient(WebSocketClient.open(4096, server.port(), "/ws"));
		client.connect("heart-beat:0,0");
		client.subscribe("/topic/demo.deaf", "s");
		return client;
	}

	private static void outbox() {
		try (StompClient deaf = deaf(); StompClient publisher = StompClient.anybody(server.port())) {
			int subscribers = 1;
			for (int i = 0; subscribers > 0; i++) {
				assertThat(i).as("bursts of 750 KB for a client that does not read").isLessThan(100);
				deaf.webSocket().text("\n");
				for (int j = 0; j < 50; j++) {
					publisher.send("SEND", BODY, "destination:/topic/demo.deaf");
				}
				publisher.publish("/topic/demo.deaf", "x");
				subscribers = server.anybody().publish("demo.deaf", "x").json().get("subscribers").asInt();
			}
			LimitHitsIT.assertError(deaf, "SB-302", 4413);
		}
	}

	/** So little waits that it would fit for ever. */
	private static void outboxAge() {
		try (StompClient deaf = deaf()) {
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				boolean waits = waiting() > 0;
				deaf.webSocket().text("\n");
				for (int i = 0; i < 5 && !waits; i++) {
					server.anybody().publish("demo.deaf", BODY);
				}
				return waits;
			});
			await().atMost(Duration.ofSeconds(60)).until(() -> hits.count("stompbox.limits.outbox-age", "SB-302") > 0);
			LimitHitsIT.assertError(deaf, "SB-302", 4413);
		}
	}

	/** Three hold as much as each may; one who holds little stays. */
	private static void held() {
		try (StompClient little = StompClient.anybody(server.port());
				StompClient first = StompClient.anybody(server.port());
				StompClient second = StompClient.anybody(server.port());
				StompClient third = StompClient.anybody(server.port())) {
			begin(little, 1);
			begin(first, 65);
			begin(second, 60);
			third.send("BEGIN", "", "transaction:t");
			for (int i = 0; i < 60; i++) {
				third.send("SEND", BODY, "destination:/topic/demo.held", "transaction:t");
			}
			LimitHitsIT.assertError(first, "SB-328", 4429);
			little.confirm("COMMIT", "", "transaction:t");
			second.confirm("COMMIT", "", "transaction:t");
			third.confirm("COMMIT", "", "transaction:t");
		}
	}

	private static void begin(StompClient client, int messages) {
		client.send("BEGIN", "", "transaction:t");
		for (int i = 0; i < messages; i++) {
			client.send("SEND", BODY, "destination:/topic/demo.held", "transaction:t");
		}
		client.confirm("SUBSCRIBE", "", "destination:/topic/demo.begun." + messages, "id:s");
	}

	private static long waiting() {
		long most = 0;
		for (JsonNode each : server.operator().get("/api/connections").json().get("connections")) {
			most = Math.max(most, each.get("pending").asLong());
		}
		return most;
	}

	private static void publishRate() {
		HttpAnswer answer = server.anybody().publish("demo.rate", "x");
		for (int i = 0; i < 1000 && answer.status() == 201; i++) {
			answer = server.anybody().publish("demo.rate", "x");
		}
		assertRetryAfter(assertRefused(answer, 429, "SB-327", "stompbox.topics[].publish-rate"));
		try (StompClient client = StompClient.anybody(server.port());
				StompClient soft = StompClient.anybody(server.port(), "soft-deny:true")) {
			for (int i = 0; i < 50; i++) {
				soft.send("SEND", "x", "destination:/topic/demo.rate", "receipt:" + i);
				client.send("SEND", "x", "destination:/topic/demo.rate");
			}
			LimitHitsIT.assertError(client, "SB-327", 4429);
			await().until(() -> "SB-327".equals(soft.await("RECEIPT").header("code")));
		}
	}

	private static void silence() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo")) {
			client.ignorePings();
			assertThat(client.closed()).matches((close) -> close.code() == 4408)
				.matches((close) -> close.reason().startsWith("SB-308"));
		}
	}

	private static void noHeartBeat() {
		try (StompClient client = StompClient.anybody(server.port(), "heart-beat:100,0")) {
			client.webSocket().ignorePings();
			LimitHitsIT.assertError(client, "SB-308", 4408);
		}
	}

	private static void queues() {
		try (StompClient many = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient one = StompClient.anybody(server.port())) {
			assertThat(subscribeUntilRefused(many, "/queue/demo.many.", 7)).isEqualTo("SB-315");
			assertRefused(server.anybody().send("demo.more", BODY), 429, "SB-315", "stompbox.limits.queues");
			one.send("SUBSCRIBE", "", "destination:/queue/demo.more", "id:s");
			LimitHitsIT.assertError(one, "SB-315", 4429);
		}
		await().until(() -> server.anybody().send("demo.more", BODY).status() == 201);
		purge("demo.more");
	}

	private static void maxMessages() {
		try (StompClient client = StompClient.anybody(server.port())) {
			for (int i = 0; i < 3; i++) {
				client.publish("/queue/demo.few", "x");
			}
			client.send("SEND", "x", "destination:/queue/demo.few");
			LimitHitsIT.assertError(client, "SB-314", 4429);
		}
		assertRefused(server.anybody().send("demo.few", BODY), 429, "SB-314", "stompbox.queues[].max-messages");
		purge("demo.few");
	}

	private static void fill(String queue, String property) {
		HttpAnswer answer = server.anybody().send(queue, BODY);
		for (int i = 0; i < 20 && answer.status() == 201; i++) {
			answer = server.anybody().send(queue, BODY);
		}
		assertRefused(answer, 429, "SB-314", property);
		purge(queue);
	}

	private static void purge(String queue) {
		assertThat(server.operator().call("DELETE", "/api/queues/" + queue + "/messages", new byte[0]).status())
			.isEqualTo(200);
	}

	private static void polls() {
		byte[] request = "GET /api/topics/demo.polled/messages?wait=20s HTTP/1.1\r\nHost: localhost\r\n\r\n"
			.getBytes(StandardCharsets.US_ASCII);
		try (RawWebSocket one = new RawWebSocket(server.port()); RawWebSocket two = new RawWebSocket(server.port())) {
			one.send(request, request.length);
			two.send(request, request.length);
			await().until(() -> server.anybody().get("/api/topics/demo.polled/messages?wait=1ms").status() == 503);
			assertRetryAfter(assertRefused(server.anybody().get("/api/topics/demo.polled/messages?wait=1ms"), 503,
					"SB-304", "stompbox.limits.polls"));
			server.anybody().publish("demo.polled", "x");
			assertThat(one.ask(new byte[0]).status()).isEqualTo(200);
			assertThat(two.ask(new byte[0]).status()).isEqualTo(200);
		}
	}

	private static void wrongTokens() {
		String guesses = "127.0.2.1";
		for (int i = 0; i < 3; i++) {
			GuardIT.assertProblem(
					WebSocketClient.upgradeFrom(guesses, server.port(), "/ws", "Authorization: Bearer guess-" + i), 401,
					"SB-201");
		}
		String right = "Authorization: Bearer " + server.token();
		assertRetryAfter(assertRefused(WebSocketClient.upgradeFrom(guesses, server.port(), "/ws", right), 429, "SB-204",
				"stompbox.access.wrong-tokens"));
		try (StompClient client = new StompClient(WebSocketClient.from(guesses, server.port(), "/ws"))) {
			client.send("CONNECT", "", "accept-version:1.2", "host:x", "passcode:" + server.token());
			LimitHitsIT.assertError(client, "SB-204", 4429);
		}
		WebSocketClient.from("127.0.2.2", server.port(), "/ws", right).close();
	}

	/**
	 * All wait until there is room, and then one alone finds it: others are told to come
	 * again, and nobody waits for long.
	 */
	private static void moreThanTheDiskTakes() {
		ExecutorService publishers = Executors.newFixedThreadPool(16);
		try {
			await().atMost(Duration.ofSeconds(60)).until(() -> {
				List<CompletableFuture<HttpAnswer>> answers = IntStream.range(0, 64)
					.mapToObj((i) -> CompletableFuture
						.supplyAsync(() -> server.anybody().publish("demo.disk." + i % 16, BODY), publishers))
					.toList();
				List<HttpAnswer> refused = answers.stream()
					.map(CompletableFuture::join)
					.filter((answer) -> answer.status() != 201)
					.toList();
				refused.forEach(
						(answer) -> assertRetryAfter(assertRefused(answer, 503, "SB-352", "stompbox.store.pending")));
				return !refused.isEmpty();
			});
		}
		finally {
			publishers.shutdown();
		}
	}

	private static void tenThousand(String path, String property) {
		String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nAuthorization: Bearer "
				+ server.token() + "\r\n\r\n";
		assertRefused(untilRefused(request), 429, "SB-209", property);
	}

	/** Sends a request 10,001 times at least, a hundred at once. */
	private static HttpAnswer untilRefused(String request) {
		try (RawWebSocket raw = new RawWebSocket(server.port())) {
			for (int i = 0; i < 10_100; i += 100) {
				StringBuilder hundred = new StringBuilder();
				for (int j = i; j < i + 100; j++) {
					hundred.append(String.format(request, j));
				}
				raw.send(hundred.toString().getBytes(StandardCharsets.US_ASCII), 1 << 16);
				for (int j = i; j < i + 100; j++) {
					HttpAnswer answer = raw.ask(new byte[0]);
					if (answer.status() != 201) {
						assertThat(j).isEqualTo(10_000);
						return answer;
					}
				}
			}
		}
		throw new AssertionError("More than 10,000 are kept");
	}

}
