package dev.stompbox;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests of which a part comes, and then nothing: the client's doing, and told so. */
@Timeout(60)
class PausedBodyIT {

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--server.jetty.connection-idle-timeout=1s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/** The answer to a request of whose body of 1000 bytes this much comes. */
	private static HttpAnswer answer(RawWebSocket socket, String path, String body) {
		return socket.ask(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.token()
				+ "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII));
	}

	private static void assertNoFailure() {
		assertThat(server.log()).doesNotContain("\tat ", "SB-111", " ERROR ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/api/topics/demo.a/messages        | x
			/api/publish                       | [{"topic":"demo.a"
			/api/topics/demo.a/messages/import | {"body":"a
			""")
	void whoseBodyStopsComingIsToldSo(String path, String body) {
		try (RawWebSocket socket = new RawWebSocket(server.port())) {
			HttpAnswer answer = answer(socket, path, body);
			GuardIT.assertProblem(answer, 408, "SB-318");
			assertThat(answer.json().get("property").asString()).isEqualTo("server.jetty.connection-idle-timeout");
		}
		assertNoFailure();
	}

	/** A session of which a part of a message is missing cannot go on. */
	@Test
	void aSockJsSessionEndsWhenARequestStopsWithinAMessage() {
		String session = "/sockjs/000/paused";
		try (RawWebSocket receives = new RawWebSocket(server.port());
				RawWebSocket sends = new RawWebSocket(server.port())) {
			assertThat(receives
				.ask(("POST " + session + "/xhr HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.token()
						+ "\r\nContent-Length: 0\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII))
				.text()).isEqualTo("o\n");
			HttpAnswer answer = answer(sends, session + "/xhr_send", "[\"CONNECT\\n");
			GuardIT.assertProblem(answer, 408, "SB-318");
		}
		await().until(() -> server.log().lines().anyMatch((line) -> line.contains("SB-318") && line.contains("close")));
		assertNoFailure();
	}

}
