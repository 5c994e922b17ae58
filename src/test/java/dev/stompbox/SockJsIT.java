package dev.stompbox;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** STOMP over SockJS (sockjs-protocol 0.3), transport by transport. */
@Timeout(60)
class SockJsIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		// Soon noticed: a client that went away without a word.
		server = StompboxServer.start("--stompbox.limits.heart-beat=1s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "xhr_streaming", "eventsource", "xhr" })
	void aConversationIsTheSameAsOverAWebSocket(String transport) {
		String topic = "demo.sockjs." + transport;
		String id;
		try (StompClient client = open(transport)) {
			id = client.connect().header("session");
			client.subscribe("/topic/" + topic, "s:1");
			StompFrame receipt = client.publish("/topic/" + topic, "größer \"x\"\\ \u2028", "colour:dark\\cred");
			StompFrame message = client.message();
			assertThat(message.text()).isEqualTo("größer \"x\"\\ \u2028");
			assertThat(message.header("subscription")).isEqualTo("s:1");
			assertThat(message.header("colour")).isEqualTo("dark:red");
			assertThat(message.header("message-id")).isEqualTo(receipt.header("position"));
			server.anybody().call("POST", "/api/topics/" + topic + "/messages", new byte[] { 0, (byte) 0xff });
			message = client.message();
			assertThat(message.header("body-encoding")).isEqualTo("base64");
			assertThat(message.text()).isEqualTo("AP8=");
			assertThat(message.header("content-length")).isEqualTo("4");
			JsonNode listed = listed(id);
			assertThat(listed.get("transport").asString()).isEqualTo("sockjs");
			assertThat(listed.get("messagesIn").asInt()).isEqualTo(3);
			assertThat(listed.get("remote").asString()).startsWith("127.0.0.1:");
			client.send("SEND", "x", "destination:/topic/secret", "receipt:r");
			StompFrame error = client.error();
			assertThat(error.header("code")).isEqualTo("SB-201");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			WebSocketClient.Close close = client.closed();
			assertThat(close.code()).isEqualTo(4401);
			assertThat(close.reason()).startsWith("SB-201 ");
		}
		await().until(() -> listed(id) == null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "xhr_streaming", "eventsource", "xhr" })
	void aClientThatDisconnectsGetsItsReceiptAndAQuietEnd(String transport) {
		try (StompClient client = open(transport)) {
			client.connect();
			client.confirm("DISCONNECT", "");
			assertThat(client.closed()).isEqualTo(new WebSocketClient.Close(1000, ""));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "websocket", "xhr_streaming", "xhr" })
	void whatAnOperatorCutsIsTold(String transport) {
		String id;
		try (StompClient client = open(transport)) {
			id = client.connect().header("session");
			assertThat(server.operator().call("DELETE", "/api/connections/" + id, new byte[0]).status()).isEqualTo(204);
			assertThat(client.error().header("code")).isEqualTo("SB-121");
			assertThat(client.closed().code()).isEqualTo(1008);
		}
		await().until(() -> listed(id) == null);
	}

	@Test
	void aSockJsClosePrecedesTheWebSocketsOwn() {
		try (SockJsClient client = SockJsClient.open(server.port(), "websocket")) {
			client.text("CONNECT\npasscode:wrong\n\n\0");
			assertThat(client.frame()).startsWith("a[\"ERROR\\n");
			assertThat(client.frame()).startsWith("c[4401,\"SB-201 ");
			assertThat(client.webSocket().closed().code()).isEqualTo(4401);
		}
	}

	@Test
	void withoutItsFramingItIsPlainStomp() {
		WebSocketClient webSocket = WebSocketClient.open(server.port(), "/sockjs/websocket",
				"Sec-WebSocket-Protocol: v12.stomp");
		assertThat(webSocket.handshake().header("Sec-WebSocket-Protocol")).isEqualTo("v12.stomp");
		try (StompClient client = new StompClient(webSocket)) {
			assertThat(client.connect().header("version")).isEqualTo("1.2");
		}
	}

	@Test
	void severalFramesTravelInOneRequestAndOneFrameInSeveral() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			sockJs.send(
					"[\"CONNECT\\naccept-\",\"version:1.2\\nhost:x\\n\\n\\u0000\\nSUBSCRIBE\\nid:0\\nreceipt:1\\n\"]");
			sockJs.send(
					"[\"destination:/topic/demo.cut\\n\\n\\u0000\",\"\\n\",\"SEND\\ndestination:/topic/demo.cut\\n\\nx\"]");
			sockJs.send("[\"\\u0000\"]");
			assertThat(client.await("CONNECTED").header("version")).isEqualTo("1.2");
			assertThat(client.await("RECEIPT").header("receipt-id")).isEqualTo("1");
			assertThat(client.message().text()).isEqualTo("x");
		}
	}

	@Test
	void whatComesBetweenTwoPollsIsKeptInOrder() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			client.subscribe("/topic/demo.gap", "s");
			int responses = sockJs.responses();
			try (StompClient publisher = StompClient.anybody(server.port())) {
				for (int i = 0; i < 999; i++) {
					publisher.send("SEND", i + "," + "x".repeat(500), "destination:/topic/demo.gap");
				}
				publisher.publish("/topic/demo.gap", "999,");
			}
			List<String> received = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				String text = client.message().text();
				received.add(text.substring(0, text.indexOf(',')));
			}
			assertThat(received).isEqualTo(IntStream.range(0, 1000).mapToObj(String::valueOf).toList());
			assertThat(sockJs.responses() - responses).as("polls").isBetween(2, 10);
		}
	}

	@Test
	void brokenJsonEndsTheSessionWithAReason() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr");
				StompClient client = new StompClient(sockJs)) {
			client.connect();
			assertThat(sockJs.send("[\"SEND\\n").status()).isEqualTo(204);
			assertThat(client.error().header("code")).isEqualTo("SB-502");
			assertThat(client.closed().code()).isEqualTo(4400);
			assertThat(sockJs.send("[]").status()).isEqualTo(404);
		}
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr")) {
			HttpAnswer empty = sockJs.send("");
			assertThat(empty.status()).isEqualTo(400);
			assertThat(empty.json().get("code").asString()).isEqualTo("SB-508");
			assertThat(sockJs.send("[]").status()).as("nothing has been lost").isEqualTo(204);
		}
	}

	@Test
	void aSecondRequestToReceiveIsRefusedAndTheFirstGoesOn() {
		try (SockJsClient sockJs = SockJsClient.open(server.port(), "xhr_streaming");
				StompClient client = new StompClient(sockJs)) {
			HttpAnswer second = server.anybody().call("POST", sockJs.address() + "/xhr_streaming", new byte[0]);
			assertThat(second.text()).isEqualTo("c[2010,\"Another connection still open\"]\n");
			client.connect();
		}
	}

	/**
	 * Spring's client sends polls without a body in chunks, and the last one may be late.
	 */
	@Test
	void aPollWhoseLastChunkIsLateKeepsItsConnection() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(30_000);
			for (int i = 0; i < 200; i++) {
				socket.getOutputStream()
					.write(("POST /sockjs/000/late" + i + "/xhr HTTP/1.1\r\nHost: localhost\r\n"
							+ "Transfer-Encoding: chunked\r\n\r\n")
						.getBytes(StandardCharsets.US_ASCII));
				// Whatever the server does before the last chunk, it does now.
				Thread.yield();
				socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				StringBuilder answer = new StringBuilder();
				while (!answer.toString().endsWith("\no\n\r\n0\r\n\r\n")
						&& !answer.toString().endsWith("\r\n\r\no\n")) {
					int next = socket.getInputStream().read();
					assertThat(next).as("poll " + i + ": " + answer).isNotNegative();
					answer.append((char) next);
				}
				assertThat(answer.toString()).startsWith("HTTP/1.1 200");
			}
		}
	}

	@Test
	void twoHundredStreamsAreServed() {
		List<StompClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 200; i++) {
				clients.add(open("xhr_streaming"));
				clients.get(i).connect();
				clients.get(i).subscribe("/topic/demo.many", "s");
			}
			for (int i = 0; i < 20; i++) {
				server.anybody().publish("demo.many", String.valueOf(i));
			}
			for (StompClient client : clients) {
				for (int i = 0; i < 20; i++) {
					assertThat(client.message().text()).isEqualTo(String.valueOf(i));
				}
			}
		}
		finally {
			clients.forEach(StompClient::close);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "xhr_streaming", "xhr" })
	void whoGoesAwayWithoutAWordIsNoticed(String transport) {
		StompClient client = open(transport);
		String id = client.connect("heart-beat:0,1000").header("session");
		assertThat(listed(id)).isNotNull();
		client.close();
		await().atMost(Duration.ofSeconds(20)).until(() -> listed(id) == null);
	}

	private static StompClient open(String transport) {
		return new StompClient(SockJsClient.open(server.port(), transport));
	}

	private static JsonNode listed(String id) {
		HttpAnswer one = server.operator().get("/api/connections/" + id);
		return (one.status() == 200) ? one.json().get("connection") : null;
	}

}
