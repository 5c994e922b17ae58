package dev.stompbox;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A server for all of the network, with one page that may connect, and room for two. */
@Timeout(60)
class LimitsIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--server.address=0.0.0.0",
				"--stompbox.access.allowed-origins=https://app.example", "--stompbox.limits.connections=2");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aThirdConnectionIs503WithRetryAfterAndThereIsRoomOnceOneHasGone() {
		try (WebSocketClient first = WebSocketClient.open(server.port(), "/echo");
				EventStreamClient second = server.anybody().events("demo.room")) {
			HttpAnswer refused = WebSocketClient.upgrade(server.port(), "/ws");
			GuardIT.assertProblem(refused, 503, "SB-304");
			assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
			assertThat(refused.text()).contains("stompbox.limits.connections");
			assertThatThrownBy(() -> server.anybody().events("demo.room")).hasMessageContaining("503")
				.hasMessageContaining("SB-304");
			first.text("still served");
			assertThat(first.message().string()).isEqualTo("still served");
			assertThat(server.anybody().publish("demo.room", "x").status()).isEqualTo(201);
			assertThat(second.next().data()).isEqualTo("x");
			first.goodbye(1000);
			first.closed();
			await().atMost(Duration.ofSeconds(10))
				.until(() -> WebSocketClient.upgrade(server.port(), "/ws").status() == 101);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example", "HTTPS://App.Example", "http://localhost:PORT" })
	void theAllowedOriginAndTheServersOwnMayConnect(String origin) {
		HttpAnswer answer = WebSocketClient.upgrade(server.port(), "/nothing",
				"Origin: " + origin.replace("PORT", "" + server.port()));
		assertThat(answer.status()).as("let through by the guard").isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.evil.com", "https://app.example:444", "http://app.example",
			"https://evil.example/https://app.example", "https://xapp.example", "https://app.example.", "null",
			"http://localhost:1", "http://127.0.0.1", "https://app.example,https://evil.example", "*" })
	void nothingThatOnlyLooksLikeThemMay(String origin) {
		GuardIT.assertProblem(WebSocketClient.upgrade(server.port(), "/ws", "Origin: " + origin), 403, "SB-202");
	}

	@Test
	void itPrintsNoTokenThatWasGiven() {
		assertThat(server.log()).doesNotContain(server.token()).doesNotContain("Listening on this machine only");
	}

}
