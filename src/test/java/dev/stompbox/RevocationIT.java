package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Tokens;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose time is over is out, whatever they are connected by, and whether they talk or
 * not.
 */
@Timeout(60)
class RevocationIT {

	private static final byte[] SECRET = "a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);

	private static final String KEY = "key-of-the-backend";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.jwt.secret=" + new String(SECRET, StandardCharsets.UTF_8),
				"--stompbox.access.keys[0].name=backend",
				"--stompbox.access.keys[0].secret-sha256=" + Tokens.sha256(KEY), "--stompbox.topics[0].match=orders.*",
				"--stompbox.topics[0].subscribe=user:{1}");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/** What is taken back, from a caller of each test's own. */
	enum What {

		NAME, KEY, TOKEN_ID;

		private String caller() {
			return (this == KEY) ? "backend" : "mia-" + ordinal();
		}

		private String token(Instant end) {
			return (this == KEY) ? RevocationIT.KEY
					: Tokens.hs256(SECRET, Tokens.claims("sub", caller(), "jti", "t-7", "exp", end));
		}

		private String query() {
			return switch (this) {
				case NAME -> "name=" + caller();
				case KEY -> "key=" + caller();
				case TOKEN_ID -> "tokenId=t-7";
			};
		}

		private HttpAnswer revoke() {
			String[] pair = query().split("=");
			return server.operator()
				.call("POST", "/api/revocations",
						"{\"%s\":\"%s\"}".formatted(pair[0], pair[1]).getBytes(StandardCharsets.UTF_8),
						"Content-Type: application/json");
		}

		private HttpAnswer forgive() {
			return server.operator().call("DELETE", "/api/revocations?" + query(), new byte[0]);
		}

	}

	/** One caller, in by everything that there is. */
	private static final class Everywhere implements AutoCloseable {

		private final String topic;

		private final StompClient webSocket;

		private final StompClient sockJs;

		private final WebSocketClient echo;

		private final EventStreamClient events;

		private final CompletableFuture<HttpAnswer> poll;

		Everywhere(String name, String token) {
			String bearer = "Authorization: Bearer " + token;
			this.topic = "orders." + name;
			this.webSocket = StompClient.anybody(server.port(), "passcode:" + token);
			this.webSocket.subscribe("/topic/" + this.topic, "0");
			this.sockJs = new StompClient(SockJsClient.open(server.port(), "xhr_streaming"));
			this.sockJs.connect("passcode:" + token);
			this.sockJs.subscribe("/topic/" + this.topic, "0");
			this.echo = WebSocketClient.open(server.port(), "/echo", bearer);
			this.events = server.anybody().events(this.topic, bearer);
			this.poll = CompletableFuture.supplyAsync(
					() -> new Api(server.port(), token).get("/api/topics/" + this.topic + "/messages?wait=60s"));
			Awaitility.await()
				.until(() -> server.operator()
					.get("/api/topics/" + this.topic)
					.json()
					.path("subscribers")
					.asInt() == 4);
		}

		void assertOver(String code) {
			for (StompClient client : List.of(this.webSocket, this.sockJs)) {
				assertThat(client.error().header("code")).isEqualTo(code);
				assertThat(client.closed().code()).isEqualTo(4401);
			}
			assertThat(this.echo.closed().code()).isEqualTo(4401);
			EventStreamClient.Event last = this.events.next();
			assertThat(last.type()).isEqualTo("close");
			assertThat(last.data()).contains(code);
			HttpAnswer answer = this.poll.join();
			GuardIT.assertProblem(answer, 401, code);
			Awaitility.await()
				.until(() -> server.operator()
					.get("/api/topics/" + this.topic)
					.json()
					.path("subscribers")
					.asInt() == 0);
		}

		@Override
		public void close() {
			this.webSocket.close();
			this.sockJs.close();
			this.echo.close();
			this.events.close();
		}

	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("what is taken back ends what it opened, over every transport, and requests that wait")
	void whatIsTakenBackEndsEverywhere(What what) {
		String token = what.token(Instant.now().plus(Duration.ofMinutes(5)));
		try (Everywhere all = new Everywhere(what.caller(), token)) {
			HttpAnswer answer = what.revoke();
			assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
			all.assertOver("SB-205");
			GuardIT.assertProblem(new Api(server.port(), token).get("/api/topics"), 401, "SB-205");
		}
		finally {
			what.forgive();
		}
	}

	@Test
	@DisplayName("a token's end ends what it opened, over every transport, and requests that wait")
	void aTokensEndIsTheEndEverywhere() {
		String token = Tokens.hs256(SECRET, Tokens.claims("sub", "noa", "exp", Instant.now().plusSeconds(6)));
		try (Everywhere all = new Everywhere("noa", token)) {
			all.assertOver("SB-203");
		}
	}

}
