package dev.stompbox;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Queues and users over HTTP. */
@Timeout(60)
class QueueRestIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whatIsPostedWaitsIsHandedOutAndIsCounted() {
		long before = System.currentTimeMillis();
		for (int i = 1; i <= 5; i++) {
			HttpAnswer sent = send("demo.rest", "m" + i, "Content-Type: text/plain");
			assertThat(sent.status()).isEqualTo(201);
			assertThat(sent.json().get("queue").asString()).isEqualTo("demo.rest");
			assertThat(sent.json().get("position").asString()).endsWith(":" + i);
			assertThat(sent.json().get("consumers").asInt()).isZero();
		}
		JsonNode queue = queue("demo.rest");
		assertNumbers(queue, 5, 0, 0);
		assertThat(queue.get("oldestAt").asLong()).isBetween(before, System.currentTimeMillis());
		assertThat(queue.get("bytes").asLong()).isBetween(10L, 10_000L);
		assertThat(queue.get("messagesIn").asInt()).isEqualTo(5);
		assertThat(queue.get("maxMessages").asInt()).isEqualTo(100_000);
		assertThat(queue.get("maxSize").asLong()).isEqualTo(64L << 20);
		assertThat(queue.get("deadLetter").asString()).isEqualTo("demo.rest.dead");
		assertThat(queue.get("durable").asBoolean()).isFalse();
		try (StompClient client = StompClient.anybody(server.port())) {
			client.subscribe("/queue/demo/rest", "s", "ack:client", "prefetch:2");
			client.message();
			StompFrame second = client.message();
			assertThat(second.headers()).containsEntry("destination", "/queue/demo.rest")
				.containsEntry("content-type", "text/plain");
			assertNumbers(queue("demo.rest"), 3, 2, 1);
			client.confirm("ACK", "", "id:" + second.header("ack").replace(":", "\\c"));
			assertNumbers(queue("demo.rest"), 1, 2, 1);
			assertThat(queue("demo.rest").get("acknowledged").asInt()).isEqualTo(2);
			assertThat(queue("demo.rest").get("delivered").asInt()).isEqualTo(4);
			assertThat(send("demo.rest", "x").json().get("consumers").asInt()).isEqualTo(1);
			HttpAnswer purged = server.operator().call("DELETE", "/api/queues/demo.rest/messages", new byte[0]);
			assertThat(purged.json().get("purged").asInt()).isEqualTo(2);
			assertThat(purged.json().get("queue").asString()).isEqualTo("demo.rest");
			assertNumbers(queue("demo.rest"), 0, 2, 1);
			client.confirm("UNSUBSCRIBE", "", "id:s");
			assertNumbers(queue("demo.rest"), 2, 0, 0);
		}
	}

	private static void assertNumbers(JsonNode queue, int depth, int inFlight, int consumers) {
		assertThat(queue.get("depth").asInt()).as("depth").isEqualTo(depth);
		assertThat(queue.get("inFlight").asInt()).as("in flight").isEqualTo(inFlight);
		assertThat(queue.get("consumers").asInt()).as("consumers").isEqualTo(consumers);
	}

	@Test
	void aKeyThatWasSeenIsAnsweredWithTheFirstPosition() {
		HttpAnswer first = send("demo.keys", "x", "Idempotency-Key: k");
		HttpAnswer again = send("demo.keys", "y", "Idempotency-Key: k");
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().get("position")).isEqualTo(first.json().get("position"));
		assertNumbers(queue("demo.keys"), 1, 0, 0);
	}

	@Test
	void queuesAreListedInPagesForTheOperator() {
		for (String name : new String[] { "page.a", "page.b", "page.c" }) {
			assertThat(server.operator().send(name, new byte[1]).status()).isEqualTo(201);
		}
		JsonNode page = server.operator().get("/api/queues?after=page.&limit=2").json();
		assertThat(page.get("total").asInt()).isGreaterThanOrEqualTo(3);
		assertThat(page.get("queues").get(0).get("queue").asString()).isEqualTo("page.a");
		assertThat(page.get("next").asString()).isEqualTo("page.b");
		assertThat(
				server.operator().get("/api/queues?after=page.b").json().get("queues").get(0).get("queue").asString())
			.isEqualTo("page.c");
	}

	@Test
	void whoMayNotIsRefused() {
		GuardIT.assertProblem(server.anybody().get("/api/queues"), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().get("/api/queues/jobs"), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().send("jobs", new byte[1]), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().call("DELETE", "/api/queues/demo.a/messages", new byte[0]), 401,
				"SB-201");
		GuardIT.assertProblem(tell(server.anybody()::call, "/api/users/operator/messages", "x"), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().get("/api/queues/demo.nobody"), 404, "SB-509");
		GuardIT.assertProblem(server.operator().send("demo.*", new byte[1]), 400, "SB-505");
		GuardIT.assertProblem(server.operator().send("$SYS.x", new byte[1]), 400, "SB-505");
	}

	@Test
	void aUserIsToldOnAllConnections() {
		try (StompClient one = StompClient.operator(server); StompClient two = StompClient.operator(server)) {
			one.subscribe("/user/queue/messages", "a");
			two.subscribe("/user/queue/messages", "b");
			HttpAnswer told = tell(server.operator()::call, "/api/users/operator/messages", "hello",
					"Content-Type: a/b");
			assertThat(told.status()).isEqualTo(201);
			assertThat(told.json().get("destination").asString()).isEqualTo("/user/queue/messages");
			assertThat(told.json().get("subscribers").asInt()).isEqualTo(2);
			for (StompClient client : new StompClient[] { one, two }) {
				StompFrame message = client.message();
				assertThat(message.text()).isEqualTo("hello");
				assertThat(message.headers()).containsEntry("destination", "/user/queue/messages")
					.containsEntry("message-id", told.json().get("position").asString())
					.containsEntry("content-type", "a/b");
			}
		}
	}

	@Test
	void anAnonymousUserIsReachedByTheNameItWasGiven() {
		try (StompClient anonymous = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			String name = anonymous.connect().header("user-name");
			anonymous.subscribe("/user/topic/news", "a");
			String path = "/api/users/" + name + "/messages";
			assertThat(tell(server.operator()::call, path, "nobody").json().get("subscribers").asInt()).isZero();
			assertThat(tell(server.operator()::call, path + "?destination=/user/topic/news", "x").json()
				.get("subscribers")
				.asInt()).isEqualTo(1);
			assertThat(anonymous.message().text()).isEqualTo("x");
		}
	}

	/** What is asked for is done, and never ignored. */
	@Test
	void aUserIsToldOnceUnderOneKey() {
		HttpAnswer first = tell(server.operator()::call, "/api/users/ana/messages", "x", "Idempotency-Key: k");
		HttpAnswer again = tell(server.operator()::call, "/api/users/ana/messages", "x", "Idempotency-Key: k");
		assertThat(first.status()).isEqualTo(201);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().get("position")).isEqualTo(first.json().get("position"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/demo.a", "/queue/demo.a", "/user/", "/user/queue/", "/user/queue/*" })
	void aUsersDestinationIsOneOfItsOwn(String destination) {
		GuardIT.assertProblem(tell(server.operator()::call, "/api/users/ana/messages?destination=" + destination, "x"),
				400, "SB-505");
	}

	@FunctionalInterface
	private interface Call {

		HttpAnswer call(String method, String path, byte[] body, String... headers);

	}

	private static HttpAnswer tell(Call api, String path, String body, String... headers) {
		return api.call("POST", path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	private static HttpAnswer send(String queue, String body, String... headers) {
		return server.anybody().send(queue, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	private static JsonNode queue(String name) {
		return server.anybody().get("/api/queues/" + name).json();
	}

}
