package dev.stompbox;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.TlsTunnel;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * WebSockets over HTTP/2 (RFC 8441), all on one connection, which Node holds. They are
 * Jetty's, whatever {@code stompbox.websocket.engine} says.
 */
@Timeout(120)
class Http2IT {

	private static final int MIB = 1024 * 1024;

	@TempDir
	private static Path directory;

	private static StompboxServer server;

	private static NodeScript node;

	private static int port;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--server.http2.enabled=true");
		node = tunnel("http://127.0.0.1:" + server.port());
		port = Integer.parseInt(node.line());
	}

	private static NodeScript tunnel(String address) {
		return NodeScript.start(NodeScript.HOME.resolve("http2-tunnel.mjs"), address);
	}

	@AfterAll
	static void stop() {
		node.close();
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo/text", "/" })
	void textComesBackAsText(String path) {
		try (WebSocketClient client = open(path)) {
			assertThat(client.handshake().header("Sec-WebSocket-Extensions")).isEmpty();
			client.text("Grüße, 你好, 👋");
			assertThat(client.message())
				.matches((message) -> message.text() && message.string().equals("Grüße, 你好, 👋"));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 65_535, 65_536, MIB, 16 * MIB })
	void binaryOfEverySizeComesBackIdentical(int size) {
		try (WebSocketClient client = open("/echo/binary")) {
			byte[] message = random(size, size);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.binary(message));
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void aThousandMessagesReachTheirSubscribersInOrder() {
		try (StompClient publisher = stomp(); StompClient one = stomp(); StompClient two = stomp()) {
			one.subscribe("/topic/demo.h2", "1");
			two.subscribe("/topic/demo.#", "2");
			for (int i = 0; i < 1000; i++) {
				publisher.send("SEND", "message " + i, "destination:/topic/demo.h2");
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(one.message().text()).isEqualTo("message " + i);
				assertThat(two.message().text()).isEqualTo("message " + i);
			}
		}
	}

	@Test
	void theSubprotocolIsAgreed() {
		try (WebSocketClient client = WebSocketClient.open(port, "/ws", "Sec-WebSocket-Protocol: v12.stomp")) {
			assertThat(client.handshake().header("Sec-WebSocket-Protocol")).isEqualTo("v12.stomp");
		}
	}

	@Test
	void sockJsIsThereToo() {
		try (WebSocketClient client = open("/sockjs/000/session/websocket")) {
			assertThat(client.message().string()).isEqualTo("o");
		}
	}

	/** Streams of one connection share nothing but the connection. */
	@Test
	void whoStopsReadingIsClosedWith4413AndNeighboursOnTheSameConnectionLoseNothing() {
		byte[] body = random(60_000, 1);
		try (StompClient slow = stomp(); StompClient neighbour = stomp()) {
			slow.subscribe("/topic/demo.slow", "s");
			neighbour.subscribe("/topic/demo.slow", "n");
			int subscribers = 2;
			for (int i = 0; subscribers == 2; i++) {
				assertThat(i).as("messages for a client that does not read").isLessThan(400);
				subscribers = server.anybody().publish("demo.slow", body).json().get("subscribers").asInt();
				assertThat(neighbour.message().body()).isEqualTo(body);
			}
			StompFrame error = slow.error();
			assertThat(error.headers()).containsEntry("code", "SB-302");
			Close close = slow.closed();
			assertThat(close.code()).isEqualTo(4413);
			assertThat(close.reason()).startsWith("SB-302").contains("1 MB");
		}
	}

	@Test
	void aClientThatDoesNotReadIsNotReadFromAndGetsEverythingLater() {
		try (WebSocketClient client = open("/echo/binary")) {
			ByteBuffer message = ByteBuffer.wrap(client.masked(WebSocketClient.BINARY, random(MIB / 2, 7)));
			int whole = 0;
			while (client.offer(message.rewind(), Duration.ofSeconds(1)) == message.limit()) {
				whole++;
				assertThat(whole).as("messages taken from a client that does not read").isLessThan(128);
			}
			CompletableFuture<Void> rest = CompletableFuture
				.runAsync(() -> client.raw(Arrays.copyOfRange(message.array(), message.position(), message.limit())));
			for (int i = 0; i <= whole; i++) {
				assertThat(Arrays.equals(client.message().bytes(), random(MIB / 2, 7))).as("message " + i).isTrue();
			}
			assertThat(rest).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void closeCodesAndReasonsAreTheSame() {
		try (WebSocketClient client = open("/echo/text")) {
			client.binary(new byte[1]);
			Close close = client.closed();
			assertThat(close.code()).isEqualTo(1003);
			assertThat(close.reason()).contains("/echo/text takes text");
		}
		try (WebSocketClient client = open("/echo")) {
			client.goodbye(1000);
			assertThat(client.closed()).isEqualTo(new Close(1000, ""));
			assertThat(client.over()).isTrue();
		}
	}

	@Test
	void aStrangersPageAndAWrongTokenAreTurnedAwayAsOverHttp11() {
		GuardIT.assertProblem(upgrade("/ws", "Origin: https://evil.example"), 403, "SB-202");
		GuardIT.assertProblem(upgrade("/ws", "Authorization: Bearer wrong"), 401, "SB-201");
		assertThat(upgrade("/nowhere").status()).isEqualTo(404);
	}

	@Test
	void whoLeavesWithoutAGoodbyeLeavesNothingBehind() {
		for (int i = 0; i < 10; i++) {
			try (WebSocketClient client = open("/echo")) {
				client.text("x");
				client.message();
			}
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> server.operator().get("/api/connections").json().get("total").asInt() == 0);
	}

	@Test
	void withinTlsItIsNegotiated() {
		Path keyStore = TlsTunnel.keyStore(directory);
		String[] settings = Arrays.copyOf(TlsTunnel.settings(keyStore), 4);
		settings[3] = "--server.http2.enabled=true";
		try (StompboxServer secure = StompboxServer.start(settings);
				NodeScript secureNode = tunnel("https://127.0.0.1:" + secure.port());
				WebSocketClient client = WebSocketClient.open(Integer.parseInt(secureNode.line()), "/echo/binary")) {
			byte[] message = random(MIB, 3);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.binary(message));
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void aQuietWebSocketOutlivesWhatIsAllowedToAQuietHttpConnection() {
		try (StompboxServer impatient = StompboxServer.start("--server.http2.enabled=true",
				"--server.jetty.connection-idle-timeout=1s");
				NodeScript impatientNode = tunnel("http://127.0.0.1:" + impatient.port());
				WebSocketClient over2 = WebSocketClient.open(Integer.parseInt(impatientNode.line()), "/echo");
				WebSocketClient over1 = WebSocketClient.open(impatient.port(), "/echo")) {
			assertThat(over2.silentFor(Duration.ofSeconds(4))).isTrue();
			over2.text("still here");
			assertThat(over2.message().string()).isEqualTo("still here");
			over1.text("still here, too");
			assertThat(over1.message().string()).isEqualTo("still here, too");
		}
	}

	private static HttpAnswer upgrade(String path, String... headers) {
		return WebSocketClient.upgrade(port, path, headers);
	}

	private static byte[] random(int size, long seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	private static StompClient stomp() {
		StompClient client = new StompClient(open("/ws"));
		client.connect();
		return client;
	}

	private static WebSocketClient open(String path) {
		return WebSocketClient.open(port, path);
	}

}
