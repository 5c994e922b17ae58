package dev.stompbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What one SockJS client may use, on a server with little memory. */
@Timeout(120)
class SockJsLimitsIT {

	private static final int SLOW = 60;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with()
			.jvm("-Xmx96m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
			.start("--stompbox.limits.closing=2s", "--stompbox.limits.heart-beat=1s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "xhr_streaming", "xhr" })
	void aMessageOverTheLimitIsRefusedAsOverAWebSocket(String transport) {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), transport);
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			client.subscribe("/topic/demo.big", "s");
			client.send("SEND", "é".repeat(32 * 1024), "destination:/topic/demo.big");
			assertThat(client.message().body()).hasSize(64 * 1024);
			HttpAnswer answer = sockJs
				.send("[\"SEND\\ndestination:/topic/demo.big\\n\\n" + "x".repeat(64 * 1024 + 1) + "\\u0000\"]");
			if (answer != null) {
				assertThat(answer.status()).isEqualTo(413);
				assertThat(answer.json().get("code").asString()).isEqualTo("SB-301");
				assertThat(answer.json().get("property").asString()).isEqualTo("stompbox.limits.message-size");
			}
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-301");
			assertThat(client.closed().code()).isEqualTo(1009);
		}
	}

	/** Many messages may come in one request; none of them may be too big. */
	@Test
	void aLongRequestIsTakenAsItComes() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			StringBuilder body = new StringBuilder("[");
			for (int i = 0; i < 400; i++) {
				body.append("\"SEND\\ndestination:/topic/demo.long\\n")
					.append((i == 399) ? "receipt:last\\n" : "")
					.append("\\n")
					.append("x".repeat(60_000))
					.append("\\u0000\"")
					.append((i == 399) ? "]" : ",");
			}
			assertThat(sockJs.send(body.toString()).status()).isEqualTo(204);
			assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("last");
		}
	}

	@Test
	void ofARequestWithoutEndLittleIsRead() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			byte[] endless = ("[\"SEND\\ndestination:/topic/demo.big\\n\\n" + "x".repeat(64 << 20))
				.getBytes(StandardCharsets.US_ASCII);
			int taken = sockJs.offer(1 << 30, ByteBuffer.wrap(endless), Duration.ofSeconds(2));
			assertThat(taken).as("bytes that went into buffers").isLessThan(16 << 20);
			assertThat(client.error().header("code")).isEqualTo("SB-301");
		}
	}

	@Test
	void whoDoesNotReadIsClosedAndHarmsNobodyElse() {
		List<StompClient> slow = new ArrayList<>();
		try (StompClient neighbour = new StompClient(SockJsClient.open(server.port(), "xhr_streaming"));
				StompClient publisher = StompClient.anybody(server.port())) {
			neighbour.connect();
			neighbour.subscribe("/topic/demo.slow", "n");
			for (int i = 0; i < SLOW; i++) {
				StompClient client = new StompClient(SockJsClient.open(server.port(), "xhr_streaming", 4096));
				client.connect("heart-beat:0,0");
				client.subscribe("/topic/demo.slow", "s");
				slow.add(client);
			}
			String body = "x".repeat(60_000);
			for (int i = 0; i < 200; i++) {
				publisher.publish("/topic/demo.slow", i + "," + body);
				assertThat(neighbour.message().text()).startsWith(i + ",");
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> closedAsSlow() >= SLOW);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> server.operator().get("/api/connections").json().get("total").asInt() < SLOW);
		}
		finally {
			slow.forEach(StompClient::close);
		}
	}

	/** From the numbers: of so many the log has a part. */
	private static double closedAsSlow() {
		return server.operator()
			.get("/actuator/prometheus")
			.text()
			.lines()
			.filter((line) -> line.matches("stompbox_closes_total\\{code=\"SB-(302|326)\".*"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	/** Between two polls the outbox is all there is. */
	@Test
	void whoPollsTooSeldomForWhatComesIsTold() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			client.subscribe("/topic/demo.seldom", "s");
			for (int i = 0; i < 20; i++) {
				server.anybody().publish("demo.seldom", i + "," + "x".repeat(60_000));
			}
			assertThat(client.error().header("code")).isEqualTo("SB-302");
			assertThat(client.closed().code()).isEqualTo(4413);
		}
	}

	@Test
	void aFullServerSaysSo() {
		try (StompboxServer full = StompboxServer.start("--stompbox.limits.connections=3")) {
			List<SockJsClient> clients = new ArrayList<>();
			for (String transport : List.of("xhr", "xhr_streaming", "websocket")) {
				clients.add(SockJsClient.open(full.port(), transport));
			}
			String session = "/sockjs/000/" + UUID.randomUUID();
			for (String transport : List.of("/xhr", "/xhr_streaming")) {
				HttpAnswer refused = full.anybody().call("POST", session + transport, new byte[0]);
				assertThat(refused.status()).isEqualTo(503);
				assertThat(refused.json().get("code").asString()).isEqualTo("SB-304");
				assertThat(refused.header("Retry-After")).isEqualTo("5");
			}
			assertThat(WebSocketClient.upgrade(full.port(), session + "/websocket").status()).isEqualTo(503);
			clients.forEach(SockJsClient::close);
			await().atMost(Duration.ofSeconds(20))
				.until(() -> full.anybody()
					.call("POST", "/sockjs/000/" + UUID.randomUUID() + "/xhr", new byte[0])
					.status() == 200);
		}
	}

	@Test
	void aSilentClientIsAskedAndOneThatDoesNotAnswerGoes() {
		try (StompboxServer idle = StompboxServer.start("--stompbox.limits.idle=6s")) {
			SockJsClient gone = SockJsClient.open(idle.port(), "xhr_streaming");
			new StompClient(gone).connect("heart-beat:0,0");
			try (SockJsClient sockJs = SockJsClient.open(idle.port(), "xhr_streaming");
					StompClient client = new StompClient(sockJs)) {
				client.connect("heart-beat:0,0");
				client.subscribe("/topic/demo.idle", "s");
				CompletableFuture<StompFrame> message = CompletableFuture.supplyAsync(client::message);
				await().atMost(Duration.ofSeconds(60))
					.until(() -> idle.operator().get("/api/connections").json().get("total").asInt() == 1);
				idle.anybody().publish("demo.idle", "still here");
				assertThat(message).succeedsWithin(Duration.ofSeconds(30))
					.satisfies((frame) -> assertThat(frame.text()).isEqualTo("still here"));
				assertThat(sockJs.responses()).as("responses").isGreaterThan(1);
			}
			finally {
				gone.close();
			}
		}
	}

	@Test
	void aServerThatStopsTellsItsClients() {
		try (StompboxServer going = StompboxServer.start()) {
			List<StompClient> clients = new ArrayList<>();
			for (String transport : List.of("websocket", "xhr_streaming", "eventsource")) {
				clients.add(new StompClient(SockJsClient.open(going.port(), transport)));
				clients.get(clients.size() - 1).connect();
			}
			SockJsClient polling = SockJsClient.open(going.port(), "xhr");
			clients.add(new StompClient(polling));
			clients.get(3).connect();
			polling.request();
			going.terminate();
			for (StompClient client : clients) {
				assertThat(client.error().header("code")).isEqualTo("SB-120");
				if (client != clients.get(3)) {
					assertThat(client.closed().code()).isEqualTo(1001);
				}
				client.close();
			}
			assertThat(going.awaitExit()).isZero();
		}
	}

	@Test
	void nothingOfASessionIsKeptWhenItIsOver() {
		for (int i = 0; i < 300; i++) {
			HttpAnswer answer = Api.raw(server.port(), "POST /sockjs/000/" + UUID.randomUUID()
					+ "/xhr HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
			assertThat(answer.text()).isEqualTo("o\n");
		}
		await().atMost(Duration.ofSeconds(30))
			.until(() -> server.operator().get("/api/connections").json().get("total").asInt() == 0);
	}

}
