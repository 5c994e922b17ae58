package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.LimitHits;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who asks for much and does not take it holds a thread, but not for long. */
@Timeout(120)
class AnswerTimesIT {

	private static final String EXPORT = "/api/topics/demo.large/messages/export";

	private static final int MESSAGES = 200;

	private static final byte[] BODY = new byte[60_000];

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		Arrays.fill(BODY, (byte) 'x');
		// What ends those who read nothing at all is far away.
		server = StompboxServer.start("--stompbox.limits.request-time=1s", "--server.jetty.connection-idle-timeout=2m");
		for (int i = 0; i < MESSAGES; i++) {
			server.operator().publish("demo.large", BODY);
		}
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Accept: */*", "Connection: Upgrade\r\nUpgrade: websocket" })
	void anAnswerThatIsNotTakenEndsAndOneThatIsComesWhole(String header) {
		try (LimitHits hits = new LimitHits(server); RawWebSocket slow = new RawWebSocket(server.port())) {
			hits.assertToldAndCounted("stompbox.limits.request-time", "SB-318",
					() -> assertThat(slow.send(
							("GET " + EXPORT + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + server.token()
									+ "\r\n" + header + "\r\n\r\n")
								.getBytes(StandardCharsets.US_ASCII),
							1000))
						.isTrue());
			HttpAnswer whole = server.operator().get(EXPORT);
			assertThat(whole.text().lines()).hasSize(MESSAGES).allMatch((line) -> line.length() > BODY.length);
			// The thread of the slow one is free, and nothing of its end is a failure.
			await().until(() -> server.operator().get("/api/topics").status() == 200);
		}
		assertThat(server.log()).contains("were not taken within 17 s").doesNotContain("\tat ", " ERROR ");
	}

}
