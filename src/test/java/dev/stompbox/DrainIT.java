package dev.stompbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;

/** How the server goes, and how its clients learn of it. */
@Timeout(180)
class DrainIT {

	private static final Pattern REASON = Pattern.compile("SB-120 The server is going away; reconnect after (\\d+) ms");

	@Test
	void anOperatorSendsAllAwayAndLetsThemInAgain() {
		try (StompboxServer server = StompboxServer.start()) {
			Api operator = server.operator();
			GuardIT.assertProblem(server.anybody().call("POST", "/api/drain", new byte[0]), 401, "SB-201");
			GuardIT.assertProblem(operator.call("POST", "/api/drain?window=11m", new byte[0]), 400, "SB-508");
			GuardIT.assertProblem(operator.call("POST", "/api/drain?window=soon", new byte[0]), 400, "SB-508");
			assertThat(operator.get("/api/drain").json().get("draining").asBoolean()).isFalse();
			try (StompClient stomp = StompClient.anybody(server.port());
					StompClient sockJs = new StompClient(SockJsClient.open(server.port(), "xhr_streaming"));
					EventStreamClient events = server.anybody().events("demo.x")) {
				sockJs.connect();
				assertThat(
						operator.call("POST", "/api/drain?window=2s", new byte[0]).json().get("draining").asBoolean())
					.isTrue();
				assertNobodyIsLetIn(server);
				long after = after(stomp.closedAfter("SB-120").reason());
				assertThat(after).isBetween(1000L, 6000L);
				assertThat(after(sockJs.closedAfter("SB-120").reason())).isBetween(1000L, 6000L);
				EventStreamClient.Event goodbye = events.next();
				assertThat(goodbye.type()).isEqualTo("close");
				assertThat(goodbye.data()).contains("SB-120").containsPattern("reconnect after \\d+ ms");
			}
			assertThat(operator.publish("demo.x", "who is here may still publish").status()).isEqualTo(201);
			assertThat(operator.call("DELETE", "/api/drain", new byte[0]).json().get("draining").asBoolean()).isFalse();
			assertThat(server.anybody().get("/actuator/health/readiness").status()).isEqualTo(200);
			StompClient.anybody(server.port()).close();
			assertThat(server.log()).contains("drain cause=\"Going away: 3 connections").contains("Not going away");
		}
	}

	private static void assertNobodyIsLetIn(StompboxServer server) {
		assertThat(server.anybody().get("/actuator/health/readiness").status()).isEqualTo(503);
		assertThat(server.anybody().get("/actuator/health/liveness").status()).isEqualTo(200);
		for (HttpAnswer refused : List.of(WebSocketClient.upgrade(server.port(), "/ws"),
				WebSocketClient.upgrade(server.port(), "/"), server.anybody().get("/api/topics/demo.x/events"),
				server.anybody().call("POST", "/sockjs/000/abcdefgh/xhr", new byte[0]))) {
			assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
			assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
		}
	}

	private static long after(String reason) {
		Matcher matcher = REASON.matcher(reason);
		assertThat(matcher.matches()).as(reason).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	/**
	 * SIGTERM while 60 clients talk: each is sent away in good order, and 0 is the exit
	 * code.
	 */
	@Test
	void aStopUnderLoadEndsInTimeAndEveryReceiptIsTrue() {
		try (StompboxServer server = StompboxServer.start("--stompbox.drain.window=3s");
				StompClient watching = StompClient.operator(server)) {
			List<StompClient> clients = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				StompClient client = StompClient.anybody(server.port());
				client.subscribe("/topic/demo.load." + i, "s");
				clients.add(client);
			}
			watching.subscribe("/topic/$SYS.events", "e");
			server.terminate();
			Awaitility.await().until(() -> server.anybody().get("/actuator/health/readiness").status() == 503);
			int answered = 0;
			List<Long> times = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				StompClient client = clients.get(i);
				client.send("SEND", "last words", "destination:/topic/demo.load." + i, "receipt:r");
				answered += receiptThenGoodbye(client, times) ? 1 : 0;
				client.close();
			}
			watching.closedAfter("SB-120");
			watching.close();
			assertThat(times).hasSize(60);
			assertThat(new HashSet<>(times)).as("times to come back at").hasSizeGreaterThan(40);
			assertThat(answered).as("some were read before they were sent away").isPositive();
			assertThat(server.awaitExit()).isZero();
			assertThat(server.log()).contains("drain cause=\"Going away: 61 connections")
				.doesNotContain("Exception", "\tat ");
		}
	}

	/** Whoever had the receipt had the message first: both are of the same log. */
	private static boolean receiptThenGoodbye(StompClient client, List<Long> times) {
		boolean receipt = false;
		boolean message = false;
		while (true) {
			StompFrame frame = client.any();
			switch (frame.command()) {
				case "RECEIPT" -> receipt = true;
				case "MESSAGE" -> message = true;
				default -> {
					assertThat(frame.header("code")).isEqualTo("SB-120");
					times.add(after(client.closed().reason()));
					assertThat(receipt).isEqualTo(message);
					return receipt;
				}
			}
		}
	}

	@Test
	void aSecondSignalHurries() {
		try (StompboxServer server = StompboxServer.start("--stompbox.drain.window=10m",
				"--stompbox.drain.reconnect-after=7s", "--stompbox.drain.reconnect-spread=0s");
				StompClient operator = StompClient.operator(server)) {
			List<WebSocketClient> clients = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				clients.add(WebSocketClient.open(server.port(), "/echo"));
			}
			server.terminate();
			Awaitility.await().until(() -> server.operator().get("/api/drain").json().get("draining").asBoolean());
			JsonNode state = server.operator().get("/api/drain").json();
			assertThat(state.get("left").asLong()).isGreaterThan(Duration.ofMinutes(5).toMillis());
			GuardIT.assertProblem(server.operator().call("DELETE", "/api/drain", new byte[0]), 503, "SB-120");
			server.terminate();
			StompFrame error = operator.error();
			assertThat(error.header("code")).isEqualTo("SB-120");
			assertThat(error.header("reconnect-after")).isEqualTo("7000");
			assertThat(after(operator.closed().reason())).isEqualTo(7000);
			for (WebSocketClient client : clients) {
				Close close = client.closed();
				assertThat(close.code()).isEqualTo(1001);
				client.close();
			}
			assertThat(server.awaitExit()).isZero();
		}
	}

}
