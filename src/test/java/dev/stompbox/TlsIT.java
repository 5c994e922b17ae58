package dev.stompbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Api;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.TlsTunnel;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;
import dev.stompbox.support.WebSocketClient.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** WebSockets over TLS, with a certificate that is made for the test. */
@Timeout(120)
class TlsIT {

	private static final int MIB = 1024 * 1024;

	@TempDir
	private static Path directory;

	private static StompboxServer server;

	private static TlsTunnel tunnel;

	@BeforeAll
	static void start() {
		Path keyStore = TlsTunnel.keyStore(directory);
		server = StompboxServer.start(TlsTunnel.settings(keyStore));
		tunnel = new TlsTunnel(server.port(), keyStore);
	}

	@AfterAll
	static void stop() {
		tunnel.close();
		server.close();
	}

	@Test
	void theAddressesThatArePrintedAreThoseOfTls() {
		assertThat(server.log()).contains("https://localhost:" + server.port(), "wss://localhost:" + server.port())
			.doesNotContain("http://", " ws://");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void anOldVersionOfTlsIsRefused(int minor) throws IOException {
		// RFC 8446 §6: a fatal alert, protocol_version
		assertThat(answerToHello(minor)).startsWith(0x15).endsWith(2, 70);
		assertThat(answerToHello(3)).as("TLS 1.2 is not").startsWith(0x16);
	}

	/**
	 * What comes first of the server's answer to a client that speaks TLS 1.0 (1), 1.1
	 * (2) or 1.2 (3) and none that is newer, since it has no supported_versions.
	 */
	private static int[] answerToHello(int minor) throws IOException {
		String extensions = "000a00040002" + "0017" + "000b00020100" + "000d00040002" + "0403";
		String hello = "03%02x".formatted(minor) + "5a".repeat(32) + "00" + "0006" + "c02bc009c00a" + "0100"
				+ "%04x".formatted(extensions.length() / 2) + extensions;
		String message = "01%06x".formatted(hello.length() / 2) + hello;
		byte[] all = HexFormat.of().parseHex("160301%04x".formatted(message.length() / 2) + message);
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream().write(all);
			byte[] answer = socket.getInputStream().readNBytes(7);
			return IntStream.range(0, answer.length).map((i) -> answer[i] & 0xff).toArray();
		}
	}

	/** A cookie of this host alone, that is never sent without TLS. */
	@Test
	void thePagesCookieIsOfThisHostAndOfTlsAlone() {
		String begin = "POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nAuthorization: Bearer "
				+ server.token() + "\r\n\r\n";
		String cookie = Api.raw(tunnel.port(), begin).header("Set-Cookie");
		assertThat(cookie).startsWith("__Host-stompbox-session=")
			.contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/")
			.doesNotContain("Domain");
		String value = cookie.substring(0, cookie.indexOf(';'));
		assertThat(who(value)).contains("\"name\":\"operator\"");
		assertThat(who(value.substring("__Host-".length()))).as("without its prefix it is none")
			.contains("\"authenticated\":false");
	}

	private static String who(String cookie) {
		return Api.raw(tunnel.port(), "GET /api/session HTTP/1.1\r\nHost: localhost\r\nCookie: " + cookie + "\r\n\r\n")
			.text();
	}

	@Test
	void textComesBackAsTextInOddPieces() {
		try (WebSocketClient client = open("/echo/text")) {
			String text = "Grüße, 你好, 👋 ".repeat(10_000);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.text(text));
			Message back = client.message();
			assertThat(back.text()).isTrue();
			assertThat(back.string().equals(text)).isTrue();
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 16_383, 16_384, 65_535, 65_536, MIB, 16 * MIB })
	void binaryOfEverySizeComesBackIdentical(int size) {
		try (WebSocketClient client = open("/echo/binary")) {
			byte[] message = random(size, size);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.binary(message));
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void aClientThatSendsAllOfAMessageBeforeItReadsGetsItBack() {
		try (WebSocketClient client = open("/echo/binary")) {
			byte[] message = random(16 * MIB, 16);
			client.binary(message);
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
		}
	}

	@Test
	void manyMessagesThatEndWhereNoRecordEndsComeBackInTheirOrder() {
		try (WebSocketClient client = open("/echo")) {
			Random sizes = new Random(3);
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			int[] lengths = new int[2000];
			for (int i = 0; i < lengths.length; i++) {
				lengths[i] = sizes.nextInt((i % 50 == 0) ? 50_000 : 300);
				all.writeBytes(client.masked(WebSocketClient.BINARY, random(lengths[i], i)));
			}
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.raw(all.toByteArray()));
			for (int i = 0; i < lengths.length; i++) {
				assertThat(client.message().bytes()).as("message " + i).isEqualTo(random(lengths[i], i));
			}
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	/**
	 * What was decrypted before the server stopped to read is not forgotten: no more
	 * bytes come from the socket that would remind it.
	 */
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
	void aThousandMessagesReachTheirSubscribersInOrder() {
		try (StompClient publisher = stomp(); StompClient one = stomp(); StompClient two = stomp()) {
			one.subscribe("/topic/demo.tls", "1");
			two.subscribe("/topic/demo.#", "2");
			for (int i = 0; i < 1000; i++) {
				publisher.send("SEND", "message " + i, "destination:/topic/demo.tls");
			}
			for (int i = 0; i < 1000; i++) {
				assertThat(one.message().text()).isEqualTo("message " + i);
				assertThat(two.message().text()).isEqualTo("message " + i);
			}
		}
	}

	@Test
	void whoStopsReadingIsClosedWith4413AndNeighboursLoseNothing() {
		byte[] body = random(60_000, 1);
		try (StompClient slow = stomp(); StompClient neighbour = stomp()) {
			slow.subscribe("/topic/demo.slow", "s");
			neighbour.subscribe("/topic/demo.slow", "n");
			Api anybody = new Api(tunnel.port(), "");
			int subscribers = 2;
			for (int i = 0; subscribers == 2; i++) {
				assertThat(i).as("messages for a client that does not read").isLessThan(400);
				subscribers = anybody.publish("demo.slow", body).json().get("subscribers").asInt();
				assertThat(neighbour.message().body()).isEqualTo(body);
			}
			StompFrame error = slow.error();
			assertThat(error.headers()).containsEntry("code", "SB-302");
			Close close = slow.closed();
			assertThat(close.code()).isEqualTo(4413);
			assertThat(close.reason()).startsWith("SB-302").contains("1 MB");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/ws" })
	void aGoodbyeIsAnsweredAndTheStreamEndsWithCloseNotify(String path) {
		try (WebSocketClient client = open(path)) {
			client.goodbye(1000);
			assertThat(client.closed()).isEqualTo(new Close(1000, ""));
			assertThat(client.over()).isTrue();
		}
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
		return WebSocketClient.open(tunnel.port(), path);
	}

}
