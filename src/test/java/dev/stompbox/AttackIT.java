package dev.stompbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.support.Deflated;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.Nice;
import dev.stompbox.support.Pair;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.Use;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One attack after the other on one server, beside a pair of clients who behave: none of
 * their messages is lost, they take about as long as ever, and at the end memory, threads
 * and files are as they were. {@code -Dit.test=AttackIT -Dstompbox.attacks.print=true}
 * prints how long their messages took.
 */
@Tag("own-engine")
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AttackIT {

	private static final String ATTACKER = "127.0.0.9";

	/** The numbers are asked for, and not what one can say in a build. */
	private static final boolean PRINT = Boolean.getBoolean("stompbox.attacks.print");

	/** How many messages of the pair's an attack is judged by. */
	private static final int ENOUGH = PRINT ? 1000 : 100;

	/**
	 * Milliseconds that are no harm in any case, but where the numbers are asked for.
	 * Attacker, server and the pair share the cores of a machine that may be slow and
	 * have other work, where a thread waits for its turn for so long without any attack;
	 * somebody whom an attack really stops waits for seconds.
	 */
	private static final double HARMLESS = PRINT ? 0 : 1000;

	private static final Map<String, Pair.Took> TOOK = new TreeMap<>();

	private static Pair.Took quiet;

	private static StompboxServer server;

	private static Pair pair;

	/** Of a server that has talked a little. */
	private static Use before;

	@BeforeAll
	static void start() {
		server = StompboxServer.with()
			.jvm("-Xmx160m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
			.start("--stompbox.limits.trusted-addresses=127.0.0.1/32", "--stompbox.limits.request-time=2s",
					"--stompbox.limits.frame-time=2s", "--stompbox.limits.closing=2s",
					"--stompbox.websocket.compression=true", "--stompbox.topics[0].match=secret.#",
					"--stompbox.topics[0].subscribe=role:staff", "--stompbox.topics[1].match=#",
					"--stompbox.topics[1].subscribe=anyone", "--stompbox.topics[1].publish=anyone",
					"--stompbox.topics[1].history.messages=0");
		pair = new Pair(server);
		awaitMessages(300);
		pair.took();
		before = Use.of(server);
		awaitMessages(500);
		quiet = pair.took();
		TOOK.put("  quiet", quiet);
		if (PRINT) {
			Nice.become(19);
		}
	}

	private static void awaitMessages(int count) {
		await().atMost(Duration.ofSeconds(60)).until(() -> pair.count() >= count);
	}

	@AfterAll
	static void stop() {
		pair.close();
		server.close();
		if (PRINT) {
			TOOK.forEach((attack, took) -> System.out.printf(Locale.ROOT, "| %s | %,d | %.1f | %.1f |%n",
					attack.strip().toLowerCase(Locale.ROOT).replace('_', ' '), took.messages(), took.p50(),
					took.p99()));
		}
	}

	/** An attack. */
	enum Attack {

		SLOW_UPGRADES(AttackIT::slowUpgrades), SLOW_FRAMES(AttackIT::slowFrames), UPGRADE_STORM(AttackIT::upgradeStorm),
		HEADERS_WITHOUT_END(AttackIT::headersWithoutEnd), SUBSCRIBE_FLOOD(AttackIT::subscribeFlood),
		DEFLATE_BOMB(AttackIT::deflateBomb), FRAGMENTS_WITHOUT_END(AttackIT::fragmentsWithoutEnd),
		PING_FLOOD(AttackIT::pingFlood), RESETS_IN_MID_FRAME(AttackIT::resets), NEVER_READS(AttackIT::neverReads),
		INJECTION(AttackIT::injection), SPELLINGS(AttackIT::spellings), OTHER_SITES(AttackIT::otherSites);

		private final Runnable attack;

		Attack(Runnable attack) {
			this.attack = attack;
		}

	}

	/** Attacks that are over at once come again and again. */
	@Order(1)
	@ParameterizedTest
	@EnumSource
	void whoBehavesLosesNothing(Attack attack) {
		pair.took();
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		do {
			attack.attack.run();
		}
		while (pair.count() < ENOUGH && System.nanoTime() < until);
		Pair.Took took = pair.took();
		TOOK.put(attack.name(), took);
		assertThat(took.messages()).isGreaterThanOrEqualTo(ENOUGH);
		assertThat(took.p99()).as("ms, of which %.1f when all is quiet", quiet.p99())
			.isLessThanOrEqualTo(Math.max(3 * quiet.p99(), HARMLESS));
		awaitMessages(20);
	}

	/** What the attacks have left. */
	@Order(2)
	@Test
	void nothingIsLeftOfThem() {
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			Use after = Use.of(server);
			assertThat(after.connections()).isEqualTo(before.connections());
			assertThat(after.threads()).as("HTTP's pool has up to 200, and lets them go one by one")
				.isLessThan(before.threads() + 200);
			assertThat(after.files()).isLessThanOrEqualTo(before.files() + 16);
			assertThat(after.heap()).as("bytes of heap, of which before " + before.heap())
				.isLessThan(before.heap() + (12 << 20));
		});
		assertThat(server.log()).doesNotContain("OutOfMemory", "\tat ");
	}

	/** Upgrades that come byte by byte and never end. */
	private static void slowUpgrades() {
		List<RawWebSocket> slow = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			RawWebSocket socket = new RawWebSocket(server.port());
			socket.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpg".getBytes(StandardCharsets.US_ASCII), 1000);
			slow.add(socket);
		}
		StompClient.anybody(server.port()).close();
		for (RawWebSocket socket : slow) {
			assertThat(socket.ask(new byte[0]).status()).isEqualTo(408);
			socket.close();
		}
	}

	/** Frames that are begun and never end. */
	private static void slowFrames() {
		List<WebSocketClient> slow = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			WebSocketClient socket = WebSocketClient.from(ATTACKER, server.port(), "/ws");
			byte[] frame = socket.masked(WebSocketClient.TEXT, new byte[1000]);
			socket.raw(Arrays.copyOf(frame, 500));
			slow.add(socket);
		}
		for (WebSocketClient socket : slow) {
			assertThat(socket.closed().code()).isEqualTo(4408);
			socket.close();
		}
	}

	/** Far more upgrades from one address than it may make, hundreds at once. */
	private static void upgradeStorm() {
		ExecutorService attackers = Executors.newFixedThreadPool(300);
		try {
			List<Future<Integer>> asked = IntStream.range(0, 10_000)
				.mapToObj((i) -> attackers
					.submit(() -> WebSocketClient.upgradeFrom(ATTACKER, server.port(), "/ws").status()))
				.toList();
			Map<Integer, Long> answers = asked.stream()
				.collect(Collectors.groupingBy(AttackIT::answer, Collectors.counting()));
			assertThat(answers.keySet()).as("408: the attackers are so many that one did not come to send its request")
				.isSubsetOf(101, 408, 429, 0);
			assertThat(answers.get(429)).isGreaterThan(5_000);
			assertThat(answers.getOrDefault(0, 0L)).as("came in the moment in which their time was over")
				.isLessThan(10);
		}
		finally {
			attackers.shutdown();
		}
		StompClient.anybody(server.port()).close();
	}

	/** Its status, 0 where the server closed without one. */
	private static int answer(Future<Integer> asked) {
		try {
			return asked.get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			assertThat(ex).hasMessageContaining("ended the stream");
			return 0;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	/** Headers that never end, of HTTP and of STOMP. */
	private static void headersWithoutEnd() {
		byte[] header = ("X-A: " + "a".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		try (RawWebSocket http = new RawWebSocket(server.port())) {
			http.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII), 1000);
			boolean taken = true;
			for (int i = 0; i < 10_000 && taken; i++) {
				taken = http.send(header, 10_000);
			}
			assertThat(taken).as("10 MB of headers were taken").isFalse();
		}
		try (WebSocketClient stomp = WebSocketClient.open(server.port(), "/ws")) {
			stomp.text("CONNECT\naccept-version:1.2\nhost:x\n");
			for (int i = 0; i < 15; i++) {
				stomp.text("a" + i + ":" + "a".repeat(1000) + "\n");
			}
			stomp.text("b:" + "b".repeat(2000) + "\n");
			assertThat(stomp.message().string()).contains("SB-307");
			assertThat(stomp.closed().code()).isEqualTo(4400);
		}
	}

	/** One client that subscribes to far too much. */
	private static void subscribeFlood() {
		try (StompClient flood = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			flood.connect();
			for (int i = 0; i < 100; i++) {
				StringBuilder frames = new StringBuilder();
				for (int j = 0; j < 1000; j++) {
					int id = i * 1000 + j;
					frames.append(StompClient.frame("SUBSCRIBE", "", "destination:/topic/flood." + id, "id:" + id));
				}
				flood.webSocket()
					.offer(ByteBuffer.wrap(flood.webSocket()
						.masked(WebSocketClient.TEXT, frames.toString().getBytes(StandardCharsets.US_ASCII))),
							Duration.ofSeconds(5));
			}
			assertThat(flood.error().header("code")).isEqualTo("SB-305");
			assertThat(flood.closed().code()).isEqualTo(4429);
		}
	}

	/** A few compressed bytes that stand for 64 MB. */
	private static void deflateBomb() {
		byte[] bomb = Deflated.of(new byte[64 << 20]);
		for (String path : List.of("/ws", "/echo")) {
			try (WebSocketClient socket = WebSocketClient.open(server.port(), path,
					"Sec-WebSocket-Extensions: permessage-deflate")) {
				socket.offer(ByteBuffer.wrap(socket.masked(WebSocketClient.BINARY | Deflated.RSV1, bomb)),
						Duration.ofSeconds(10));
				socket.ignorePings();
				assertThat(socket.closed().code()).isIn(1009, 4400);
			}
		}
	}

	/** Fragments that never end, many and large. */
	private static void fragmentsWithoutEnd() {
		try (WebSocketClient socket = WebSocketClient.open(server.port(), "/ws")) {
			socket.frame(WebSocketClient.TEXT_BEGINS, new byte[] { '\n' });
			byte[] one = socket.masked(WebSocketClient.GOES_ON, "x".getBytes(StandardCharsets.US_ASCII));
			byte[] empty = socket.masked(WebSocketClient.GOES_ON, new byte[0]);
			ByteBuffer all = ByteBuffer.allocate(100_000 * one.length + 50_000 * empty.length);
			for (int i = 0; i < 50_000; i++) {
				all.put(one).put(empty).put(one);
			}
			socket.offer(all.flip(), Duration.ofSeconds(10));
			assertThat(socket.closed().code()).isIn(1009, 4400);
		}
	}

	/** Pings, as many as a socket takes; the pongs are read at the end, and all come. */
	private static void pingFlood() {
		try (RawWebSocket flood = new RawWebSocket(server.port())) {
			flood.upgrade("/echo");
			byte[] pings = new byte[6 * 10_000];
			for (int i = 0; i < pings.length; i += 6) {
				pings[i] = (byte) WebSocketClient.PING;
				pings[i + 1] = (byte) 0x80;
			}
			for (int i = 0; i < 20; i++) {
				assertThat(flood.send(pings, pings.length)).isTrue();
			}
			for (int i = 0; i < 200_000; i++) {
				assertThat(flood.frame(Duration.ofSeconds(30)).orElseThrow().first()).isEqualTo(WebSocketClient.PONG);
			}
		}
	}

	/** Connections that are reset in the middle of a frame. */
	private static void resets() {
		for (int i = 0; i < 100; i++) {
			WebSocketClient socket = WebSocketClient.from(ATTACKER + i % 10, server.port(), "/ws");
			byte[] frame = socket.masked(WebSocketClient.TEXT, new byte[1000]);
			socket.raw(Arrays.copyOf(frame, 20 + i));
			socket.reset();
		}
	}

	/** A subscriber that never reads, while all others go on. */
	private static void neverReads() {
		byte[] body = new byte[60_000];
		StompClient deaf = new StompClient(WebSocketClient.open(4096, server.port(), "/ws"));
		String id = deaf.connect("heart-beat:0,0").header("session");
		deaf.subscribe("/topic/demo.busy", "s");
		try (StompClient reads = StompClient.anybody(server.port())) {
			reads.subscribe("/topic/demo.busy", "s");
			for (int i = 0; server.operator().get("/api/connections/" + id).status() == 200; i++) {
				assertThat(i).as("messages of 60 KB that one who does not read was sent").isLessThan(1000);
				server.anybody().publish("demo.busy", body);
				assertThat(reads.message().body()).hasSize(body.length);
			}
		}
		deaf.close();
	}

	/** Line ends and zero bytes where a line might begin anew. */
	private static void injection() {
		for (String header : List.of("Origin: http://a\r\nX-Injected: 1", "X: a\0b", "X: a\rb",
				"Host: a\r\nHost: localhost", "Sec-WebSocket-Protocol: v12.stomp\0INJECTED")) {
			try (RawWebSocket raw = new RawWebSocket(server.port())) {
				HttpAnswer answer = raw.upgrade("/ws", header);
				assertThat(answer.status()).as(header).isIn(400, 403, 101);
				assertThat(answer.toString()).doesNotContain("INJECTED", "X-Injected");
			}
		}
		try (StompClient client = StompClient.anybody(server.port())) {
			client.subscribe("/topic/demo.lines", "s");
			client.confirm("SEND", "", "destination:/topic/demo.lines", "a:1\\nforged\\c2\\r\\n\\r\\nSEND");
			StompFrame message = client.message();
			assertThat(message.header("a")).isEqualTo("1\nforged:2\r\n\r\nSEND");
			assertThat(message.headers()).doesNotContainKey("forged");
			client.send("SUBSCRIBE", "", "destination:/topic/secret.\\nFORGED LINE", "id:f");
			client.closedAfter("SB-505");
		}
		assertThat(server.log().lines()).noneMatch((line) -> line.startsWith("FORGED"));
	}

	/** Other spellings of what is not granted. */
	private static void spellings() {
		try (StompClient spy = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			spy.connect("soft-deny:true");
			spy.subscribe("/topic/demo.marker", "marker");
			List<String> spellings = List.of("secret.plan", "secret/plan", "secret.*", "secret.#", "*.plan", "#", "*.*",
					"#.plan", "s*.plan", "secret..plan", "/secret.plan", "secret.plan.", "./secret.plan", "SECRET.plan",
					"secret%2eplan", "secret.plan ", "secret\\\\.plan", "demo.#.secret.plan", "**", ">",
					"demo/../secret/plan", "$SYS.#", "$USER.operator.queue.x", "$QUEUE.x");
			for (int i = 0; i < spellings.size(); i++) {
				spy.send("SUBSCRIBE", "", "destination:/topic/" + spellings.get(i), "id:" + i, "receipt:" + i);
				spy.await("RECEIPT");
			}
			server.operator().publish("secret.plan", "the plan");
			server.anybody().publish("demo.marker", "marker");
			assertThat(spy.message().text()).isEqualTo("marker");
		}
	}

	/** Pages of other sites. */
	private static void otherSites() {
		for (String origin : List.of("https://evil.example", "http://localhost.evil.example", "null",
				"http://localhost:" + (server.port() + 1) + ".evil.example", "HTTP://EVIL.EXAMPLE", "file://")) {
			for (String path : List.of("/ws", "/echo", "/", "/sockjs/000/abcdefgh/websocket")) {
				HttpAnswer refused = WebSocketClient.upgrade(server.port(), path, "Origin: " + origin,
						"Cookie: stompbox=anything");
				assertThat(refused.status()).as(origin + " " + path).isEqualTo(403);
			}
		}
	}

}
