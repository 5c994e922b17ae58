package dev.stompbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;
import dev.stompbox.support.WebSocketClient.Message;

import static org.assertj.core.api.Assertions.assertThat;

/** The echo endpoints, on a server with little memory. */
@Timeout(60)
class EchoIT {

	private static final int MIB = 1024 * 1024;

	private static final String LIMIT = "stompbox.limits.message-size-echo";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with().jvm("-Xmx192m", "-XX:+ExitOnOutOfMemoryError").start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo/text", "/" })
	void textComesBackAsText(String path) {
		try (WebSocketClient client = open(path)) {
			client.text("Hello, WebSocket! Grüße, 你好, 👋");
			Message back = client.message();
			assertThat(back.text()).isTrue();
			assertThat(back.string()).isEqualTo("Hello, WebSocket! Grüße, 你好, 👋");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/echo", "/echo/binary", "/" })
	void binaryComesBackAsBinary(String path) {
		try (WebSocketClient client = open(path)) {
			byte[] allBytes = new byte[256];
			for (int i = 0; i < allBytes.length; i++) {
				allBytes[i] = (byte) i;
			}
			client.binary(allBytes);
			Message back = client.message();
			assertThat(back.text()).isFalse();
			assertThat(back.bytes()).isEqualTo(allBytes);
		}
	}

	@Test
	void anEmptyMessageComesBackEmpty() {
		try (WebSocketClient client = open("/echo")) {
			client.text("");
			assertThat(client.message()).matches((message) -> message.text() && message.bytes().length == 0);
			client.binary(new byte[0]);
			assertThat(client.message()).matches((message) -> !message.text() && message.bytes().length == 0);
		}
	}

	@Test
	void aPlainGetOfTheRootIsThePageAndNoEcho() throws IOException {
		HttpAnswer answer = server.anybody().get("/");
		try (JarFile jar = new JarFile(StompboxServer.jar().toFile())) {
			if (jar.getEntry("BOOT-INF/classes/static/index.html") != null) {
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.header("Content-Type")).startsWith("text/html");
			}
			else {
				assertThat(answer.status()).isEqualTo(404); // built with -Dfrontend.skip
			}
		}
	}

	@Test
	void aMessageInFragmentsComesBackWhole() {
		try (WebSocketClient client = open("/echo")) {
			byte[] grin = "😀".getBytes(StandardCharsets.UTF_8);
			client.frame(WebSocketClient.TEXT_BEGINS, new byte[] { grin[0] });
			client.frame(WebSocketClient.PING, new byte[] { 7 });
			client.frame(WebSocketClient.GOES_ON, new byte[] { grin[1], grin[2] });
			client.frame(WebSocketClient.GOES_ON, new byte[0]);
			assertThat(client.pong()).containsExactly(7);
			client.frame(WebSocketClient.ENDS, new byte[] { grin[3] });
			assertThat(client.message().string()).isEqualTo("😀");
		}
	}

	@Test
	void aMessageThatDripsInByteByByteComesBackWhole() {
		try (WebSocketClient client = open("/echo/text")) {
			for (byte b : client.masked(WebSocketClient.TEXT, "drip, drip".getBytes())) {
				client.raw(new byte[] { b });
			}
			assertThat(client.message().string()).isEqualTo("drip, drip");
		}
	}

	@Test
	void manyMessagesInOneSegmentComeBackInTheirOrder() {
		try (WebSocketClient client = open("/echo")) {
			ByteBuffer all = ByteBuffer.allocate(64 * 1024);
			for (int i = 0; i < 1000; i++) {
				all.put(client.masked((i % 2 == 0) ? WebSocketClient.TEXT : WebSocketClient.BINARY,
						("message " + i).getBytes()));
			}
			client.raw(Arrays.copyOf(all.array(), all.position()));
			for (int i = 0; i < 1000; i++) {
				Message back = client.message();
				assertThat(back.string()).isEqualTo("message " + i);
				assertThat(back.text()).isEqualTo(i % 2 == 0);
			}
		}
	}

	@Test
	void binaryToTheTextEndpointIsClosedWith1003AndTheReason() {
		try (WebSocketClient client = open("/echo/text")) {
			client.binary(new byte[] { 1 });
			Close close = client.closed();
			assertThat(close.code()).isEqualTo(1003);
			assertThat(close.reason()).contains("/echo/text takes text").contains("binary");
		}
	}

	@Test
	void textToTheBinaryEndpointIsClosedWith1003AndTheReason() {
		try (WebSocketClient client = open("/echo/binary")) {
			client.text("hello");
			Close close = client.closed();
			assertThat(close.code()).isEqualTo(1003);
			assertThat(close.reason()).contains("/echo/binary takes binary").contains("text");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 125, 126, 65_535, 65_536, MIB, 16 * MIB })
	void binaryOfEverySizeUpToTheLimitComesBackIdentical(int size) {
		try (WebSocketClient client = open("/echo/binary")) {
			byte[] message = random(size, size);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.binary(message));
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	/**
	 * As every client does that writes and reads on one thread, Python's websocket-client
	 * for one.
	 */
	@Test
	void aClientThatSendsAllOfAMessageBeforeItReadsGetsItBack() {
		try (WebSocketClient client = open("/echo/binary")) {
			byte[] message = random(16 * MIB, 16);
			client.binary(message);
			assertThat(Arrays.equals(client.message().bytes(), message)).isTrue();
		}
	}

	@Test
	void oneByteOverTheLimitIsClosedWith1009AndASentenceThatNamesLimitAndProperty() {
		try (WebSocketClient client = open("/echo/binary")) {
			client.binary(new byte[16 * MIB + 1]);
			assertTooBig(client.closed());
		}
	}

	@Test
	void oneByteOverTheLimitInFragmentsIsClosedTheSameWay() {
		try (WebSocketClient client = open("/echo")) {
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				client.frame(WebSocketClient.BINARY_BEGINS, new byte[8 * MIB]);
				client.frame(WebSocketClient.GOES_ON, new byte[8 * MIB]);
				client.frame(WebSocketClient.ENDS, new byte[1]);
			});
			assertTooBig(client.closed());
			assertThat(sent).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void aFrameThatOnlySaysItIsHugeIsClosedBeforeItComes() {
		try (WebSocketClient client = open("/echo")) {
			client.raw(ByteBuffer.allocate(14)
				.put((byte) WebSocketClient.BINARY)
				.put((byte) 0xff)
				.putLong(1L << 62)
				.putInt(0)
				.array());
			Close close = client.closed();
			assertThat(close.code()).isEqualTo(1009);
			if (StompboxServer.onContainer()) {
				assertThat(close.reason()).isEqualTo("Frame payload exceeded integer max value");
			}
			else {
				assertTooBig(close);
			}
		}
	}

	private static void assertTooBig(Close close) {
		assertThat(close.code()).isEqualTo(1009);
		assertThat(close.reason()).startsWith("SB-301").contains("16 MB").contains(LIMIT);
	}

	/**
	 * What is pushed here is several times the server's heap: that it lives shows that it
	 * has stopped to read.
	 */
	@Test
	void clientsThatDoNotReadAreNotReadFromAndGetEverythingLater() {
		int most = 64;
		List<Pusher> pushers = new ArrayList<>();
		try {
			for (int i = 0; i < 12; i++) {
				pushers.add(new Pusher(open(64 * 1024, "/echo/binary"), i));
			}
			for (Pusher pusher : pushers) {
				assertThat(pusher.push(most)).as("messages taken from a client that does not read").isLessThan(most);
			}
			try (WebSocketClient other = open("/echo/binary")) {
				byte[] message = random(MIB, 99);
				other.binary(message);
				assertThat(Arrays.equals(other.message().bytes(), message)).as("others are served").isTrue();
			}
			for (Pusher pusher : pushers) {
				pusher.readAll();
			}
		}
		finally {
			pushers.forEach((pusher) -> pusher.client.close());
		}
	}

	/** Pushes messages of 1 MiB and reads when it is told to. */
	private static final class Pusher {

		private final WebSocketClient client;

		private final int seed;

		private int whole;

		private ByteBuffer part = ByteBuffer.allocate(0);

		Pusher(WebSocketClient client, int seed) {
			this.client = client;
			this.seed = seed;
		}

		int push(int most) {
			while (this.whole < most) {
				this.part = ByteBuffer.wrap(this.client.masked(WebSocketClient.BINARY, message(this.whole)));
				this.client.offer(this.part, Duration.ofMillis(300));
				if (this.part.hasRemaining()) {
					return this.whole;
				}
				this.whole++;
			}
			return this.whole;
		}

		void readAll() {
			for (int i = 0; i <= this.whole; i++) {
				if (i == this.whole) {
					this.client.raw(Arrays.copyOfRange(this.part.array(), this.part.position(), this.part.limit()));
				}
				assertThat(Arrays.equals(this.client.message().bytes(), message(i))).as("message " + i).isTrue();
			}
		}

		private byte[] message(int number) {
			return random(MIB, this.seed * 1000L + number);
		}

	}

	private static byte[] random(int size, long seed) {
		byte[] bytes = new byte[size];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	private static WebSocketClient open(String path) {
		return WebSocketClient.open(server.port(), path);
	}

	private static WebSocketClient open(int receiveBuffer, String path) {
		return WebSocketClient.open(receiveBuffer, server.port(), path);
	}

}
