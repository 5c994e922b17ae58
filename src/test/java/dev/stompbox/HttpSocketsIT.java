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
 * Sockets that speak HTTP and ask for nothing. Each case has an address of its own; the
 * server trusts 127.0.0.1, where the operator is.
 */
@Timeout(120)
class HttpSocketsIT {

	private static final String OF_ADDRESS = "stompbox.limits.sockets-per-address";

	private static final int MOST_OF_ADDRESS = 20;

	private static final int MOST = 50;

	private static StompboxServer server;

	private static LimitHits hits;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.trusted-addresses=127.0.0.1/32,::1/128",
				"--stompbox.limits.sockets-per-address=" + MOST_OF_ADDRESS, "--stompbox.limits.sockets=" + MOST,
				"--stompbox.limits.request-time=60s", "--server.jetty.connection-idle-timeout=2m");
		hits = new LimitHits(server);
	}

	@AfterAll
	static void stop() {
		hits.close();
		server.close();
	}

	private static HttpAnswer ask(RawWebSocket socket) {
		return socket.ask("GET /errors HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static void begin(RawWebSocket socket, String head) {
		byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
		assertThat(socket.send(bytes, bytes.length)).isTrue();
	}

	private static List<RawWebSocket> open(String address, int count) {
		List<RawWebSocket> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(RawWebSocket.from(address, server.port()));
		}
		return all;
	}

	/** What the server says to a socket of which it has not asked for anything. */
	private static void assertRefused(String address, int status, String code, String property) {
		try (RawWebSocket socket = RawWebSocket.from(address, server.port())) {
			HttpAnswer refused = socket.ask(new byte[0]);
			GuardIT.assertProblem(refused, status, code);
			assertThat(refused.json().get("property").asString()).isEqualTo(property);
			assertThat(refused.header("Retry-After")).isEqualTo("5");
			assertThat(socket.end(Duration.ofSeconds(30))).isNotEqualTo(RawWebSocket.End.OPEN);
		}
	}

	private static void awaitRoom(String address) {
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			try (RawWebSocket socket = RawWebSocket.from(address, server.port())) {
				return ask(socket).status() == 200;
			}
		});
	}

	@Test
	void whoOpensSocketsAndAsksForNothingIsRefusedAlone() {
		String idle = "127.0.5.1";
		List<RawWebSocket> all = open(idle, MOST_OF_ADDRESS);
		try {
			all.subList(0, MOST_OF_ADDRESS / 2).forEach((each) -> begin(each, "GET / HTTP/1.1\r\nHo"));
			hits.assertToldAndCounted(OF_ADDRESS, "SB-319", () -> assertRefused(idle, 429, "SB-319", OF_ADDRESS));
			try (RawWebSocket other = RawWebSocket.from("127.0.5.2", server.port());
					StompClient client = new StompClient(WebSocketClient.from("127.0.5.3", server.port(), "/ws"))) {
				assertThat(ask(other).status()).isEqualTo(200);
				client.connect();
			}
			assertThat(ask(all.get(MOST_OF_ADDRESS - 1)).status()).as("of one that is in").isEqualTo(200);
		}
		finally {
			all.forEach(RawWebSocket::close);
		}
		awaitRoom(idle);
	}

	@Test
	void ofAllAddressesTogetherThereMayBeSoMany() {
		String property = "stompbox.limits.sockets";
		List<RawWebSocket> all = new ArrayList<>();
		try {
			for (int i = 0; i < MOST / 10; i++) {
				all.addAll(open("127.0.6." + (i + 1), 10));
			}
			hits.assertToldAndCounted(property, "SB-304", () -> assertRefused("127.0.6.99", 503, "SB-304", property));
			assertThat(server.operator().get("/api/topics").status()).as("at a trusted address").isEqualTo(200);
		}
		finally {
			all.forEach(RawWebSocket::close);
		}
		awaitRoom("127.0.6.99");
	}

	@Test
	void whatIsAskedForOrBecameAWebSocketDoesNotCount() {
		String busy = "127.0.7.1";
		List<WebSocketClient> sockets = new ArrayList<>();
		List<RawWebSocket> asking = new ArrayList<>();
		try {
			for (int i = 0; i < MOST_OF_ADDRESS + 5; i++) {
				sockets.add(WebSocketClient.from(busy, server.port(), "/ws"));
			}
			for (int i = 0; i < MOST_OF_ADDRESS + 5; i++) {
				RawWebSocket socket = RawWebSocket.from(busy, server.port());
				asking.add(socket);
				// It answers when a request is under way, and reads its body.
				begin(socket, "POST /api/topics/demo.asking/messages HTTP/1.1\r\nHost: localhost\r\n"
						+ "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n");
				assertThat(socket.head().status()).isEqualTo(100);
			}
			awaitRoom(busy);
			for (RawWebSocket each : asking) {
				assertThat(each.ask(new byte[] { 'x' }).status()).isEqualTo(201);
			}
			assertRefused(busy, 429, "SB-319", OF_ADDRESS);
		}
		finally {
			sockets.forEach(WebSocketClient::close);
			asking.forEach(RawWebSocket::close);
		}
		awaitRoom(busy);
	}

}
