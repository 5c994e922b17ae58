package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens that somebody has made or changed, by each way in: none opens anything, and
 * nobody learns what was wrong with theirs.
 */
@Timeout(60)
class ForgedTokenIT {

	private static final byte[] SECRET = "a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);

	private static final String ISSUER = "https://login.example";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.jwt.secret=" + new String(SECRET, StandardCharsets.UTF_8),
				"--stompbox.jwt.issuer=" + ISSUER, "--stompbox.jwt.audience=stompbox",
				"--stompbox.access.wrong-tokens=0", "--stompbox.topics[0].match=orders.*",
				"--stompbox.topics[0].subscribe=user:{1}", "--stompbox.topics[0].publish=user:{1}");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static Map<String, Object> claims(Object... more) {
		Map<String, Object> claims = Tokens.claims("sub", "ana", "iss", ISSUER, "aud", "stompbox", "exp",
				Instant.now().plusSeconds(600));
		claims.putAll(Tokens.claims(more));
		return claims;
	}

	/** What is wrong with a token. */
	enum Forged {

		NONE, UNSIGNED, ANOTHER_KEY, ANOTHER_ALGORITHM, ANOTHER_ISSUER, ANOTHER_AUDIENCE, EXPIRED, OF_THE_FUTURE,
		TAMPERED;

		String token() {
			return switch (this) {
				case NONE -> Tokens.unsigned(Map.of("alg", "none"), claims());
				case UNSIGNED -> Tokens.unsigned(Map.of("alg", "HS256"), claims());
				case ANOTHER_KEY ->
					Tokens.hs256("another-secret-of-more-than-32-bytes".getBytes(StandardCharsets.UTF_8), claims());
				case ANOTHER_ALGORITHM -> Tokens.hmac(Map.of("alg", "HS512"), SECRET, claims());
				case ANOTHER_ISSUER -> Tokens.hs256(SECRET, claims("iss", "https://evil.example"));
				case ANOTHER_AUDIENCE -> Tokens.hs256(SECRET, claims("aud", "another"));
				case EXPIRED -> Tokens.hs256(SECRET, claims("exp", Instant.now().minusSeconds(120)));
				case OF_THE_FUTURE -> Tokens.hs256(SECRET, claims("nbf", Instant.now().plusSeconds(300)));
				case TAMPERED -> {
					String[] bob = Tokens.hs256(SECRET, claims("sub", "bob")).split("\\.");
					String[] ana = Tokens.hs256(SECRET, claims()).split("\\.");
					yield ana[0] + '.' + ana[1] + '.' + bob[2];
				}
			};
		}

	}

	@ParameterizedTest
	@EnumSource
	void itIsRefusedByEachWayInAndInTheSameWords(Forged forged) {
		String token = forged.token();
		String bearer = "Authorization: Bearer " + token;
		for (String path : new String[] { "/ws", "/echo", "/sockjs/websocket", "/sockjs/000/abcdefgh/websocket" }) {
			assertRefused(WebSocketClient.upgrade(server.port(), path, bearer));
			assertRefused(
					WebSocketClient.upgrade(server.port(), path, "Sec-WebSocket-Protocol: v12.stomp, bearer." + token));
		}
		assertRefused(WebSocketClient.upgrade(server.port(), "/ws?ticket=" + token), "ticket");
		Api api = new Api(server.port(), token);
		assertRefused(api.publish("orders.ana", "x"));
		assertRefused(api.get("/api/topics/orders.ana/events"));
		assertRefused(api.call("POST", "/api/session", new byte[0]));
		assertRefused(api.call("POST", "/api/tickets", new byte[0]));
		assertRefused(api.call("POST", "/sockjs/000/abcdefgh/xhr", new byte[0]));
		for (String header : new String[] { "passcode:", "Authorization:Bearer " }) {
			try (StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
				client.send("CONNECT", "", "accept-version:1.2", "host:x", "login:ana", header + token);
				StompFrame error = client.error();
				assertThat(error.header("code")).isEqualTo("SB-201");
				assertThat(error.header("message")).isEqualTo("This token is not known here.");
				assertThat(client.closed().code()).isEqualTo(4401);
			}
		}
		assertThat(server.log()).doesNotContain(token);
	}

	private static void assertRefused(HttpAnswer answer) {
		assertRefused(answer, "This token is not known here.");
	}

	private static void assertRefused(HttpAnswer answer, String words) {
		GuardIT.assertProblem(answer, 401, "SB-201");
		assertThat(answer.json().get("detail").asString()).contains(words);
		assertThat(answer.text()).doesNotContain(ISSUER);
	}

	/** So it was for what is wrong with them that the others were refused. */
	@Test
	void theRealOneIsTaken() {
		String token = Tokens.hs256(SECRET, claims());
		WebSocketClient.open(server.port(), "/ws", "Authorization: Bearer " + token).close();
		WebSocketClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: v12.stomp, bearer." + token).close();
		StompClient.anybody(server.port(), "passcode:" + token).close();
		assertThat(new Api(server.port(), token).publish("orders.ana", "x").status()).isEqualTo(201);
	}

}
