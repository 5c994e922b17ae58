package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.Crowd;
import dev.stompbox.support.Deflated;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code permessage-deflate} (RFC 7692) where it is switched on. */
@Timeout(120)
@Tag("own-engine") // Jetty's agrees to no extension here
class CompressionIT {

	private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

	private static final int COMPRESSED_TEXT = WebSocketClient.TEXT | Deflated.RSV1;

	private static final int SUBSCRIBERS = 200;

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.websocket.compression=true",
				"--stompbox.limits.message-size-echo=1MB");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void itIsAgreedWithoutContextAndOnlyWhereItIsOffered() {
		assertThat(extensions(OFFER))
			.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
		assertThat(extensions("X-Other: 1")).isEmpty();
		assertThat(extensions("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10")).isEmpty();
		assertThat(extensions("Sec-WebSocket-Extensions: x-other")).isEmpty();
		assertThat(extensions("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits = 9")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate; x=\"a, b; c", ";;,", ";", "x, ;y=1", "a;=1", "=" })
	void anExtensionThatCannotBeReadIsNoFaultOfTheServers(String header) {
		HttpAnswer answer = WebSocketClient.upgrade(server.port(), "/echo", "Sec-WebSocket-Extensions: " + header);
		if (answer.status() != 101) {
			GuardIT.assertProblem(answer, 400, "SB-312");
		}
		assertThat(answer.header("Sec-WebSocket-Extensions")).isEmpty();
	}

	private static String extensions(String header) {
		HttpAnswer answer = WebSocketClient.upgrade(server.port(), "/echo", header);
		assertThat(answer.status()).isEqualTo(101);
		return answer.header("Sec-WebSocket-Extensions");
	}

	@Test
	void nodesClientsTalkCompressed() {
		try (NodeScript client = NodeScript.start(NodeScript.HOME.resolve("deflate.mjs"), "" + server.port())) {
			assertThat(client.outcome()).isEqualTo("""
					agreed: ok
					echo: ok
					fragments: ok
					small windows: ok
					stompjs: ok
					done
					exit code 0""");
		}
	}

	@Test
	void ofTwoHundredSubscribersHalfGetTheSameMessagesCompressed() {
		String body = "{\"symbol\":\"EURUSD\",\"bid\":1.0842,\"ask\":1.0843},".repeat(40);
		int messages = 50;
		try (Crowd plain = new Crowd(server.port(), "demo.crowd", SUBSCRIBERS / 2);
				Crowd compressed = new Crowd(server.port(), "demo.crowd", SUBSCRIBERS / 2, OFFER);
				StompClient publisher = StompClient.anybody(server.port())) {
			for (int i = 0; i < messages; i++) {
				publisher.publish("/topic/demo.crowd", i + body);
			}
			publisher.publish("/topic/demo.crowd", "short");
			plain.await(messages + 1);
			compressed.await(messages + 1);
			List<StompFrame> frames = plain.frames();
			assertThat(frames).extracting(StompFrame::text).startsWith("0" + body).endsWith("short");
			assertThat(compressed.frames()).usingRecursiveComparison().isEqualTo(frames);
			assertThat(compressed.bytes()).isLessThan(plain.bytes() / 4);
		}
	}

	@Test
	void aBombIsRefusedWithLimitAndProperty() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo", OFFER)) {
			client.frame(WebSocketClient.BINARY | Deflated.RSV1, Deflated.of(new byte[100_000_000]));
			WebSocketClient.Close close = client.closed();
			assertThat(close.code()).isEqualTo(1009);
			assertThat(close.reason()).startsWith("SB-301").contains("1 MB", "stompbox.limits.message-size-echo");
		}
	}

	/** Over STOMP a frame is bounded, and the message that it comes in ends with it. */
	@Test
	void aBombInAStompFrameIsRefusedWithLimitAndProperty() {
		try (StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws", OFFER))) {
			client.connect();
			byte[] send = ("SEND\ndestination:/topic/demo.bomb\n\n" + "x".repeat(50_000_000) + "\0")
				.getBytes(StandardCharsets.US_ASCII);
			client.webSocket().frame(COMPRESSED_TEXT, Deflated.of(send));
			StompFrame error = client.await("ERROR");
			assertThat(error.header("code")).isEqualTo("SB-301");
			assertThat(error.header("message") + error.text()).contains("stompbox.limits.message-size");
			assertThat(client.webSocket().closed().code()).isEqualTo(1009);
		}
	}

	@Test
	void whatIsNotDeflateIs1007() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/echo", OFFER)) {
			client.frame(COMPRESSED_TEXT, new byte[] { -1, -1, -1, -1 });
			WebSocketClient.Close close = client.closed();
			assertThat(close.code()).isEqualTo(1007);
			assertThat(close.reason()).startsWith("SB-313").contains("RFC 7692");
		}
	}

	@Test
	void overSockJsMessagesAreCompressedToo() {
		try (WebSocketClient client = WebSocketClient.open(server.port(), "/sockjs/000/deflate/websocket", OFFER)) {
			assertThat(client.handshake().header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
			assertThat(client.message().string()).isEqualTo("o");
			client.frame(COMPRESSED_TEXT, Deflated
				.of("[\"CONNECT\\naccept-version:1.2\\nhost:x\\n\\n\\u0000\"]".getBytes(StandardCharsets.UTF_8)));
			assertThat(client.message().string()).startsWith("a[\"CONNECTED\\n");
			client.text("[\"SUBSCRIBE\\nid:0\\ndestination:/topic/demo.sockjs\\nreceipt:1\\n\\n\\u0000\"]");
			assertThat(client.message().string()).startsWith("a[\"RECEIPT\\n");
			String body = "0123456789".repeat(100);
			server.anybody().publish("demo.sockjs", body, "Content-Type: text/plain");
			assertThat(client.message().string()).startsWith("a[\"MESSAGE\\n").endsWith(body + "\\u0000\"]");
		}
	}

	/** As it is unless an operator says otherwise: no extension is agreed. */
	@Test
	void byDefaultNothingIsCompressed() {
		try (StompboxServer other = StompboxServer.start();
				WebSocketClient client = WebSocketClient.open(other.port(), "/echo", OFFER)) {
			assertThat(client.handshake().header("Sec-WebSocket-Extensions")).isEmpty();
			String text = "0123456789".repeat(100);
			client.text(text);
			assertThat(client.message().string()).isEqualTo(text);
			client.frame(COMPRESSED_TEXT, Deflated.of(text.getBytes(StandardCharsets.UTF_8)));
			assertThat(client.closed().code()).isEqualTo(1002);
		}
	}

}
