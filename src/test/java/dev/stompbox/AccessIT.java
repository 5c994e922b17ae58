package dev.stompbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys and rules of the configuration, on each transport. */
@Timeout(60)
class AccessIT {

	private static final String BACKEND = "key-of-the-backend";

	private static final String ANA = "key-of-ana";

	@TempDir
	private static Path directory;

	private static StompboxServer server;

	@BeforeAll
	static void start() throws IOException {
		Files.writeString(directory.resolve("application.yml"), """
				stompbox:
				  access:
				    keys:
				      - { name: backend, secret: key-of-the-backend, roles: [ backend ], publish: [ "news.#" ] }
				      - name: ana
				        secret-sha256: HASH-OF-ANA
				        roles: [ staff ]
				  topics:
				    - { match: "demo.closed.#", subscribe: [], publish: [] }
				    - { match: "secret.#", subscribe: [ "role:backend" ] }
				    - match: "orders.*.#"
				      subscribe: [ "user:{1}", "role:backend" ]
				      publish: [ "role:backend" ]
				    - { match: "#", subscribe: [ "authenticated" ] }
				""".replace("HASH-OF-ANA", Tokens.sha256(ANA)));
		server = StompboxServer.with().in(directory).start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static StompClient client(String key, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "passcode:" + key;
		return StompClient.anybody(server.port(), all);
	}

	private static StompFrame refused(String key, String destination) {
		try (StompClient client = client(key)) {
			client.send("SUBSCRIBE", "", "id:0", "destination:" + destination, "receipt:r");
			StompFrame error = client.error();
			assertThat(client.closed().code()).isEqualTo(4403);
			return error;
		}
	}

	@Test
	void aKeyIsWhoItSaysOverStompAndHttp() {
		try (StompClient ana = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			assertThat(ana.connect("passcode:" + ANA).header("user-name")).isEqualTo("ana");
			ana.subscribe("/topic/orders.ana.1", "0");
			assertThat(new Api(server.port(), BACKEND).publish("orders.ana.1", "x").status()).isEqualTo(201);
			assertThat(ana.message().text()).isEqualTo("x");
		}
		assertThat(new Api(server.port(), BACKEND).publish("news.today", "x").status()).isEqualTo(201);
		GuardIT.assertProblem(new Api(server.port(), ANA).publish("news.today", "x"), 403, "SB-401");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/#", "/topic/*", "/topic/*.x", "/topic/orders.#", "/topic/orders.*",
			"/topic/secret.#", "/topic/*/ana", "/topic/#.1", "/topic/demo.#" })
	@DisplayName("a pattern that can match a topic that is not granted is refused")
	void aPatternIsGrantedOnlyWhole(String destination) {
		assertThat(refused(ANA, destination).header("code")).isEqualTo("SB-401");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/**", "/topic/>", "/topic/a*b", "/topic/{x}", "/**", "/topic/secre?",
			"/topic/../secret.x", "/topic//secret", "/topic/%73ecret.x", "/Topic/secret.x", "/topic/secret.x ",
			"/topic/ｓecret.x", "/topic/se\u0301cret.x" })
	@DisplayName("a spelling that is no name is refused and matches nothing")
	void aSpellingThatIsNoNameIsRefused(String destination) {
		try (StompClient client = client(ANA)) {
			client.send("SUBSCRIBE", "", "id:0", "destination:" + destination);
			assertThat(client.error().header("code")).isEqualTo("SB-505");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/secret/x", "/topic/secret.x", "/topic/$QUEUE.secret.x", "/queue/secret.x",
			"/queue/secret/x" })
	@DisplayName("each spelling of a topic, and a queue by its name, is judged as the one name")
	void aliasesAreJudgedAlike(String destination) {
		assertThat(refused(ANA, destination).header("code")).isEqualTo("SB-401");
	}

	@ParameterizedTest
	@CsvSource({ "SUBSCRIBE, /topic/$USER.backend.queue.x", "SUBSCRIBE, /topic/$USER.#", "SEND, /user/backend/queue/x",
			"SEND, /topic/$USER.backend.queue.x", "SUBSCRIBE, /user/backend/queue/x" })
	@DisplayName("another caller's own destinations are closed")
	void anothersOwnDestinationsAreClosed(String command, String destination) {
		try (StompClient client = client(ANA)) {
			client.send(command, "", "id:0", "destination:" + destination);
			assertThat(client.error().header("code")).isEqualTo("SB-401");
		}
	}

	@Test
	@DisplayName("where only the server publishes nobody else does, the operator neither")
	void onlyTheServerPublishesToItsOwn() {
		GuardIT.assertProblem(server.operator().publish("$SYS.stats", "x"), 403, "SB-401");
		GuardIT.assertProblem(new Api(server.port(), BACKEND).publish("$SYS.events", "x"), 403, "SB-401");
	}

	@Test
	@DisplayName("one decision for STOMP, HTTP, event streams, batches and history")
	void everyTransportGivesTheSameAnswer() {
		Api ana = new Api(server.port(), ANA);
		GuardIT.assertProblem(ana.publish("orders.ana.1", "x"), 403, "SB-401");
		GuardIT.assertProblem(ana.get("/api/topics/secret.x/events"), 403, "SB-401");
		GuardIT.assertProblem(ana.get("/api/topics/secret.x"), 403, "SB-401");
		assertThat(ana.batch("[{\"topic\":\"orders.ana.1\",\"body\":\"x\"}]").text()).contains("SB-401");
		GuardIT.assertProblem(ana.send("orders.ana.1", new byte[1]), 403, "SB-401");
		GuardIT.assertProblem(server.anybody().publish("orders.ana.1", "x"), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().publish("demo.closed.x", "x"), 401, "SB-201");
		assertThat(server.anybody().publish("demo.open", "x").status()).isEqualTo(201);
	}

	@Test
	void aRefusalNamesTheRuleToWhoProvedWhoTheyAreAlone() {
		assertThat(refused(ANA, "/topic/secret.x").header("message")).contains("stompbox.topics[1]", "secret.#",
				"role:backend");
		HttpAnswer anonymous = server.anybody().get("/api/topics/secret.x/events");
		GuardIT.assertProblem(anonymous, 401, "SB-201");
		assertThat(anonymous.text()).doesNotContain("stompbox.topics", "role:");
	}

	@Test
	@DisplayName("a denied topic looks the same whether it is there or not")
	void aDeniedTopicLooksTheSameWhetherItIsThereOrNot() {
		try (StompClient backend = client(BACKEND)) {
			backend.subscribe("/topic/secret.alpha", "0");
			assertThat(refused(ANA, "/topic/secret.alpha").toString().replace("alpha", "X"))
				.isEqualTo(refused(ANA, "/topic/secret.gamma").toString().replace("gamma", "X"));
		}
		for (String path : new String[] { "/api/topics/secret.%s", "/api/topics/secret.%s/events",
				"/api/topics/secret.%s/messages" }) {
			Api ana = new Api(server.port(), ANA);
			assertThat(ana.get(path.formatted("alpha")).text().replace("alpha", "X"))
				.isEqualTo(ana.get(path.formatted("gamma")).text().replace("gamma", "X"));
		}
	}

	@Test
	void withSoftDenyARefusalLeavesTheConnectionOpen() {
		try (StompClient ana = client(ANA, "soft-deny:true")) {
			StompFrame receipt = ana.confirm("SUBSCRIBE", "", "id:0", "destination:/topic/secret.x");
			assertThat(receipt.header("code")).isEqualTo("SB-401");
			assertThat(receipt.header("message")).contains("stompbox.topics[1]");
			ana.send("SEND", "x", "destination:/topic/orders.ana.1");
			StompFrame told = ana.message();
			assertThat(told.header("destination")).isEqualTo("/user/queue/errors");
			assertThat(told.header("code")).isEqualTo("SB-401");
			ana.send("SUBSCRIBE", "", "id:7", "destination:/topic/secret.#");
			assertThat(ana.message().header("code")).isEqualTo("SB-401");
			ana.subscribe("/topic/orders.ana.#", "1");
			new Api(server.port(), BACKEND).publish("orders.ana.2", "still here");
			assertThat(ana.message().text()).isEqualTo("still here");
		}
	}

	@Test
	@DisplayName("who guesses passcodes has to wait, over every transport, and nobody else")
	void whoGuessesHasToWait() {
		try (StompboxServer own = StompboxServer.start("--stompbox.access.wrong-tokens=3")) {
			GuardIT.assertProblem(new Api(own.port(), "wrong-1").publish("demo.x", "x"), 401, "SB-201");
			GuardIT.assertProblem(WebSocketClient.upgrade(own.port(), "/echo", "Authorization: Bearer wrong-2"), 401,
					"SB-201");
			try (StompClient guessing = new StompClient(WebSocketClient.open(own.port(), "/ws"))) {
				guessing.send("CONNECT", "", "accept-version:1.2", "login:any", "passcode:wrong-3");
				assertThat(guessing.error().header("code")).isEqualTo("SB-201");
			}
			HttpAnswer right = own.operator().publish("demo.x", "x");
			GuardIT.assertProblem(right, 429, "SB-204");
			assertThat(right.text()).contains("stompbox.access.wrong-tokens");
			assertThat(right.header("Retry-After")).isNotEmpty();
			try (StompClient waiting = new StompClient(WebSocketClient.open(own.port(), "/ws"))) {
				waiting.send("CONNECT", "", "accept-version:1.2", "passcode:" + own.token());
				assertThat(waiting.error().header("code")).isEqualTo("SB-204");
				assertThat(waiting.closed().code()).isEqualTo(4429);
			}
			assertThat(own.anybody().publish("demo.x", "x").status()).as("without a token nothing is guessed")
				.isEqualTo(201);
			assertThat(own.log()).contains("SB-201").doesNotContain("wrong-1", "wrong-2", "wrong-3");
		}
	}

	@Test
	void aWrongRuleOrKeyStopsTheStartAndIsNamed() {
		var rule = StompboxServer.with()
			.fail("--server.port=0", "--stompbox.topics[0].match=a.*", "--stompbox.topics[0].publish[0]=rolle:x");
		assertThat(rule.output()).contains("SB-102", "stompbox.topics[0].publish[0]", "rolle:x")
			.doesNotContain("\tat ");
		var key = StompboxServer.with()
			.fail("--server.port=0", "--stompbox.access.keys[0].name=operator",
					"--stompbox.access.keys[0].secret=do-not-print-me");
		assertThat(key.output()).contains("SB-102", "stompbox.access.keys[0].name")
			.doesNotContain("do-not-print-me", "\tat ");
	}

	@Test
	@DisplayName("a name twice in JSON is refused, and line ends in its texts begin no header")
	void jsonSmugglesNothingIn() {
		Api backend = new Api(server.port(), BACKEND);
		GuardIT.assertProblem(backend.batch("[{\"topic\":\"news.a\",\"topic\":\"news.b\",\"body\":\"x\"}]"), 400,
				"SB-508");
		GuardIT.assertProblem(backend.batch("[{\"topic\":\"news.a\",\"headers\":{\"a\":\"1\",\"a\":\"2\"}}]"), 400,
				"SB-508");
		try (StompClient reader = client(BACKEND)) {
			reader.subscribe("/topic/news.lines", "s");
			backend.batch("""
					[{"topic":"news.lines", "contentType":"text/plain\\r\\nforged:1",
					  "headers":{"a\\nb":"c\\r\\nforged:2\\r\\n\\r\\nMESSAGE"}, "body":"x"}]""");
			StompFrame message = reader.message();
			assertThat(message.text()).isEqualTo("x");
			assertThat(message.header("content-type")).isEqualTo("text/plain\r\nforged:1");
			assertThat(message.header("a\nb")).isEqualTo("c\r\nforged:2\r\n\r\nMESSAGE");
			assertThat(message.headers()).doesNotContainKey("forged");
		}
	}

}
