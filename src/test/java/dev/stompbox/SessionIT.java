package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** The ways in that are no Authorization header, and the ways out before time. */
@Timeout(60)
class SessionIT {

	private static final byte[] SECRET = "a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);

	private static final String KEY = "key-of-the-backend";

	private static final List<String> SECRETS = new ArrayList<>(List.of(KEY));

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		// With all that can be logged, since what opens may not be there then either.
		server = StompboxServer.start("--logging.level.root=DEBUG",
				"--stompbox.jwt.secret=" + new String(SECRET, StandardCharsets.UTF_8),
				"--stompbox.access.keys[0].name=backend", "--stompbox.access.keys[0].secret=" + KEY,
				"--stompbox.access.keys[0].roles=backend", "--stompbox.access.keys[0].publish=news.#",
				"--stompbox.access.wrong-tokens=0", "--stompbox.topics[0].match=orders.*",
				"--stompbox.topics[0].subscribe=user:{1}", "--stompbox.topics[0].publish=user:{1}",
				"--stompbox.topics[1].match=staff.#", "--stompbox.topics[1].subscribe=role:staff,claim:boss=yes");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static String token(String name, Object... more) {
		var claims = Tokens.claims("sub", name, "exp", Instant.now().plus(Duration.ofMinutes(5)));
		claims.putAll(Tokens.claims(more));
		String token = Tokens.hs256(SECRET, claims);
		SECRETS.add(token);
		return token;
	}

	private static Api api(String token) {
		return new Api(server.port(), token);
	}

	private static String ticket(String token) {
		HttpAnswer answer = api(token).call("POST", "/api/tickets", new byte[0]);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		assertThat(answer.header("Cache-Control")).contains("no-store");
		String ticket = answer.json().get("ticket").asString();
		SECRETS.add(ticket);
		return ticket;
	}

	private record Page(String cookie, String csrf) {

		static Page login(String token) {
			HttpAnswer answer = api(token).call("POST", "/api/session", new byte[0]);
			assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
			String cookie = answer.header("Set-Cookie");
			assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
			SECRETS.add(cookie.replaceAll(".*?=([^;]+);.*", "$1"));
			SECRETS.add(answer.json().get("csrf").asString());
			return new Page("Cookie: " + cookie.substring(0, cookie.indexOf(';')),
					answer.json().get("csrf").asString());
		}

		StompClient socket() {
			return new StompClient(WebSocketClient.open(server.port(), "/ws", this.cookie,
					"Origin: http://localhost:" + server.port()));
		}

	}

	@Test
	void aTicketLetsInOnceOverWebSocketAndAsAnEventStream() {
		String ticket = ticket(token("ana"));
		try (StompClient ana = new StompClient(WebSocketClient.open(server.port(), "/ws?ticket=" + ticket))) {
			assertThat(ana.connect().header("user-name")).isEqualTo("ana");
		}
		GuardIT.assertProblem(WebSocketClient.upgrade(server.port(), "/ws?ticket=" + ticket), 401, "SB-201");
		String other = ticket(token("ana"));
		HttpAnswer refused = server.anybody().get("/api/topics/orders.ana?ticket=" + other);
		GuardIT.assertProblem(refused, 401, "SB-201");
		GuardIT.assertProblem(server.anybody().get("/api/topics/orders.ana/events?ticket=wrong"), 401, "SB-201");
		GuardIT.assertProblem(server.anybody().call("POST", "/api/tickets", new byte[0]), 401, "SB-201");
	}

	@Test
	@DisplayName("a one-time ticket twice: the second is refused on every transport")
	void aTicketOpensOneEventStream() {
		String path = "/api/topics/orders.ana/events?ticket=" + ticket(token("ana"));
		String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
		try (WebSocketClient first = WebSocketClient.open(server.port(), "/echo?ticket=" + ticket(KEY))) {
			first.text("in");
			assertThat(first.message().string()).isEqualTo("in");
		}
		try (var stream = new RawWebSocket(server.port())) {
			assertThat(stream.send(request.getBytes(StandardCharsets.US_ASCII), 4096)).isTrue();
			Awaitility.await().until(() -> server.operator().get("/api/topics/orders.ana").status() == 200);
			GuardIT.assertProblem(Api.raw(server.port(), request), 401, "SB-201");
		}
	}

	@Test
	@DisplayName("a session, and the socket that it opened, end with the token that it began with")
	void aSessionLastsNoLongerThanItsToken() {
		Page page = Page.login(token("ana", "exp", Instant.now().plusSeconds(4)));
		try (StompClient socket = page.socket()) {
			assertThat(socket.connect().header("user-name")).isEqualTo("ana");
			assertThat(socket.error().header("code")).isEqualTo("SB-203");
			assertThat(socket.closed().code()).isEqualTo(4401);
		}
		HttpAnswer late = server.anybody().publish("orders.ana", "x", page.cookie(), "X-CSRF-Token: " + page.csrf());
		assertThat(late.status()).as(late.toString()).isEqualTo(401);
		assertThat(server.anybody().get("/api/session", page.cookie()).json().get("authenticated").asBoolean())
			.isFalse();
	}

	@Test
	void aSubprotocolCarriesATokenAndOnlyTheRealOneIsAgreed() {
		try (WebSocketClient socket = WebSocketClient.open(server.port(), "/ws",
				"Sec-WebSocket-Protocol: v12.stomp, bearer." + token("ana"))) {
			assertThat(socket.handshake().header("Sec-WebSocket-Protocol")).isEqualTo("v12.stomp");
			assertThat(new StompClient(socket).connect().header("user-name")).isEqualTo("ana");
		}
		GuardIT.assertProblem(
				WebSocketClient.upgrade(server.port(), "/ws", "Sec-WebSocket-Protocol: v12.stomp, bearer.wrong"), 401,
				"SB-201");
	}

	@Test
	void aPagesCookieIsWhoLoggedIn() {
		Page page = Page.login(token("ana", "roles", List.of("staff")));
		JsonNode who = server.anybody().get("/api/session", page.cookie()).json();
		assertThat(who.get("name").asString()).isEqualTo("ana");
		assertThat(who.get("csrf").asString()).isEqualTo(page.csrf());
		assertThat(server.anybody().get("/api/session").json().get("authenticated").asBoolean()).isFalse();
		try (StompClient ana = page.socket()) {
			assertThat(ana.connect().header("user-name")).isEqualTo("ana");
			ana.subscribe("/topic/staff.#", "0");
		}
	}

	@Test
	@DisplayName("a cookie alone, or with a stranger's Origin, opens nothing")
	void aCookieAloneOpensNothing() {
		Page page = Page.login(KEY);
		for (String path : List.of("/ws", "/echo", "/")) {
			GuardIT.assertProblem(WebSocketClient.upgrade(server.port(), path, page.cookie()), 403, "SB-210");
			GuardIT.assertProblem(
					WebSocketClient.upgrade(server.port(), path, page.cookie(), "Origin: https://evil.example"), 403,
					"SB-202");
		}
		WebSocketClient.open(server.port(), "/ws", "Authorization: Bearer " + KEY).close();
	}

	@Test
	void whatAPageChangesByCookieNeedsItsCsrfToken() {
		Page page = Page.login(token("ana"));
		String csrf = "X-CSRF-Token: " + page.csrf();
		GuardIT.assertProblem(server.anybody().publish("orders.ana", "x", page.cookie()), 403, "SB-208");
		GuardIT.assertProblem(server.anybody().publish("orders.ana", "x", page.cookie(), csrf + "x"), 403, "SB-208");
		GuardIT.assertProblem(
				server.anybody()
					.publish("orders.ana", "x", page.cookie(), "X-CSRF-Token: " + Page.login(token("bob")).csrf()),
				403, "SB-208");
		GuardIT.assertProblem(server.anybody().call("DELETE", "/api/session", new byte[0], page.cookie()), 403,
				"SB-208");
		assertThat(server.anybody().publish("orders.ana", "x", page.cookie(), csrf).status()).isEqualTo(201);
		assertThat(server.anybody().publish("demo.x", "x", "Cookie: stompbox-session=stale").status()).isEqualTo(201);
		assertThat(api(token("ana")).publish("orders.ana", "x", page.cookie()).status()).as("a token needs none")
			.isEqualTo(201);
	}

	@Test
	@DisplayName("logging out ends the page's sockets")
	void loggingOutEndsThePagesSockets() {
		Page page = Page.login(token("ana"));
		Page other = Page.login(token("ana"));
		try (StompClient socket = page.socket();
				StompClient byTicket = new StompClient(WebSocketClient.open(server.port(),
						"/ws?ticket=" + server.anybody()
							.call("POST", "/api/tickets", new byte[0], page.cookie(), "X-CSRF-Token: " + page.csrf())
							.json()
							.get("ticket")
							.asString()));
				StompClient stays = other.socket()) {
			socket.connect();
			byTicket.connect();
			stays.connect();
			HttpAnswer out = server.anybody()
				.call("DELETE", "/api/session", new byte[0], page.cookie(), "X-CSRF-Token: " + page.csrf());
			assertThat(out.status()).isEqualTo(204);
			assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
			for (StompClient gone : List.of(socket, byTicket)) {
				assertThat(gone.error().header("code")).isEqualTo("SB-207");
				assertThat(gone.closed().code()).isEqualTo(4401);
			}
			assertThat(server.anybody().get("/api/session", page.cookie()).json().get("authenticated").asBoolean())
				.isFalse();
			stays.subscribe("/topic/orders.ana", "0");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":\"mia\"}", "{\"tokenId\":\"t-7\",\"until\":\"2999-01-01T00:00:00Z\"}" })
	void whatIsTakenBackEndsAtOnceAndStaysOut(String what) {
		String token = token("mia", "jti", "t-7");
		String other = token("noa", "jti", "t-8");
		try (StompClient mia = StompClient.anybody(server.port(), "passcode:" + token);
				StompClient noa = StompClient.anybody(server.port(), "passcode:" + other)) {
			HttpAnswer answer = server.operator()
				.call("POST", "/api/revocations", what.getBytes(StandardCharsets.UTF_8),
						"Content-Type: application/json");
			assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
			assertThat(mia.error().header("code")).isEqualTo("SB-205");
			assertThat(mia.closed().code()).isEqualTo(4401);
			GuardIT.assertProblem(api(token).publish("orders.mia", "x"), 401, "SB-205");
			noa.subscribe("/topic/orders.noa", "0");
			assertThat(server.operator().get("/api/revocations").text())
				.contains(what.contains("name") ? "mia" : "t-7");
			String query = what.contains("name") ? "name=mia" : "tokenId=t-7";
			assertThat(server.operator().call("DELETE", "/api/revocations?" + query, new byte[0]).status())
				.isEqualTo(204);
			assertThat(api(token).publish("orders.mia", "x").status()).isEqualTo(201);
		}
	}

	@Test
	void aKeyThatIsTakenBackByItsNameEndsItsConnections() {
		try (StompClient backend = StompClient.anybody(server.port(), "passcode:" + KEY)) {
			HttpAnswer answer = server.operator()
				.call("POST", "/api/revocations", "{\"key\":\"backend\"}".getBytes(StandardCharsets.UTF_8),
						"Content-Type: application/json");
			assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
			assertThat(backend.error().header("code")).isEqualTo("SB-205");
			assertThat(backend.closed().code()).isEqualTo(4401);
			GuardIT.assertProblem(api(KEY).publish("news.a", "x"), 401, "SB-205");
		}
		assertThat(server.operator().call("DELETE", "/api/revocations?key=backend", new byte[0]).status())
			.isEqualTo(204);
		assertThat(api(KEY).publish("news.a", "x").status()).isEqualTo(201);
	}

	@Test
	void onlyTheOperatorTakesBackAndNobodyTheOperator() {
		byte[] body = "{\"name\":\"ana\"}".getBytes(StandardCharsets.UTF_8);
		String json = "Content-Type: application/json";
		GuardIT.assertProblem(api(KEY).call("POST", "/api/revocations", body, json), 403, "SB-401");
		GuardIT.assertProblem(server.anybody().get("/api/revocations"), 401, "SB-201");
		for (String bad : List.of("{\"name\":\"operator\"}", "{}", "{\"name\":\"a\",\"key\":\"b\"}", "[",
				"{\"name\":\"a\",\"until\":\"soon\"}", "{\"key\":\"" + KEY + "\"}",
				"{\"tokenId\":\"" + token("mia") + "\"}")) {
			GuardIT.assertProblem(
					server.operator().call("POST", "/api/revocations", bad.getBytes(StandardCharsets.UTF_8), json), 400,
					"SB-508");
		}
	}

	@ParameterizedTest
	@CsvSource({ "caller=ana&action=subscribe&destination=orders.ana, true, 0, user:{1}",
			"caller=ana&action=subscribe&destination=/topic/orders/ana, true, 0, user:{1}",
			"caller=ana&action=subscribe&destination=orders.*, false, 0,",
			"caller=ana&roles=staff&action=subscribe&destination=staff.%23, true, 1, role:staff",
			"caller=ana&claim=boss=yes&action=subscribe&destination=staff.%23, true, 1, claim:boss=yes",
			"caller=ana&action=subscribe&destination=staff.x, false, 1,",
			"caller=backend&action=publish&destination=news.today, true,,",
			"caller=backend&action=publish&destination=/queue/news.today, true,,",
			"caller=&action=publish&destination=demo.x, true,,",
			"caller=&action=subscribe&destination=/user/queue/x, true,,",
			"caller=ana&action=publish&destination=/user/bob/queue/x, false,,",
			"caller=operator&action=manage&destination=%23, true,,",
			"caller=ana&action=manage&destination=demo.x, false,," })
	void anAnswerSaysByWhichRule(String query, boolean allowed, Integer rule, String term) {
		HttpAnswer answer = server.operator().get("/api/access/check?" + query);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
		JsonNode json = answer.json();
		assertThat(json.get("allowed").asBoolean()).as(answer.toString()).isEqualTo(allowed);
		assertThat(json.path("rule").path("index").asInt(-1)).isEqualTo((rule != null) ? rule : -1);
		assertThat(json.path("rule").path("term").asString("")).isEqualTo((term != null) ? term : "");
		assertThat(json.get("why").asString()).isNotBlank();
		boolean pattern = query.contains("*") || query.endsWith("%23");
		boolean topic = !pattern && !query.contains("=/queue/");
		assertThat(json.path("options").path("slow").asString("")).isEqualTo(topic ? "disconnect" : "");
		assertThat(json.path("options").path("idempotency").path("keys").asInt(0)).isEqualTo(topic ? 1000 : 0);
		assertThat(json.path("options").has("durable")).isEqualTo(topic);
		assertThat(json.has("except")).isEqualTo(pattern && !allowed);
	}

	@Test
	void whyATokenIsNotTakenTheOperatorAloneIsTold() {
		String expired = Tokens.hs256(SECRET, Tokens.claims("sub", "ana", "exp", Instant.now().minusSeconds(5)));
		String query = "/api/access/check?action=subscribe&destination=orders.ana&token=";
		JsonNode answer = server.operator().get(query + expired).json();
		assertThat(answer.get("allowed").asBoolean()).isFalse();
		assertThat(answer.get("why").asString()).contains("expired");
		assertThat(server.operator().get(query + token("ana")).json().get("allowed").asBoolean()).isTrue();
		GuardIT.assertProblem(api(KEY).get(query + expired), 403, "SB-401");
		assertThat(api(token("ana")).get("/api/access/check?action=subscribe&destination=orders.ana")
			.json()
			.get("allowed")
			.asBoolean()).as("about oneself one may ask").isTrue();
		GuardIT.assertProblem(server.anybody().get("/api/access/check?action=subscribe&destination=demo.x"), 401,
				"SB-201");
	}

	@Test
	@DisplayName("no token, ticket, cookie or passcode is in the log, good or bad, with everything logged")
	void nothingThatOpensIsInTheLog() {
		for (String secret : List.of(token("log"), KEY, "wrong-passcode-of-a-client")) {
			WebSocketClient.upgrade(server.port(), "/ws", "Authorization: Bearer " + secret);
			WebSocketClient.upgrade(server.port(), "/ws?ticket=" + secret);
			WebSocketClient.upgrade(server.port(), "/ws?access_token=" + secret);
			WebSocketClient.upgrade(server.port(), "/ws", "Sec-WebSocket-Protocol: bearer." + secret);
			WebSocketClient.upgrade(server.port(), "/ws", "Cookie: stompbox-session=" + secret);
			server.operator().get("/api/nowhere/" + "x?token=" + secret);
			server.operator().get("/api/access/check?action=publish&destination=demo.a&token=" + secret);
			Api asking = api(secret);
			asking.get("/api/topics");
			asking.call("POST", "/api/tickets", new byte[0]);
			try (WebSocketClient socket = WebSocketClient.open(server.port(), "/ws")) {
				socket.text(StompClient.frame("CONNECT", "", "accept-version:1.2", "login:a", "passcode:" + secret));
				socket.bytes();
				socket.text(StompClient.frame("SEND", secret + "x", "destination:/app/refresh"));
			}
		}
		Page.login(token("log"));
		aTicketLetsInOnceOverWebSocketAndAsAnEventStream();
		SECRETS.add("wrong-passcode-of-a-client");
		SECRETS.add(new String(SECRET, StandardCharsets.UTF_8));
		SECRETS.add(server.token());
		String log = server.log();
		assertThat(log).contains("DEBUG Secured GET /api/access/check?action=publish&destination=demo.a&token=…");
		for (String secret : SECRETS) {
			assertThat(log).doesNotContain(secret);
		}
	}

}
