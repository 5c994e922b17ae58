package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.EventStreamClient.Event;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The HTTP API. */
@Timeout(60)
class RestIT {

	private static StompboxServer server;

	private static Api anybody;

	private static Api operator;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.batch=5");
		anybody = server.anybody();
		operator = server.operator();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void publishingAnswers201WithTopicPositionAndSubscribers() {
		HttpAnswer first = anybody.publish("demo.one", "x");
		HttpAnswer second = anybody.publish("demo.one", "y");
		assertThat(first.status()).isEqualTo(201);
		assertThat(first.json().get("topic").asString()).isEqualTo("demo.one");
		assertThat(first.json().get("subscribers").asInt()).isZero();
		assertThat(offset(second)).isEqualTo(offset(first) + 1);
		assertThat(epoch(second)).isEqualTo(epoch(first));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "",
			"image/png" })
	void theBodyIsPublishedAsItIsWhateverItsTypeIs(String type) {
		try (StompClient subscriber = StompClient.anybody(server.port())) {
			subscriber.subscribe("/topic/demo.types", "s");
			byte[] body = "a=1&b=%20+\r\n\0".getBytes(StandardCharsets.UTF_8);
			String[] headers = type.isEmpty() ? new String[0] : new String[] { "Content-Type: " + type };
			assertThat(anybody.publish("demo.types", body, headers).status()).isEqualTo(201);
			assertThat(subscriber.message()).satisfies((message) -> {
				assertThat(message.body()).isEqualTo(body);
				assertThat(message.header("content-type")).isEqualTo(type);
			});
		}
	}

	@Test
	void aRepeatedIdempotencyKeyAnswers200WithTheFirstPositionAndPublishesOnce() {
		HttpAnswer first = anybody.publish("demo.once", "x", "Idempotency-Key: k");
		HttpAnswer again = anybody.publish("demo.once", "x", "Idempotency-Key: k");
		HttpAnswer other = anybody.publish("demo.once", "x", "Idempotency-Key: l");
		assertThat(first.status()).isEqualTo(201);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().get("position")).isEqualTo(first.json().get("position"));
		assertThat(offset(other)).isEqualTo(offset(first) + 1);
		assertThat(anybody.publish("demo.twice", "x", "Idempotency-Key: k").status()).isEqualTo(201);
	}

	@Test
	void aBodyOfTheLimitIsPublishedAndOneByteMoreIs413() {
		assertThat(anybody.publish("demo.big", new byte[64 * 1024]).status()).isEqualTo(201);
		HttpAnswer refused = anybody.publish("demo.big", new byte[64 * 1024 + 1]);
		assertProblem(refused, 413, "SB-301");
		assertThat(refused.json().get("detail").asString()).contains("stompbox.limits.message-size");
		String chunked = "POST /api/topics/demo.big/messages HTTP/1.1\r\nHost: localhost\r\n"
				+ "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + "x".repeat(0x10001) + "\r\n0\r\n\r\n";
		assertProblem(Api.raw(server.port(), chunked), 413, "SB-301");
	}

	@Test
	void aBatchAnswersOneResultForEachOfItsMessages() {
		try (StompClient subscriber = StompClient.anybody(server.port())) {
			subscriber.subscribe("/topic/demo.batch", "s");
			HttpAnswer answer = anybody.batch("""
					[ {"topic":"demo.batch", "body":{"a":[1, "é"]}},
					  {"topic":"secret", "body":"x"},
					  {"topic":"demo.batch", "bodyBase64":"AP8=", "contentType":"image/png", "headers":{"h":"v:1"}},
					  {"topic":"demo..batch", "body":"x"},
					  {"topic":"demo.batch", "body":"last", "idempotencyKey":"b"} ]
					""");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(list(answer.json(), "status")).containsExactly("201", "401", "201", "400", "201");
			assertThat(answer.json().get(1).get("problem").get("code").asString()).isEqualTo("SB-201");
			assertThat(answer.json().get(3).get("problem").get("code").asString()).isEqualTo("SB-505");
			assertThat(subscriber.message()).satisfies((message) -> {
				assertThat(message.text()).isEqualTo("{\"a\":[1,\"é\"]}");
				assertThat(message.header("content-type")).isEqualTo("application/json");
			});
			assertThat(subscriber.message()).satisfies((message) -> {
				assertThat(message.body()).containsExactly(0, 0xff);
				assertThat(message.headers()).containsEntry("content-type", "image/png").containsEntry("h", "v:1");
			});
			assertThat(subscriber.message().text()).isEqualTo("last");
			assertThat(list(
					anybody.batch("[{\"topic\":\"demo.batch\",\"body\":\"last\",\"idempotencyKey\":\"b\"}]").json(),
					"status"))
				.containsExactly("200");
		}
	}

	@Test
	void aBatchOfTooManyMessagesIsRefusedWhole() {
		assertProblem(anybody
			.batch("[" + "{\"topic\":\"demo.many\",\"body\":1},".repeat(5) + "{\"topic\":\"demo.many\",\"body\":1}]"),
				413, "SB-311");
		assertThat(anybody.get("/api/topics/demo.many").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			[{"topic":"demo.a",]                       | line 1, column
			[\\n  {"topic":"demo.a"},\\n  {"topik":"x"}] | line 3
			{"topic":"demo.a"}                         | line 1
			[] x                                       | line 1
			''                                         | line 1
			""")
	void aBatchThatIsNotOneSaysWhereItBreaks(String json, String where) {
		HttpAnswer refused = anybody.batch(json.replace("\\n", "\n"));
		assertProblem(refused, 400, "SB-508");
		assertThat(refused.json().get("detail").asString()).contains(where);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /api/topics", "GET, /api/topics/prices", "POST, /api/topics/prices/messages",
			"GET, /api/topics/prices/events", "GET, /api/connections", "GET, /api/connections/c-1",
			"DELETE, /api/connections/c-1", "GET, /api/topics/$SYS.stats/events", "GET, /api/topics/$SYS.stats",
			"POST, /api/topics/$USER.operator.queue.x/messages" })
	void withoutATokenAllButDemoIs401(String method, String path) {
		HttpAnswer refused = anybody.call(method, path, new byte[0]);
		assertProblem(refused, 401, "SB-201");
		assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
	}

	@Test
	void whatTheOperatorMayNotDoIs403() {
		assertProblem(operator.publish("$SYS.stats", "{}"), 403, "SB-401");
		assertProblem(operator.get("/api/topics/$USER.bob.queue.x/events"), 403, "SB-401");
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo..x", "demo.%20x", "demo.*", "demo.%C3%A9" })
	void aNameThatIsNoTopicIs400(String topic) {
		assertProblem(anybody.publish(topic, "x"), 400, "SB-505");
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo.%00", "demo.%0d%0ax", "%2e%2e" })
	void aPathThatIsNoPathIs400BeforeAnybodyReadsATopicInIt(String topic) {
		assertProblem(anybody.publish(topic, "x"), 400, "SB-508");
	}

	@Test
	void whoseRequestCannotBeReadIsToldThatTheConnectionEnds() {
		HttpAnswer refused = Api.raw(server.port(), "GET /api/topics/demo.%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertProblem(refused, 400, "SB-508");
		assertThat(refused.header("Connection")).isEqualTo("close");
	}

	@Test
	void aTopicsRatesAreThoseOfTheLastSecond() {
		await().atMost(Duration.ofSeconds(10)).until(() -> {
			anybody.publish("demo.rates", "x");
			JsonNode topic = operator.get("/api/topics/demo.rates").json();
			return topic.get("inPerSecond").asInt() > 0 && topic.get("outPerSecond").asInt() == 0;
		});
		await().atMost(Duration.ofSeconds(10))
			.until(() -> operator.get("/api/topics/demo.rates").json().get("inPerSecond").asInt() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws", "/echo", "/echo/text", "/echo/binary" })
	void aPlainGetOfAWebSocketIs426(String path) {
		HttpAnswer refused = anybody.get(path);
		assertProblem(refused, 426, "SB-511");
		assertThat(refused.header("Upgrade")).isEqualTo("websocket");
		HttpAnswer java = Api.raw(server.port(),
				"GET " + path
						+ " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
						+ "HTTP2-Settings: AAEAAEAAAAIAAAAB\r\n\r\n");
		assertProblem(java, 426, "SB-511");
	}

	@Test
	void whatIsNotThereIs404AndAWrongMethodIs405() {
		assertProblem(anybody.get("/nowhere"), 404, "SB-509");
		assertProblem(anybody.get("/api/nowhere"), 404, "SB-509");
		assertProblem(operator.get("/api/topics/never.published"), 404, "SB-509");
		assertProblem(operator.call("DELETE", "/api/connections/c-nobody", new byte[0]), 404, "SB-509");
		assertProblem(anybody.call("DELETE", "/api/topics", new byte[0]), 405, "SB-510");
		assertProblem(anybody.get("/api/publish"), 405, "SB-510");
	}

	@Test
	void topicsAreListedInPages() {
		List<String> names = IntStream.range(0, 7).mapToObj((i) -> "paged.t" + i).toList();
		names.forEach((name) -> assertThat(operator.publish(name, "12345").status()).isEqualTo(201));
		List<String> seen = new ArrayList<>();
		String after = "paged.";
		for (int page = 0; page < 3; page++) {
			JsonNode json = operator.get("/api/topics?limit=3&after=" + after).json();
			seen.addAll(
					list(json.get("topics"), "topic").stream().filter((name) -> name.startsWith("paged.")).toList());
			after = json.get("next").isNull() ? "~" : json.get("next").asString();
		}
		assertThat(seen).isEqualTo(names);
		JsonNode one = operator.get("/api/topics/paged.t0").json();
		assertThat(one.get("messagesIn").asInt()).isEqualTo(1);
		assertThat(one.get("bytesIn").asInt()).isEqualTo(5);
		assertProblem(operator.get("/api/topics?limit=0"), 400, "SB-508");
		assertProblem(operator.get("/api/topics?limit=many"), 400, "SB-508");
	}

	@Test
	void theServerSortsAndFiltersConnectionsAndTellsWhatOneAskedFor() {
		try (StompClient ana = StompClient.anybody(server.port());
				EventStreamClient events = anybody.events("demo.listed")) {
			ana.subscribe("/topic/demo.listed.one", "s1");
			ana.subscribe("/topic/demo/listed/two", "s2");
			JsonNode found = operator.get("/api/connections?transport=sse&sort=openedAt&descending=true&limit=1")
				.json();
			assertThat(list(found.get("connections"), "transport")).containsExactly("sse");
			assertThat(found.get("matching").asInt()).isLessThan(found.get("total").asInt());
			JsonNode newest = operator.get("/api/connections?transport=stomp&sort=openedAt&descending=true&limit=1")
				.json();
			String id = list(newest.get("connections"), "id").get(0);
			assertThat(
					list(operator.get("/api/connections?text=" + id.toUpperCase(Locale.ROOT)).json().get("connections"),
							"id"))
				.containsExactly(id);
			JsonNode one = operator.get("/api/connections/" + id).json();
			assertThat(one.get("connection").get("id").asString()).isEqualTo(id);
			assertThat(list(one.get("subscriptions"), "destination")).containsExactly("/topic/demo.listed.one",
					"/topic/demo/listed/two");
			assertThat(one.get("subscribed").asInt()).isEqualTo(2);
			assertThat(events).isNotNull();
		}
		assertProblem(operator.get("/api/connections?sort=shoes"), 400, "SB-508");
		assertProblem(operator.get("/api/connections?offset=-1"), 400, "SB-508");
		assertProblem(operator.get("/api/connections/c-nobody"), 404, "SB-509");
	}

	@Test
	void connectionsAreListedInPagesAndCanBeCut() {
		try (StompClient ana = StompClient.anybody(server.port());
				WebSocketClient echo = WebSocketClient.open(server.port(), "/echo");
				EventStreamClient events = anybody.events("demo.cut")) {
			JsonNode all = operator.get("/api/connections").json();
			assertThat(list(all.get("connections"), "transport")).contains("stomp", "echo", "sse");
			assertThat(all.get("total").asInt()).isEqualTo(all.get("connections").size());
			List<String> paged = new ArrayList<>();
			String after = "";
			do {
				JsonNode page = operator.get("/api/connections?limit=1&after=" + after).json();
				paged.addAll(list(page.get("connections"), "id"));
				after = page.get("next").isNull() ? "" : page.get("next").asString();
			}
			while (!after.isEmpty());
			assertThat(paged).containsAll(list(all.get("connections"), "id"));
			for (JsonNode connection : all.get("connections")) {
				String path = "/api/connections/" + connection.get("id").asString();
				assertThat(operator.call("DELETE", path, new byte[0]).status()).isEqualTo(204);
			}
			assertThat(ana.error().header("code")).isEqualTo("SB-121");
			assertThat(ana.closed()).satisfies(RestIT::isCut);
			assertThat(echo.closed()).satisfies(RestIT::isCut);
			assertThat(events.next())
				.matches((event) -> event.type().equals("close") && event.data().contains("SB-121"));
			assertThat(events.next().type()).isEqualTo("over");
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> operator.get("/api/connections").json().get("total").asInt() == 0);
	}

	private static void isCut(Close close) {
		assertThat(close.code()).isEqualTo(1008);
		assertThat(close.reason()).startsWith("SB-121");
	}

	@Test
	void anEventStreamCarriesLinesAndBytesAsTheStandardSays() {
		try (EventStreamClient events = anybody.events("demo.lines")) {
			assertThat(events.header("Content-Type")).startsWith("text/event-stream");
			assertThat(events.header("Cache-Control")).contains("no-store");
			String position = anybody.publish("demo.lines", "one\ntwo\r\n\rfour: 4 \n")
				.json()
				.get("position")
				.asString();
			assertThat(events.next()).isEqualTo(new Event(position, "message", "one\ntwo\n\nfour: 4 \n"));
			anybody.publish("demo.lines", new byte[] { (byte) 0xff, 0 });
			assertThat(events.next()).matches((event) -> event.type().equals("binary") && event.data().equals("/wA="));
			anybody.publish("demo.lines", "");
			assertThat(events.next().data()).isEmpty();
		}
	}

	@Test
	void anEventStreamOfAPatternGetsAllThatItMatches() {
		try (EventStreamClient events = anybody.events("demo.pattern.*")) {
			anybody.publish("demo.pattern.a", "1");
			anybody.publish("demo.pattern.a.b", "2");
			anybody.publish("demo.pattern.c", "3");
			assertThat(List.of(events.next().data(), events.next().data())).containsExactly("1", "3");
		}
	}

	@Test
	void whoComesBackWithALastEventIdIsToldOfTheGap() {
		try (EventStreamClient events = anybody.events("demo.back", "Last-Event-ID: a:1")) {
			assertThat(events.next()).satisfies((event) -> {
				assertThat(event.type()).isEqualTo("gap");
				assertThat(event.data()).contains("\"recovered\":false");
			});
			anybody.publish("demo.back", "live");
			assertThat(events.next().data()).isEqualTo("live");
		}
	}

	@Test
	void anEventStreamThatIsLeftIsSoonNoSubscriber() {
		EventStreamClient events = anybody.events("demo.left");
		assertThat(anybody.publish("demo.left", "x").json().get("subscribers").asInt()).isEqualTo(1);
		events.close();
		await().atMost(Duration.ofSeconds(10))
			.until(() -> anybody.publish("demo.left", "x").json().get("subscribers").asInt() == 0);
	}

	@Test
	void aRefusedEventStreamIsAProblemAndNoStream() {
		assertThatThrownBy(() -> anybody.events("prices")).hasMessageContaining("401").hasMessageContaining("SB-201");
	}

	@Test
	void healthIsOpenAndNothingElseOfTheActuatorIs() {
		for (String path : List.of("", "/liveness", "/readiness")) {
			HttpAnswer health = anybody.get("/actuator/health" + path);
			assertThat(health.status()).isEqualTo(200);
			assertThat(health.json().get("status").asString()).isEqualTo("UP");
			assertThat(health.text()).doesNotContain("diskSpace", "/tmp");
		}
		for (String path : List.of("env", "heapdump", "beans", "shutdown", "loggers")) {
			assertThat(operator.get("/actuator/" + path).status()).isEqualTo(404);
		}
	}

	private static void assertProblem(HttpAnswer answer, int status, String code) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		JsonNode problem = answer.json();
		assertThat(problem.get("status").asInt()).isEqualTo(status);
		assertThat(problem.get("code").asString()).isEqualTo(code);
		for (String member : List.of("title", "detail", "hint", "type")) {
			assertThat(problem.get(member).asString()).as(member).isNotBlank();
		}
		assertThat(answer.text()).doesNotContain("Exception", "dev.stompbox", "org.spring");
	}

	private static List<String> list(JsonNode array, String member) {
		List<String> values = new ArrayList<>();
		array.forEach((element) -> values.add(element.get(member).asString()));
		return values;
	}

	private static long offset(HttpAnswer answer) {
		return Long.parseLong(answer.json().get("position").asString().replaceFirst(".*:", ""));
	}

	private static String epoch(HttpAnswer answer) {
		return answer.json().get("position").asString().replaceFirst(":.*", "");
	}

}
