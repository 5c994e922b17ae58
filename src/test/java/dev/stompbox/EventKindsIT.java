package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.Api;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each kind of event is made to happen, and is on the topic, in the log and in the
 * counter; and who may read the topic, and what was on it before.
 */
@Timeout(120)
class EventKindsIT {

	private static final String EVENTS = "/topic/$SYS.events";

	private static final String BUILDS = "the-secret-of-builds";

	private static final String WATCHER = "the-secret-of-a-watcher";

	private static final byte[] BODY = new byte[60_000];

	/** More than the kernel takes for who does not read, and some outboxes. */
	private static final int MOST = 12_000_000 / BODY.length;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--logging.level.dev.stompbox.journal=DEBUG", "--stompbox.limits.outbox=256KB",
				"--stompbox.limits.frame-rate=200", "--stompbox.topics[0].match=demo.lossy",
				"--stompbox.topics[0].slow=drop-oldest", "--stompbox.topics[1].match=$SYS.#",
				"--stompbox.topics[1].subscribe=role:ops", "--stompbox.access.keys[0].name=builds",
				"--stompbox.access.keys[0].secret=" + BUILDS, "--stompbox.access.keys[1].name=watcher",
				"--stompbox.access.keys[1].secret=" + WATCHER, "--stompbox.access.keys[1].roles=ops");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/** All that the documentation lists; several of what comes with a code or without. */
	enum Kind {

		START(null, null), OPEN(null, EventKindsIT::open), CONNECT(null, (address) -> builds(address).close()),
		CLOSE(null, EventKindsIT::open), CLOSE_OF_ONE_CUT_OFF("SB-121", EventKindsIT::cutOff),
		SLOW("SB-302", (address) -> unread(address, "demo.held", "slow")),
		LAG("SB-330", (address) -> unread(address, "demo.lossy", "lag")),
		DROP("SB-331", (address) -> unread(address, "demo.lossy", "drop")), LIMIT("SB-324", (address) -> pings()),
		REFUSE("SB-202",
				(address) -> WebSocketClient.upgradeFrom(address, server.port(), "/ws",
						"Origin: https://evil.example")),
		REVOKE(null, EventKindsIT::takenBack), REVOKE_WITH_A_CONNECTION("SB-205", EventKindsIT::takenBack),
		RELOAD(null, (address) -> call("POST", "/api/reload")), DRAIN(null, (address) -> drain());

		private final @Nullable String code;

		private final @Nullable Consumer<String> happens;

		Kind(@Nullable String code, @Nullable Consumer<String> happens) {
			this.code = code;
			this.happens = happens;
		}

		private String word() {
			return name().replaceFirst("_.*", "").toLowerCase();
		}

	}

	@ParameterizedTest
	@EnumSource
	void itIsOnTheTopicInTheLogAndCounted(Kind kind) {
		String since = "rewind:1000";
		double before = 0;
		if (kind.happens != null) {
			since = "since:" + events("?limit=1").get("next").asString().replace(":", "\\c");
			before = count(kind);
			kind.happens.accept("127.0.2." + (kind.ordinal() + 1));
		}
		JsonNode event = event(kind, since);
		assertThat(event.get("message").asString()).isNotBlank().doesNotContain(BUILDS);
		if (kind == Kind.LAG) {
			assertThat(text(event, "limit")).isEqualTo("256 KB");
			assertThat(text(event, "property")).isEqualTo("stompbox.limits.outbox");
			assertThat(text(event, "destination")).isEqualTo("/topic/demo.lossy");
		}
		double counted = before;
		await().until(() -> count(kind) > counted);
		await().until(() -> Pattern.compile(line(event), Pattern.MULTILINE).matcher(server.log()).find());
		assertThat(server.log()).doesNotContain(BUILDS);
	}

	@Test
	void theseAreAllThatTheDocumentationLists() throws IOException {
		String page = Files.readString(Path.of("docs", "operations.md"));
		String table = page.substring(page.indexOf("| `kind` | is |"), page.indexOf("\nThe topic has a history"));
		List<String> listed = table.lines()
			.skip(2)
			.flatMap((row) -> Pattern.compile("`([a-z]+)`").matcher(row.split("\\|")[1]).results())
			.map((word) -> word.group(1))
			.toList();
		assertThat(listed).doesNotHaveDuplicates()
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values()).map(Kind::word).distinct().toList());
	}

	/** The first one of a kind and code since then. */
	private static JsonNode event(Kind kind, String since) {
		try (StompClient operator = StompClient.operator(server)) {
			StompFrame receipt = operator.subscribe(EVENTS, "e", since);
			assertThat(receipt.headers().get("recovered")).isNotEqualTo("false");
			JsonNode event;
			do {
				event = JsonMapper.shared().readTree(operator.message().body());
			}
			while (!event.get("kind").asString().equals(kind.word())
					|| !Objects.equals(kind.code, text(event, "code")));
			return event;
		}
	}

	/** The line of the log that an event has. */
	private static String line(JsonNode event) {
		String kind = event.get("kind").asString();
		String code = text(event, "code");
		boolean often = code == null && (kind.equals("open") || kind.equals("close") || kind.equals("connect"));
		return "^\\S+ " + (often ? "DEBUG" : "INFO ") + " +" + kind
				+ ((text(event, "connection") != null) ? " id=" + text(event, "connection") : "") + ".*"
				+ ((code != null) ? " code=" + code : "") + " cause=\""
				+ Pattern.quote(event.get("message").asString().replaceFirst(" \\([^(]*\\)$", "").replace('"', '\''));
	}

	private static @Nullable String text(JsonNode event, String field) {
		return event.get(field).isNull() ? null : event.get(field).asString();
	}

	private static double count(Kind kind) {
		String series = "stompbox_events_total{code=\"" + ((kind.code != null) ? kind.code : "none") + "\",kind=\""
				+ kind.word() + "\"} ";
		return server.operator()
			.get("/actuator/prometheus")
			.text()
			.lines()
			.filter((line) -> line.startsWith(series))
			.mapToDouble((line) -> Double.parseDouble(line.substring(series.length())))
			.sum();
	}

	private static JsonNode events(String query) {
		return server.operator().get("/api/topics/$SYS.events/messages" + query).json();
	}

	private static void call(String method, String path) {
		assertThat(server.operator().call(method, path, new byte[0]).status()).isBetween(200, 204);
	}

	private static void open(String address) {
		WebSocketClient echo = WebSocketClient.from(address, server.port(), "/echo");
		echo.goodbye(1000);
		assertThat(echo.closed().code()).isEqualTo(1000);
	}

	private static StompClient builds(String address) {
		StompClient client = new StompClient(WebSocketClient.from(address, server.port(), "/ws"));
		client.connect("passcode:" + BUILDS);
		return client;
	}

	private static void cutOff(String address) {
		try (StompClient client = new StompClient(WebSocketClient.from(address, server.port(), "/ws"))) {
			call("DELETE", "/api/connections/" + client.connect().header("session"));
			assertThat(client.closed().code()).isEqualTo(1008);
		}
	}

	/** Does not read until it is told. */
	private static void unread(String address, String topic, String kind) {
		try (StompClient slow = new StompClient(WebSocketClient.from(address, 4096, server.port(), "/ws"))) {
			String id = slow.connect("heart-beat:0,0").header("session");
			slow.subscribe("/topic/" + topic, "s");
			String line = ' ' + kind + " id=" + id + ' ';
			for (int i = 0; i < MOST && !server.log().contains(line); i++) {
				server.operator().publish(topic, BODY);
			}
			await().until(() -> server.log().contains(line));
		}
	}

	private static void pings() {
		try (RawWebSocket flood = new RawWebSocket(server.port())) {
			flood.upgrade("/echo");
			byte[] pings = new byte[600 * 6];
			for (int i = 0; i < 600; i++) {
				pings[i * 6] = (byte) WebSocketClient.PING;
				pings[i * 6 + 1] = (byte) 0x80;
			}
			assertThat(flood.send(pings, 1000)).isTrue();
			for (int i = 0; i < 600; i++) {
				assertThat(flood.frame(Duration.ofSeconds(10)).orElseThrow().first()).isEqualTo(WebSocketClient.PONG);
			}
		}
	}

	private static void takenBack(String address) {
		try (StompClient client = builds(address)) {
			assertThat(server.operator()
				.call("POST", "/api/revocations", "{\"key\":\"builds\"}".getBytes(StandardCharsets.UTF_8),
						"Content-Type: application/json")
				.status()).isEqualTo(201);
			client.closedAfter("SB-205");
		}
		call("DELETE", "/api/revocations?key=builds");
	}

	private static void drain() {
		call("POST", "/api/drain?window=0s");
		await().until(() -> server.operator().get("/api/drain").json().get("left").asLong() == 0);
		call("DELETE", "/api/drain");
	}

	@Test
	void whoProvedWhoTheyAreIsNamedWhenTheyConnect() {
		try (StompClient watcher = watcher()) {
			watcher.subscribe(EVENTS, "e");
			StompClient.anybody(server.port()).close();
			try (StompClient builds = new StompClient(WebSocketClient.from("127.0.3.1", server.port(), "/ws"))) {
				String id = builds.connect("passcode:" + BUILDS).header("session");
				JsonNode event = next(watcher, "connect");
				assertThat(event.get("connection").asString()).isEqualTo(id);
				assertThat(event.get("caller").asString()).isEqualTo("builds");
				assertThat(event.get("message").asString()).isEqualTo("builds connected over stomp");
			}
		}
	}

	@Test
	void whoIsLetInAgainIsTold() {
		try (StompClient watcher = watcher()) {
			watcher.subscribe(EVENTS, "e");
			takenBack("127.0.3.2");
			assertThat(next(watcher, "revoke").get("message").asString())
				.startsWith("The key \"builds\" was taken back")
				.contains("operator");
			JsonNode event = next(watcher, "revoke");
			while (text(event, "connection") != null) {
				event = next(watcher, "revoke");
			}
			assertThat(event.get("message").asString()).startsWith("The key \"builds\" is let in again");
		}
	}

	@Test
	void aRuleLetsARoleReadWhatIsTheServersOwnAndItsHistory() {
		open("127.0.3.3");
		try (StompClient watcher = watcher()) {
			assertThat(watcher.subscribe(EVENTS, "e", "rewind:3").header("replayed")).isEqualTo("3");
			for (int i = 0; i < 3; i++) {
				assertThat(JsonMapper.shared().readTree(watcher.message().body()).has("seq")).isTrue();
			}
			watcher.subscribe("/topic/$SYS.*", "all");
		}
		GuardIT.assertProblem(new Api(server.port(), BUILDS).get("/api/topics/$SYS.events/messages"), 403, "SB-401");
	}

	private static StompClient watcher() {
		return StompClient.anybody(server.port(), "passcode:" + WATCHER);
	}

	private static JsonNode next(StompClient client, String kind) {
		JsonNode event;
		do {
			event = JsonMapper.shared().readTree(client.message().body());
		}
		while (!event.get("kind").asString().equals(kind));
		return event;
	}

}
