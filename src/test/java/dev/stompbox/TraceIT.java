package dev.stompbox;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/** An operator looks at one connection: its last frames, and how far away it is. */
@Timeout(60)
class TraceIT {

	private static final String SECRET = "a-secret-that-nobody-may-see";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.access.keys[0].name=backend",
				"--stompbox.access.keys[0].secret=" + SECRET);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static JsonNode trace(String id) {
		return server.operator().get("/api/connections/" + id + "/trace").json();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "sockjs" })
	void theLastFramesAreShownFromWhenSomebodyLooksAndNoCredentials(String how) {
		StompClient.Line line = how.equals("ws") ? WebSocketClient.open(server.port(), "/ws")
				: SockJsClient.open(server.port(), "xhr_streaming");
		try (StompClient client = new StompClient(line)) {
			String id = client.connect("login:backend", "passcode:" + SECRET).header("session");
			client.publish("/topic/demo.trace", "before anybody looked");
			assertThat(trace(id).get("frames")).isEmpty();
			client.subscribe("/topic/demo.trace", "s");
			client.publish("/topic/demo.trace", "seen", "passcode:" + SECRET);
			assertThat(client.message().text()).isEqualTo("seen");
			client.send("SEND", SECRET, "destination:/app/refresh", "Authorization:Bearer " + SECRET);
			client.publish("/topic/demo.trace", "the last");
			JsonNode frames = trace(id).get("frames");
			assertThat(frames).anyMatch((frame) -> is(frame, "in", "SUBSCRIBE", "destination:/topic/demo.trace"))
				.anyMatch((frame) -> is(frame, "out", "RECEIPT", ""))
				.anyMatch((frame) -> is(frame, "in", "SEND", "seen"))
				.anyMatch((frame) -> is(frame, "out", "MESSAGE", "seen"))
				.anyMatch((frame) -> is(frame, "in", "SEND", "destination:/app/refresh"));
			assertThat(frames.toString()).doesNotContain(SECRET).doesNotContain("before anybody looked");
			for (int i = 0; i < 60; i++) {
				client.publish("/topic/demo.trace", "more " + i);
			}
			JsonNode later = trace(id).get("frames");
			assertThat(later).hasSize(50);
			assertThat(later.get(49).get("seq").asLong()).isGreaterThan(120);
		}
	}

	private static boolean is(JsonNode frame, String direction, String command, String part) {
		String start = frame.get("start").asString();
		return frame.get("direction").asString().equals(direction) && start.contains(command) && start.contains(part)
				&& frame.get("bytes").asInt() >= command.length();
	}

	@Test
	void theRoundTripOfAWebSocketIsMeasuredAndAnEventStreamHasNone() {
		try (StompClient client = StompClient.anybody(server.port());
				EventStreamClient events = server.anybody().events("demo.trace.events")) {
			client.subscribe("/topic/demo.nothing", "s");
			String id = idOf("stomp");
			Awaitility.await().until(() -> {
				// Whoever reads answers a ping on the way.
				client.publish("/topic/demo.another", "a");
				return !trace(id).get("roundTrip").isNull();
			});
			assertThat(trace(id).get("roundTrip").asDouble()).isBetween(0.001, 10_000.0);
			String stream = idOf("sse");
			assertThat(trace(stream).get("roundTrip").isNull()).isTrue();
			server.anybody().publish("demo.trace.events", "told");
			assertThat(events.next()).isNotNull();
			assertThat(trace(stream).get("frames")).anyMatch((frame) -> is(frame, "out", "data: told", "id: "));
		}
	}

	private static String idOf(String transport) {
		return server.operator()
			.get("/api/connections?transport=" + transport)
			.json()
			.get("connections")
			.get(0)
			.get("id")
			.asString();
	}

	@Test
	void nobodyElseMayLook() {
		try (StompClient client = new StompClient(WebSocketClient.open(server.port(), "/ws"))) {
			String id = client.connect().header("session");
			assertThat(server.anybody().get("/api/connections/" + id + "/trace").status()).isEqualTo(401);
			assertThat(server.operator().get("/api/connections/c-none/trace").status()).isEqualTo(404);
		}
	}

}
