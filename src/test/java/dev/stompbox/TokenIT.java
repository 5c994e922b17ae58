package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Signed tokens: who they make, when they end, and how they are renewed. */
@Timeout(60)
class TokenIT {

	private static final byte[] SECRET = "a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.jwt.secret=" + new String(SECRET, StandardCharsets.UTF_8),
				"--stompbox.topics[0].match=orders.*", "--stompbox.topics[0].subscribe[0]=user:{1}",
				"--stompbox.topics[1].match=staff.#", "--stompbox.topics[1].subscribe[0]=role:staff");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static String token(String name, Duration life, Object... more) {
		var claims = Tokens.claims("sub", name, "exp", Instant.now().plus(life));
		claims.putAll(Tokens.claims(more));
		return Tokens.hs256(SECRET, claims);
	}

	private static StompClient client(String token, String... headers) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = "Authorization:Bearer " + token;
		return StompClient.anybody(server.port(), all);
	}

	private static long expiry(String token) {
		String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
		return Long.parseLong(claims.replaceAll(".*\"exp\":(\\d+).*", "$1"));
	}

	@Test
	@DisplayName("a token's end is the end of its connections, whether they talk or not")
	void aConnectionEndsWithItsTokenToTheSecond() {
		String token = token("ana", Duration.ofSeconds(3));
		long expires = expiry(token);
		WebSocketClient echo = WebSocketClient.open(server.port(), "/echo", "Authorization: Bearer " + token);
		EventStreamClient events = server.anybody().events("orders.ana", "Authorization: Bearer " + token);
		try (StompClient ana = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			StompFrame connected = ana.connect("passcode:" + token);
			assertThat(connected.header("user-name")).isEqualTo("ana");
			assertThat(connected.header("token-expires")).isEqualTo(String.valueOf(expires));
			ana.subscribe("/topic/orders.ana", "0");
			StompFrame error = ana.error();
			long late = System.currentTimeMillis() - expires * 1000;
			assertThat(error.header("code")).isEqualTo("SB-203");
			assertThat(late).as("milliseconds after exp").isBetween(0L, 2000L);
			WebSocketClient.Close close = ana.closed();
			assertThat(close.code()).isEqualTo(4401);
			assertThat(close.reason()).startsWith("SB-203");
		}
		assertThat(echo.closed().code()).isEqualTo(4401);
		assertThat(events.next().type()).isEqualTo("close");
		events.close();
		GuardIT.assertProblem(server.anybody().get("/api/topics/orders.ana/events", "Authorization: Bearer " + token),
				401, "SB-201");
	}

	@Test
	void aNewTokenGoesOnWhereTheOldOneEnds() {
		String old = token("bob", Duration.ofSeconds(4), "roles", List.of("staff"));
		try (StompClient bob = client(old)) {
			bob.subscribe("/user/queue/replies", "replies");
			bob.subscribe("/topic/orders.bob", "orders");
			bob.confirm("SEND", token("bob", Duration.ofMinutes(5)), "destination:/app/refresh");
			StompFrame answer = bob.message();
			assertThat(answer.header("destination")).isEqualTo("/user/queue/replies");
			assertThat(answer.text()).contains("\"expires\":", "\"lost\":0");
			Awaitility.await().until(() -> Instant.now().getEpochSecond() > expiry(old) + 1);
			server.operator().publish("orders.bob", "still here");
			assertThat(bob.message().text()).isEqualTo("still here");
		}
	}

	@Test
	void whatTheNewTokenDoesNotGrantEndsAndTheClientIsTold() {
		try (StompClient eve = client(token("eve", Duration.ofMinutes(5), "roles", List.of("staff")))) {
			eve.subscribe("/user/queue/errors", "errors");
			eve.subscribe("/topic/staff.#", "staff");
			eve.subscribe("/queue/staff.jobs", "jobs", "ack:client");
			eve.subscribe("/topic/orders.eve", "own");
			eve.confirm("SEND", "", "destination:/app/refresh",
					"Authorization:Bearer " + token("eve", Duration.ofMinutes(5)));
			List<StompFrame> told = List.of(eve.message(), eve.message());
			assertThat(told).extracting((frame) -> frame.header("ended-subscription"))
				.containsExactlyInAnyOrder("staff", "jobs");
			assertThat(told).allSatisfy((frame) -> {
				assertThat(frame.header("destination")).isEqualTo("/user/queue/errors");
				assertThat(frame.header("code")).isEqualTo("SB-402");
				assertThat(frame.header("ended-destination")).isIn("/topic/staff.#", "/queue/staff.jobs");
			});
			server.operator().publish("staff.news", "secret");
			server.operator().publish("orders.eve", "hers");
			assertThat(eve.message().text()).isEqualTo("hers");
		}
	}

	@Test
	@DisplayName("nobody becomes somebody else on a connection")
	void anothersTokenIsRefused() {
		try (StompClient ana = client(token("ana", Duration.ofMinutes(5)), "soft-deny:true")) {
			for (String other : List.of(token("bob", Duration.ofMinutes(5)), server.token())) {
				assertThat(ana.confirm("SEND", other, "destination:/app/refresh").header("code")).isEqualTo("SB-206");
			}
			assertThat(ana.confirm("SEND", "nonsense", "destination:/app/refresh").header("code")).isEqualTo("SB-201");
			ana.subscribe("/topic/orders.ana", "own");
			assertThat(ana.confirm("SUBSCRIBE", "", "id:x", "destination:/topic/orders.bob").header("code"))
				.isEqualTo("SB-401");
			ana.send("CONNECT", "", "accept-version:1.2", "passcode:" + server.token());
			assertThat(ana.error().header("code")).isEqualTo("SB-504");
		}
	}

	@Test
	@DisplayName("nothing has an effect before CONNECT's credentials are good")
	void nothingHasAnEffectBeforeConnect() {
		try (StompClient watcher = StompClient.operator(server)) {
			watcher.subscribe("/topic/demo.early", "0");
			for (String first : List.of("", StompClient.frame("CONNECT", "", "accept-version:1.2", "passcode:wrong"),
					StompClient.frame("CONNECT", "", "accept-version:1.2",
							"passcode:" + token("x", Duration.ofSeconds(-5))))) {
				for (String then : List.of(StompClient.frame("SEND", "early", "destination:/topic/demo.early"),
						StompClient.frame("SUBSCRIBE", "", "id:0", "destination:/topic/demo.early"),
						StompClient.frame("ACK", "", "id:0"))) {
					WebSocketClient early = WebSocketClient.open(server.port(), "/ws");
					early.text(first + then);
					StompClient reader = new StompClient(early);
					assertThat(reader.error().header("code")).isEqualTo(first.isEmpty() ? "SB-504" : "SB-201");
					reader.closed();
				}
			}
			watcher.publish("/topic/demo.early", "first");
			assertThat(watcher.message().text()).isEqualTo("first");
		}
	}

	@Test
	@DisplayName("without credentials 401, without the right 403")
	void withoutCredentials401AndWithoutTheRight403() {
		GuardIT.assertProblem(server.anybody().publish("orders.ana", "x"), 401, "SB-201");
		Api ana = new Api(server.port(), token("ana", Duration.ofMinutes(5)));
		GuardIT.assertProblem(ana.publish("orders.ana", "x"), 403, "SB-401");
	}

}
