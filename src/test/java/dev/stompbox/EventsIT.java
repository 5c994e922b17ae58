package dev.stompbox;

import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** What happened is told to the operator, to the log and to a monitoring system. */
@Tag("own-engine") // nothing here depends on the engine
@Timeout(60)
class EventsIT {

	private static final String MONITOR = "the-secret-of-the-monitor";

	private static final String OTHER = "the-secret-of-another";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.metrics.role=monitor", "--stompbox.access.keys[0].name=monitor",
				"--stompbox.access.keys[0].secret=" + MONITOR, "--stompbox.access.keys[0].roles=monitor",
				"--stompbox.access.keys[1].name=other", "--stompbox.access.keys[1].secret=" + OTHER);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whatHappensIsOnTheTopicInTheLogAndCounted() {
		double before = value(scrape(), "stompbox_events_total{code=\"SB-202\",kind=\"refuse\"}");
		try (StompClient operator = StompClient.operator(server)) {
			operator.subscribe("/topic/$SYS.events", "e");
			WebSocketClient.upgrade(server.port(), "/ws", "Origin: https://evil.example");
			JsonNode refused = next(operator, "refuse");
			assertThat(refused.get("code").asString()).isEqualTo("SB-202");
			assertThat(refused.get("message").asString()).contains("https://evil.example").contains("127.0.0.1");
			try (WebSocketClient echo = WebSocketClient.open(server.port(), "/echo")) {
				JsonNode opened = next(operator, "open");
				String id = opened.get("connection").asString();
				assertThat(server.operator().call("DELETE", "/api/connections/" + id, new byte[0]).status())
					.isEqualTo(204);
				assertThat(echo.closed().code()).isEqualTo(1008);
				JsonNode closed = next(operator, "close");
				assertThat(closed.get("connection").asString()).isEqualTo(id);
				assertThat(closed.get("code").asString()).isEqualTo("SB-121");
				assertThat(server.log()).containsPattern("close id=" + id + " .*from=127\\.0\\.0\\.1:\\d+ code=SB-121");
			}
		}
		assertThat(server.log())
			.containsPattern("refuse from=127\\.0\\.0\\.1:\\d+ code=SB-202 cause=\".*evil.example.*\"");
		assertThat(value(scrape(), "stompbox_events_total{code=\"SB-202\",kind=\"refuse\"}")).isEqualTo(before + 1);
	}

	private static JsonNode next(StompClient operator, String kind) {
		while (true) {
			JsonNode event = JsonMapper.shared().readTree(operator.message().body());
			if (event.get("kind").asString().equals(kind)) {
				return event;
			}
		}
	}

	@Test
	void theEventsAreForWhoMayReadThem() {
		for (StompClient client : List.of(StompClient.anybody(server.port()),
				StompClient.anybody(server.port(), "passcode:" + OTHER))) {
			try (client) {
				client.send("SUBSCRIBE", "", "destination:/topic/$SYS.events", "id:e");
				assertThat(client.error().header("code")).isIn("SB-201", "SB-401");
			}
		}
	}

	@Test
	void theNumbersAreForTheOperatorAndTheRoleThatMayReadThem() {
		GuardIT.assertProblem(server.anybody().get("/actuator/prometheus"), 401, "SB-201");
		GuardIT.assertProblem(new Api(server.port(), OTHER).get("/actuator/prometheus"), 403, "SB-401");
		HttpAnswer answer = new Api(server.port(), MONITOR).get("/actuator/prometheus");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type")).startsWith("text/plain");
		HttpAnswer open = server.operator().get("/actuator/prometheus", "Accept: application/openmetrics-text");
		assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text");
		assertThat(open.text()).endsWith("# EOF\n");
	}

	@Test
	void messagesDeliveriesConnectionsAndClosesAreCounted() {
		double deliveries = value(scrape(), "stompbox_deliveries_total");
		double closes = value(scrape(), "stompbox_closes_total{code=\"SB-000\",reason=\"normal\"}");
		try (StompClient client = StompClient.anybody(server.port())) {
			client.subscribe("/topic/demo.metered", "1");
			client.subscribe("/topic/demo.*", "2");
			server.anybody().publish("demo.metered", "twice");
			client.message();
			client.message();
			client.publish("/queue/demo.metered", "x");
			Awaitility.await().untilAsserted(() -> {
				String numbers = scrape();
				assertThat(value(numbers, "stompbox_connections{edge=\"stomp\"}")).isPositive();
				assertThat(value(numbers, "stompbox_messages_in_total{edge=\"rest\"}")).isPositive();
				assertThat(value(numbers, "stompbox_bytes_out_total{edge=\"stomp\"}")).isPositive();
				assertThat(value(numbers, "stompbox_deliveries_total")).isGreaterThanOrEqualTo(deliveries + 2);
				assertThat(value(numbers, "stompbox_topics")).isPositive();
				assertThat(value(numbers, "stompbox_queues")).isPositive();
			});
			client.confirm("DISCONNECT", "");
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(value(scrape(), "stompbox_closes_total{code=\"SB-000\",reason=\"normal\"}"))
				.isGreaterThan(closes));
	}

	/** Or there would be a series for each. */
	@Test
	void noTagHasATopicsOrACallersName() {
		try (StompClient client = StompClient.anybody(server.port(), "passcode:" + OTHER)) {
			client.subscribe("/topic/demo.unbounded", "1");
			client.publish("/topic/demo.unbounded", "x");
			assertThat(scrape()).doesNotContain("unbounded", "\"other\"", "127.0.0.1");
		}
	}

	/** Whatever else Actuator could show stays shut. */
	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/", "/actuator/env", "/actuator/heapdump", "/actuator/metrics",
			"/actuator/beans", "/actuator/configprops", "/actuator/threaddump", "/actuator/loggers",
			"/actuator/httpexchanges", "/actuator/shutdown", "/actuator/prometheus/", "/actuator/mappings",
			"/h2-console", "/swagger-ui.html", "/error" })
	void nothingElseOfActuatorIsThere(String path) {
		assertThat(server.operator().get(path).status()).isEqualTo(404);
		HttpAnswer posted = server.operator().call("POST", path, new byte[0]);
		assertThat(posted.status()).isIn(404, 405);
	}

	@Test
	void healthIsForEverybodyAndSaysNoMore() {
		for (String path : List.of("", "/liveness", "/readiness")) {
			HttpAnswer health = server.anybody().get("/actuator/health" + path);
			assertThat(health.status()).isEqualTo(200);
			assertThat(health.text()).contains("UP").doesNotContain("path", "diskSpace", "/tmp");
		}
	}

	private static String scrape() {
		return server.operator().get("/actuator/prometheus").text();
	}

	private static double value(String numbers, String series) {
		return numbers.lines()
			.filter((line) -> line.startsWith(series + ' '))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length() + 1)))
			.findFirst()
			.orElse(0);
	}

}
