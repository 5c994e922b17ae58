package dev.stompbox;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Who gets in, on a server without any configuration. */
@Timeout(60)
class GuardIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with().env("STOMPBOX_TOKEN", "").start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theTokenIsMadePrintedInTheLinkAndWorks() {
		assertThat(server.token()).matches("sb_[\\w-]{24}");
		assertThat(server.operator().get("/api/connections").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "http://127.0.0.1:5173", "http://[::1]:8080", "https://localhost",
			"HTTP://LOCALHOST:3000" })
	void aPageOfThisMachineMayConnect(String origin) {
		for (String path : List.of("/ws", "/echo", "/")) {
			WebSocketClient.open(server.port(), path, "Origin: " + origin).close();
		}
		HttpAnswer published = server.anybody().publish("demo.origin", "x", "Origin: " + origin);
		assertThat(published.status()).isEqualTo(201);
		assertThat(published.header("Access-Control-Allow-Origin")).isEqualTo(origin);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "null", "http://localhost.evil.example",
			"http://evil.example/localhost", "http://localhost@evil.example", "http://127.0.0.1.evil.example",
			"http://evil-localhost", "file://", "localhost", "http://localhost:80:80", "http://128.0.0.1",
			"http://evil.example#localhost", "http://evil.example\\@localhost" })
	void aPageOfAnotherOriginIsRefusedOnEveryUpgradeAndCall(String origin) {
		for (String path : List.of("/ws", "/echo", "/echo/text", "/echo/binary", "/")) {
			assertOriginRefused(WebSocketClient.upgrade(server.port(), path, "Origin: " + origin));
			assertOriginRefused(WebSocketClient.upgrade(server.port(), path, "Origin: " + origin,
					"Authorization: Bearer " + server.token()));
		}
		String request = "POST /api/topics/demo.evil/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nOrigin: "
				+ origin + "\r\n\r\nx";
		assertOriginRefused(Api.raw(server.port(), request));
		assertThat(server.anybody().get("/api/topics/demo.evil").status()).as("nothing was published").isEqualTo(404);
	}

	private static void assertOriginRefused(HttpAnswer refused) {
		assertProblem(refused, 403, "SB-202");
		assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
		assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(refused.header("X-Frame-Options")).isEqualTo("DENY");
		assertThat(refused.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
	}

	@Test
	void aRefusedOriginIsToldThePropertyThatLetsItIn() {
		HttpAnswer refused = WebSocketClient.upgrade(server.port(), "/ws", "Origin: https://app.example");
		assertThat(refused.json().get("hint").asString())
			.contains("stompbox.access.allowed-origins=https://app.example");
	}

	@Test
	void aPreflightIsAnsweredForPagesOfThisMachineAlone() {
		HttpAnswer allowed = server.anybody()
			.call("OPTIONS", "/api/topics/demo.x/messages", new byte[0], "Origin: http://localhost:3000",
					"Access-Control-Request-Method: POST",
					"Access-Control-Request-Headers: content-type,authorization");
		assertThat(allowed.status()).isEqualTo(200);
		assertThat(allowed.header("Access-Control-Allow-Headers")).contains("content-type", "authorization");
		HttpAnswer refused = server.anybody()
			.call("OPTIONS", "/api/topics/demo.x/messages", new byte[0], "Origin: https://evil.example",
					"Access-Control-Request-Method: POST");
		assertOriginRefused(refused);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "localhost.evil.example", "evil.example:8080", "127.0.0.1.nip.io" })
	void aNameThatAStrangersDnsPointsHereIsRefused(String host) {
		assertProblem(WebSocketClient.upgrade(server.port(), "/ws", "Host: " + host, "Origin: http://" + host), 403,
				"SB-202");
		for (String path : List.of("/", "/api/topics/demo.x", "/actuator/health")) {
			assertProblem(Api.raw(server.port(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"), 403,
					"SB-202");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080" })
	void theNamesOfThisMachineAreKnown(String host) {
		assertThat(Api.raw(server.port(), "GET /actuator/health HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status())
			.isEqualTo(200);
	}

	@Test
	void aWrongTokenIs401EvenWhereNoneIsNeeded() {
		for (String wrong : List.of("Bearer wrong", "Bearer " + server.token() + "x",
				"Bearer " + server.token().substring(1), "bearer wrong", "Bearer")) {
			HttpAnswer upgrade = WebSocketClient.upgrade(server.port(), "/echo", "Authorization: " + wrong);
			HttpAnswer call = server.anybody().publish("demo.x", "x", "Authorization: " + wrong);
			for (HttpAnswer refused : List.of(upgrade, call)) {
				assertProblem(refused, 401, "SB-201");
				assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
				assertThat(refused.text()).doesNotContain("wrong", server.token());
			}
		}
	}

	@Test
	void aTokenInTheAddressIsNoToken() {
		for (String name : List.of("access_token", "token")) {
			HttpAnswer answer = server.anybody().get("/api/connections?" + name + "=" + server.token());
			assertProblem(answer, 401, "SB-201");
		}
	}

	@Test
	void withoutConfigurationItListensOnTheLoopbackAddressesAlone() throws IOException {
		List<InetAddress> others = new ArrayList<>(List.of(InetAddress.getByName("127.0.0.2")));
		for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
			Collections.list(network.getInetAddresses())
				.stream()
				.filter((address) -> !address.isLoopbackAddress())
				.forEach(others::add);
		}
		for (InetAddress other : others) {
			assertThatExceptionOfType(ConnectException.class).as(other.toString()).isThrownBy(() -> {
				try (Socket socket = new Socket()) {
					socket.connect(new InetSocketAddress(other, server.port()), 5000);
				}
			});
		}
		assertThat(WebSocketClient.upgrade("127.0.0.1", server.port(), "/echo").status()).isEqualTo(101);
	}

	@Test
	void itListensOnTheOtherLoopbackAddressToo() throws IOException {
		InetAddress other = InetAddress.getByName("::1");
		assumeThat(NetworkInterface.getByInetAddress(other)).as("this machine has ::1").isNotNull();
		assertThat(WebSocketClient.upgrade("::1", server.port(), "/echo", "Host: [::1]:" + server.port()).status())
			.isEqualTo(101);
	}

	/** By the short way, the long way, and as a connection. */
	@Test
	void aClientOfIpv6IsWrittenTheSameWhateverItAsksFor() {
		for (String request : new String[] { "GET /ws", "GET /api/topics/demo.x", "GET /sockjs/info" }) {
			String origin = "https://" + request.replaceAll("\\W+", "-") + ".example";
			String upgrade = request.endsWith("/ws") ? "Upgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" : "";
			Api.raw("::1", server.port(),
					request + " HTTP/1.1\r\nHost: localhost\r\n" + upgrade + "Origin: " + origin + "\r\n\r\n");
			Awaitility.await()
				.untilAsserted(() -> assertThat(server.log())
					.containsPattern("refuse from=\\[::1]:\\d+ code=SB-202 cause=\"[^\"]*" + Pattern.quote(origin)));
		}
	}

	@Test
	void everyAnswerOfThePageCarriesTheSecurityHeaders() {
		HttpAnswer page = server.anybody().get("/");
		assertThat(page.header("Content-Security-Policy"))
			.contains("default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'",
					"base-uri", "img-src 'self' blob:;")
			.doesNotContain("data:", "unsafe-inline", "unsafe-eval", "http:", "*");
		assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
		assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
		assertThat(page.headers()).doesNotContainKeys("server", "x-powered-by", "set-cookie");
	}

	@ParameterizedTest
	@ValueSource(strings = { "//ws", "/ws%2f", "/ws%2F..%2fecho", "/WS", "/ws;x=y", "/;x=y/ws", "/./ws", "/x/../ws",
			"/ws/", "/%2e%2e/ws", "/ws%00", "/ws%0d%0aX-Evil:%201", "/echo//text", "/ws\\", "/ws%5c" })
	void noSpellingOfAPathIsAWayIn(String path) {
		for (String[] headers : new String[][] { {}, { "Origin: https://evil.example" } }) {
			HttpAnswer answer = WebSocketClient.upgrade(server.port(), path, headers);
			assertThat(answer.status()).as(answer.toString()).isIn(400, 403, 404);
			assertThat(answer.headers()).doesNotContainKey("x-evil");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "//api/connections", "/api//connections", "/api/connections;x=y", "/api;x/connections",
			"/API/connections", "/api/connections/", "/api/./connections", "/x/../api/connections",
			"/api%2fconnections", "/api/topics/$SYS.stats/", "/api/topics/%24SYS.stats", "/api/topics;a=b/prices" })
	void noSpellingOfAPathIsAWayToTheApi(String path) {
		HttpAnswer answer = Api.raw(server.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assertThat(answer.status()).as(answer.toString()).isIn(400, 401, 404);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					two hosts             | GET / HTTP/1.1\\r\\nHost: localhost\\r\\nHost: localhost\\r\\n\\r\\n
					no host               | GET / HTTP/1.1\\r\\n\\r\\n
					a NUL in a header     | GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX: a\\0b\\r\\n\\r\\n
					a space in a name     | GET / HTTP/1.1\\r\\nHost : localhost\\r\\n\\r\\n
					two lengths           | POST /api/publish HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nx
					""")
	void aBrokenRequestIs400(String what, String request) {
		String bytes = request.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
		HttpAnswer answer = Api.raw(server.port(), bytes);
		assertThat(answer.status()).as(what).isEqualTo(400);
		assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
	}

	@Test
	void headersOfHalfAMegabyteAre431AndTheServerLives() {
		String request = "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: %s\r\n".formatted("x".repeat(8000)).repeat(64);
		assertThat(Api.raw(server.port(), request + "\r\n").status()).isEqualTo(431);
		assertThat(server.anybody().get("/actuator/health").status()).isEqualTo(200);
	}

	@Test
	void theTokenIsNowhereInTheLogButInTheLinkAtTheStart() {
		try (StompClient client = StompClient.operator(server)) {
			client.publish("/topic/anything", "x");
		}
		server.operator().get("/api/nowhere");
		server.anybody().get("/api/topics?access_token=" + server.token());
		WebSocketClient.upgrade(server.port(), "/ws", "Origin: https://evil.example",
				"Authorization: Bearer " + server.token());
		assertThat(server.log().lines().filter((line) -> line.contains(server.token()))).hasSize(1)
			.allMatch((line) -> line.contains("Dashboard"));
		assertThat(server.log()).doesNotContain("Exception", "\tat ");
	}

	@Test
	void aRefusalIsInTheLogInOneLineThatNobodyElseHasWritten() {
		WebSocketClient.upgrade(server.port(), "/ws", "Origin: https://evil.example/\u0001\u001b[31m");
		assertThat(server.log().lines().filter((line) -> line.contains("SB-202"))).isNotEmpty()
			.allMatch((line) -> line.chars().allMatch((c) -> c >= ' '));
	}

	static void assertProblem(HttpAnswer answer, int status, String code) {
		assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
		assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
		assertThat(answer.json().get("code").asString()).isEqualTo(code);
		assertThat(answer.json().get("hint").asString()).isNotBlank();
	}

}
