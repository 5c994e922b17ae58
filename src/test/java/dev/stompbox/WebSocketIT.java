package dev.stompbox;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a broken or hostile client's bytes lead to (RFC 6455). */
@Timeout(60)
class WebSocketIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theHandshakeIsAnsweredAsTheStandardShows() {
		try (WebSocketClient client = open("/echo")) {
			assertThat(client.handshake().header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
			assertThat(client.handshake().header("Upgrade")).isEqualToIgnoringCase("websocket");
			assertThat(client.handshake().header("Sec-WebSocket-Extensions")).isEmpty();
		}
	}

	@Test
	void compressionThatIsNotSwitchedOnIsNotAgreedTo() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo",
				"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame")) {
			assertThat(client.handshake().header("Sec-WebSocket-Extensions")).isEmpty();
			client.text("as it is");
			assertThat(client.message().string()).isEqualTo("as it is");
		}
	}

	@ParameterizedTest
	@CsvSource({ "v12.stomp, v12.stomp", "'v10.stomp, v11.stomp', v10.stomp", "'x, v11.stomp', v11.stomp", "x, ''" })
	void theFirstKnownSubprotocolIsTaken(String asked, String taken) {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: " + asked)) {
			assertThat(client.handshake().header("Sec-WebSocket-Protocol")).isEqualTo(taken);
		}
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "an unmasked frame, 8101 61", "a reserved bit, C180 00000000", "another reserved bit, A180 00000000",
			"the third reserved bit, 9180 00000000", "a reserved opcode, 8380 00000000",
			"a reserved control opcode, 8B80 00000000", "a fragmented ping, 0980 00000000",
			"a ping of 126 bytes, 89FE 007E 00000000 00", "a continuation of nothing, 8080 00000000",
			"a message within a message, 0180 00000000 8180 00000000", "a close of one byte, 8881 00000000 03",
			"a close with 1005, 8882 00000000 03ED", "a close with 999, 8882 00000000 03E7",
			"a close with 1016, 8882 00000000 03F8", "a close with 5000, 8882 00000000 1388" })
	void brokenFramesAreClosedWith1002(String what, String bytes) {
		assertThat(closeAfter(bytes).code()).as(what).isEqualTo(1002);
	}

	@Test
	void aLengthThatIsLongerThanNeedBeIsClosedWith1002() {
		try (WebSocketClient client = open("/echo")) {
			client.raw(HexFormat.of().parseHex("82FE0005000000006162636465"));
			if (StompboxServer.onContainer()) {
				assertThat(client.message().string()).isEqualTo("abcde");
			}
			else {
				assertThat(client.closed().code()).isEqualTo(1002);
			}
		}
	}

	@Test
	void aLengthWithItsHighestBitSetIsClosedWith1002() {
		assertThat(closeAfter("82FF 8000000000000000 00000000").code())
			.isEqualTo(StompboxServer.onContainer() ? 1009 : 1002);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "an overlong slash, C0AF", "a surrogate, EDA080", "beyond Unicode, F4908080", "a lone middle byte, 80",
			"a character cut short, E282" })
	void textThatIsNotUtf8IsClosedWith1007(String what, String text) {
		byte[] bytes = HexFormat.of().parseHex(text);
		try (WebSocketClient client = open("/echo")) {
			client.frame(WebSocketClient.TEXT, bytes);
			assertThat(client.closed().code()).as(what).isEqualTo(1007);
		}
		try (WebSocketClient client = open("/echo")) {
			client.frame(WebSocketClient.TEXT_BEGINS, new byte[] { bytes[0] });
			for (int i = 1; i < bytes.length; i++) {
				client.frame(WebSocketClient.GOES_ON, new byte[] { bytes[i] });
			}
			client.frame(WebSocketClient.ENDS, new byte[0]);
			assertThat(client.closed().code()).as(what + ", in fragments").isEqualTo(1007);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
	void aGoodGoodbyeIsRepeatedAndTheStreamEndsInGoodOrder(int code) {
		try (WebSocketClient client = open("/echo")) {
			client.goodbye(code);
			assertThat(client.closed()).isEqualTo(new Close(code, ""));
			assertThat(client.over()).isTrue();
		}
	}

	@Test
	void aGoodbyeWithoutACodeIsAnsweredWithoutOne() {
		assertThat(closeAfter("8880 00000000")).isEqualTo(new Close(1005, ""));
	}

	@Test
	void whatFollowsAGoodbyeIsNotEchoed() {
		try (WebSocketClient client = open("/echo")) {
			client.raw(concat(client.masked(WebSocketClient.TEXT, new byte[] { 'a' }),
					client.masked(WebSocketClient.CLOSE, new byte[] { 3, (byte) 0xe8 }),
					client.masked(WebSocketClient.TEXT, new byte[] { 'b' })));
			assertThat(client.message().string()).isEqualTo("a");
			assertThat(client.closed().code()).isEqualTo(1000);
			assertThat(client.over()).isTrue();
		}
	}

	@Test
	void fiftyThousandEmptyFragmentsAreOneEmptyMessageAndHarmNobody() {
		try (WebSocketClient client = open("/echo"); WebSocketClient other = open("/echo")) {
			client.frame(WebSocketClient.BINARY_BEGINS, new byte[0]);
			byte[] empty = client.masked(WebSocketClient.GOES_ON, new byte[0]);
			ByteBuffer many = ByteBuffer.allocate(empty.length * 50_000);
			for (int i = 0; i < 50_000; i++) {
				many.put(empty);
			}
			client.raw(many.array());
			other.text("served");
			assertThat(other.message().string()).isEqualTo("served");
			client.frame(WebSocketClient.ENDS, new byte[0]);
			assertThat(client.message().bytes()).isEmpty();
		}
	}

	@Test
	void pingsWhoseAnswersNobodyReadsHarmNobody() {
		try (WebSocketClient client = WebSocketClient.open(4096, server.port(), "/ws");
				WebSocketClient other = open("/echo")) {
			byte[] ping = client.masked(WebSocketClient.PING, new byte[125]);
			ByteBuffer many = ByteBuffer.allocate(ping.length * 5_000);
			for (int i = 0; i < 5_000; i++) {
				many.put(ping);
			}
			client.raw(many.array());
			other.text("served");
			assertThat(other.message().string()).isEqualTo("served");
		}
	}

	@Test
	void clientsThatVanishInTheMiddleOfAFrameLeaveNothingBehind() {
		for (int i = 0; i < 20; i++) {
			try (WebSocketClient client = open((i % 2 == 0) ? "/echo" : "/ws")) {
				client.raw(new byte[] { (byte) WebSocketClient.TEXT, (byte) 0xfe, 1 });
			}
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> server.operator().get("/api/connections").json().get("total").asInt() == 0);
	}

	@Test
	void noHostileFrameLeavesAStackTraceInTheLog() {
		List<Integer> codes = new ArrayList<>();
		for (String bytes : List.of("FFFFFFFFFFFFFFFFFFFF", "82FF 7FFFFFFFFFFFFFFF 00000000", "0000000000000000",
				"16030100A50100")) {
			codes.add(closeAfter(bytes).code());
		}
		assertThat(codes).containsExactly(StompboxServer.onContainer() ? 1009 : 1002, 1009, 1002, 1002);
		assertThat(server.log()).doesNotContain("ERROR", "Exception", "\tat ");
	}

	private static Close closeAfter(String bytes) {
		try (WebSocketClient client = open("/echo")) {
			client.raw(HexFormat.of().parseHex(bytes.replace(" ", "")));
			return client.closed();
		}
	}

	private static byte[] concat(byte[]... parts) {
		ByteBuffer all = ByteBuffer.allocate(1024);
		for (byte[] part : parts) {
			all.put(part);
		}
		return Arrays.copyOf(all.array(), all.position());
	}

	private static WebSocketClient open(String path) {
		return WebSocketClient.open(server.port(), path);
	}

}
