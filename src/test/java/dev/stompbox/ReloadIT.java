package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration is read again while the server runs; and who asks by way of a proxy.
 */
@Tag("own-engine") // on the other one, upgrades go one of the two ways that are tried
					// here
@Timeout(60)
class ReloadIT {

	private static final String KEYS = """
			stompbox:
			  access:
			    trusted-proxies: [ "127.0.0.1" ]
			    keys:
			      - { name: one, secret: the-first-secret-of-one, publish: [ "orders.#" ] }
			""";

	@TempDir
	private static Path directory;

	private static StompboxServer server;

	@BeforeAll
	static void start() throws IOException {
		write(KEYS);
		server = StompboxServer.with().in(directory).start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void rulesKeysAndLimitsTakeEffectAndWhatDoesNotIsNamed() throws IOException {
		assertThat(new Api(server.port(), "the-second-secret-of-one").publish("orders.a", "x").status()).isEqualTo(401);
		write(KEYS.replace("first", "second") + """
				    allowed-origins: [ "https://app.example" ]
				  topics:
				    - { match: "open.#", publish: [ anyone ] }
				  limits: { connections: 1, message-size: 32KB }
				""");
		HttpAnswer answer = reload();
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		assertThat(answer.text())
			.contains("stompbox.access.keys[0].secret", "stompbox.topics[0].publish[0]", "stompbox.limits.connections",
					"stompbox.access.allowed-origins[0]")
			.doesNotContain("the-second-secret");
		assertThat(answer.json().get("needRestart").toString()).isEqualTo("[\"stompbox.limits.message-size\"]");
		assertThat(new Api(server.port(), "the-second-secret-of-one").publish("orders.a", "x").status()).isEqualTo(201);
		assertThat(new Api(server.port(), "the-first-secret-of-one").publish("orders.a", "x").status()).isEqualTo(401);
		assertThat(server.anybody().publish("open.a", "x").status()).isEqualTo(201);
		try (WebSocketClient only = WebSocketClient.open(server.port(), "/ws", "Origin: https://app.example")) {
			assertThat(WebSocketClient.upgrade(server.port(), "/ws").status()).isEqualTo(503);
		}
		write(KEYS);
		server.hangUp();
		Awaitility.await()
			.untilAsserted(() -> assertThat(server.anybody().publish("open.a", "x").status()).isEqualTo(401));
		assertThat(server.log()).contains("reload cause=\"The configuration was read again: ")
			.doesNotContain("secret-of-one");
	}

	/** Who is there when a key or a right goes: a STOMP client, and an event stream. */
	@Test
	void whoLosesAKeyOrARightIsToldAndEnds() throws IOException {
		write(KEYS + "  topics:\n    - { match: \"held.#\", subscribe: [ anyone ], publish: [ anyone ] }\n");
		assertThat(reload().status()).isEqualTo(200);
		try (StompClient one = StompClient.anybody(server.port(), "passcode:the-first-secret-of-one");
				EventStreamClient stream = server.anybody().events("held.a")) {
			Awaitility.await()
				.until(() -> server.anybody().publish("held.a", "x").json().get("subscribers").asInt() == 1);
			write(KEYS.replace("first", "second"));
			assertThat(reload().status()).isEqualTo(200);
			assertThat(one.error().header("code")).isEqualTo("SB-205");
			assertThat(one.closed().code()).isEqualTo(4401);
			EventStreamClient.Event last = stream.next();
			while (!last.data().contains("SB-")) {
				last = stream.next();
			}
			assertThat(last.data()).contains(ErrorCode.RIGHT_LOST.code());
		}
		write(KEYS);
		assertThat(reload().status()).isEqualTo(200);
	}

	/** Each before the line that is wrong: a key, an origin, an issuer and a rule. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
					limits: { outbox: plenty }                 | line 10: | plenty
			limts: { outbox: 1MB }                     | line 10: | stompbox.limits.outbox
			  - { match: "a.#", publish: [ whoever ] } | line 10: | stompbox.topics[1].publish[0]: "whoever"
			limits: { connections: 1, trusted-addresses: [ "::1", a.host ] } | line 10: | trusted-addresses[1]: "a.host"
			queues: [ { match: a, max-size: 0B } ]     | line 10: | stompbox.queues[0].max-size
			limits: { connections: 1, message-size: 2MB } | line 10: | stompbox.limits.outbox is smaller
			limits: [ 1                                | line 10 | Nothing
			""")
	void whatIsWrongIsNamedWithItsLineAndNothingChanges(String wrong, String place, String what) throws IOException {
		write(KEYS.replace("first", "third") + """
				    allowed-origins: [ "https://other.example" ]
				  jwt: { secret: a-secret-of-more-than-thirty-two-bytes }
				  topics:
				    - { match: "open.#", publish: [ anyone ] }
				""" + "  " + (wrong.startsWith("-") ? "  " : "") + wrong + '\n');
		HttpAnswer answer = reload();
		GuardIT.assertProblem(answer, 422, "SB-102");
		assertThat(answer.text()).contains(place, what.replace("\"", "\\\""), "Nothing was changed")
			.doesNotContain("secret-of-one");
		assertNothingChanged();
		write(KEYS);
		answer = reload();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("applied")).as(answer.text()).isEmpty();
	}

	/** Who asks with a signal has no answer, so the log has it. */
	@Test
	void whatIsWrongWhenASignalAsksIsInTheLogAndNothingChanges() throws IOException {
		write(KEYS.replace("first", "third") + """
				    allowed-origins: [ "https://other.example" ]
				  jwt: { secret: a-secret-of-more-than-thirty-two-bytes }
				  topics:
				    - { match: "open.#", publish: [ anyone ] }
				  limits: { connections: 1, frame-rate: fast }
				""");
		int before = server.log().length();
		server.hangUp();
		Awaitility.await()
			.until(() -> server.log()
				.substring(before)
				.lines()
				.anyMatch((line) -> line.contains("SIGHUP") && line.contains("SB-102") && line.contains("line 10:")
						&& line.contains("fast") && line.contains("Nothing was changed")));
		assertThat(server.log()).doesNotContain("secret-of-one");
		assertNothingChanged();
		write(KEYS);
		HttpAnswer answer = reload();
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().get("applied")).as(answer.text()).isEmpty();
	}

	private static void assertNothingChanged() {
		String signed = Tokens.hs256("a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8),
				Map.of("sub", "ana", "publish", List.of("orders.#")));
		for (String stillUnknown : List.of("the-third-secret-of-one", signed)) {
			assertThat(new Api(server.port(), stillUnknown).publish("orders.a", "x").status()).isEqualTo(401);
		}
		assertThat(new Api(server.port(), "the-first-secret-of-one").publish("orders.a", "x").status()).isEqualTo(201);
		assertThat(server.anybody().publish("open.a", "x").status()).isEqualTo(401);
		assertThat(WebSocketClient.upgrade(server.port(), "/ws", "Origin: https://other.example").status())
			.isEqualTo(403);
		try (WebSocketClient one = WebSocketClient.open(server.port(), "/ws");
				WebSocketClient another = WebSocketClient.open(server.port(), "/ws")) {
			assertThat(server.operator().get("/api/connections").json().get("total").asInt()).isGreaterThan(1);
		}
	}

	@Test
	void itIsForTheOperator() {
		GuardIT.assertProblem(server.anybody().call("POST", "/api/reload", new byte[0]), 401, "SB-201");
	}

	/** As a proxy on this machine would; the tests' calls come from 127.0.0.1 as well. */
	@Test
	void whoIsBehindATrustedProxyIsKnownByTheirOwnAddress() {
		for (String path : new String[] { "/ws", "/api/topics/demo.x", "/sockjs/info" }) {
			WebSocketClient.upgrade(server.port(), path, "Origin: https://evil.example",
					"X-Forwarded-For: 127.0.0.9, 203.0.113." + path.length());
			Awaitility.await()
				.untilAsserted(() -> assertThat(server.log())
					.contains("refuse from=203.0.113." + path.length() + " code=SB-202"));
			assertThat(server.log()).doesNotContain("from=127.0.0.9");
		}
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo", "X-Forwarded-For: 203.0.113.77",
				"Forwarded: for=127.0.0.9")) {
			assertThat(server.operator().get("/api/connections").text()).contains("203.0.113.77");
		}
		try (StompClient client = new StompClient(
				WebSocketClient.open(server.port(), "/ws", "X-Forwarded-For: 203.0.113.78"))) {
			client.connect();
		}
	}

	private static HttpAnswer reload() {
		return server.operator().call("POST", "/api/reload", new byte[0]);
	}

	private static void write(String yaml) throws IOException {
		Files.writeString(directory.resolve("application.yml"), yaml);
	}

}
