package dev.stompbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.RawWebSocket;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** An event stream whose client does not read for a while, or has little to read. */
@Tag("no-websocket") // event streams are not WebSockets
@Timeout(60)
class SlowEventStreamIT {

	/**
	 * Together more than the kernel's socket buffers take, so that the outbox has to
	 * wait.
	 */
	private static final int MESSAGES = 300;

	private static final String FILLING = "x".repeat(60_000);

	@Test
	void getsAllThatItsOutboxHeldOnceItReads() throws IOException {
		try (StompboxServer server = StompboxServer.start("--stompbox.limits.outbox=32MB");
				Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET /api/topics/demo.slow/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			BufferedReader events = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			assertThat(lineWith(events, ": connected")).isNotNull();
			for (int i = 0; i < MESSAGES; i++) {
				assertThat(server.anybody().publish("demo.slow", i + "," + FILLING).status()).isEqualTo(201);
			}
			List<Integer> seen = new ArrayList<>();
			while (seen.size() < MESSAGES) {
				String data = lineWith(events, "data: ");
				seen.add(Integer.valueOf(data.substring("data: ".length(), data.indexOf(','))));
			}
			assertThat(seen).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
		}
	}

	/** When a slow request is over its time, an older stream would be too. */
	@Test
	void anAnswerThatGoesOnForLongIsNoSlowRequest() {
		try (StompboxServer server = StompboxServer.start("--stompbox.limits.request-time=1s");
				EventStreamClient quiet = server.anybody().events("demo.quiet");
				StompClient polling = new StompClient(SockJsClient.open(server.port(), "xhr_streaming"));
				RawWebSocket dripping = new RawWebSocket(server.port())) {
			polling.connect();
			polling.subscribe("/topic/demo.quiet", "s");
			HttpAnswer late = dripping.ask("GET /ws HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
			assertThat(late.status()).isEqualTo(408);
			server.anybody().publish("demo.quiet", "still here");
			assertThat(polling.message().text()).isEqualTo("still here");
			EventStreamClient.Event event = quiet.next();
			while (event.type().equals("comment")) {
				event = quiet.next();
			}
			assertThat(event.data()).isEqualTo("still here");
		}
	}

	private static String lineWith(BufferedReader events, String start) throws IOException {
		String line = events.readLine();
		while (line != null && !line.startsWith(start)) {
			line = events.readLine();
		}
		if (line == null) {
			throw new IOException("The stream ended before \"" + start + "\"");
		}
		return line;
	}

}
