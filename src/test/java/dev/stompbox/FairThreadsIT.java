package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.LimitHits;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that hold a thread for as long as their client likes: the bodies come slowly,
 * hundreds at once. Each case has an address of its own; the server trusts 127.0.0.1,
 * where the operator is.
 */
@Timeout(120)
class FairThreadsIT {

	private static final String LIMIT = "stompbox.limits.requests-per-address";

	/** More than HTTP has threads. */
	private static final int MANY = 300;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.trusted-addresses=127.0.0.1/32,::1/128",
				"--stompbox.limits.requests-per-address=8", "--stompbox.limits.request-time=60s",
				"--server.jetty.connection-idle-timeout=2m");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/** A publication of four bytes, of which one has come. */
	private static RawWebSocket begun(String address) {
		RawWebSocket socket = RawWebSocket.from(address, server.port());
		byte[] begin = "POST /api/topics/demo.slow/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nx"
			.getBytes(StandardCharsets.US_ASCII);
		assertThat(socket.send(begin, begin.length)).isTrue();
		return socket;
	}

	private static void finish(RawWebSocket socket) {
		assertThat(socket.send("yz\n".getBytes(StandardCharsets.US_ASCII), 3)).isTrue();
	}

	private static HttpAnswer answer(RawWebSocket socket) {
		return socket.ask(new byte[0]);
	}

	@Test
	void whoSendsSlowlyWaitsForItselfAlone() {
		String slow = "127.0.4.1";
		List<RawWebSocket> all = new ArrayList<>();
		try {
			for (int i = 0; i < 180; i++) {
				all.add(begun(slow));
			}
			assertThat(server.anybody().publish("demo.slow", "mine").status()).isEqualTo(201);
			try (WebSocketClient other = WebSocketClient.from("127.0.4.2", server.port(), "/ws");
					StompClient client = new StompClient(other)) {
				client.connect();
				client.publish("/topic/demo.slow", "mine too");
			}
			all.forEach(FairThreadsIT::finish);
			for (RawWebSocket each : all) {
				assertThat(answer(each).status()).as("in its turn").isEqualTo(201);
			}
		}
		finally {
			all.forEach(RawWebSocket::close);
		}
	}

	@Test
	void whoHasVeryManyRequestsIsRefused() {
		String slow = "127.0.4.3";
		List<RawWebSocket> all = new ArrayList<>();
		try (LimitHits hits = new LimitHits(server)) {
			hits.assertToldAndCounted(LIMIT, "SB-329", () -> {
				for (int i = 0; i < MANY; i++) {
					all.add(begun(slow));
				}
				await().atMost(Duration.ofSeconds(30)).until(() -> hits.count(LIMIT, "SB-329") >= MANY - 8 - 8 * 25);
				all.add(begun(slow));
				HttpAnswer refused = answer(all.get(MANY));
				GuardIT.assertProblem(refused, 429, "SB-329");
				assertThat(refused.header("Retry-After")).isEqualTo("1");
				assertThat(refused.json().get("property").asString()).isEqualTo(LIMIT);
			});
			StompClient.anybody(server.port()).close();
		}
		finally {
			all.forEach(RawWebSocket::close);
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			try (RawWebSocket again = begun(slow)) {
				finish(again);
				return answer(again).status() == 201;
			}
		});
		assertThat(server.log()).as("who goes in the middle of a request is no failure")
			.doesNotContain("\tat ", " ERROR ");
	}

}
