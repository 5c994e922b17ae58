package dev.stompbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.SockJsClient;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Subscribers that stop reading and then go on, on topics whose rules let them miss
 * messages: they stay, and are told how many they missed and where.
 */
@Timeout(120)
class SlowPolicyIT {

	private static final JsonMapper JSON = JsonMapper.shared();

	/** More than the kernel takes for who does not read, and four outboxes. */
	private static final int MOST = 12_000_000;

	private static final String BODY = "x".repeat(60_000);

	private static StompboxServer server;

	private static StompClient operator;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.outbox=512KB", "--stompbox.topics[0].match=demo.oldest.#",
				"--stompbox.topics[0].slow=drop-oldest", "--stompbox.topics[1].match=demo.newest.#",
				"--stompbox.topics[1].slow=drop-newest", "--stompbox.topics[2].match=demo.latest.#",
				"--stompbox.topics[2].slow=latest", "--stompbox.topics[2].slow-key=isin",
				"--stompbox.topics[3].match=demo.slowly", "--stompbox.topics[3].publish-rate=3");
		operator = StompClient.operator(server);
		operator.subscribe("/topic/$SYS.events", "events");
	}

	@AfterAll
	static void stop() {
		operator.close();
		server.close();
	}

	private static StompClient slow(String topic, String how) {
		StompClient client = how.equals("ws") ? new StompClient(WebSocketClient.open(4096, server.port(), "/ws"))
				: new StompClient(SockJsClient.open(server.port(), "xhr_streaming", 4096));
		client.connect("heart-beat:0,0");
		client.subscribe("/topic/" + topic, "s");
		return client;
	}

	/**
	 * Publishes until some thirty messages were lost. Returns how many were published.
	 */
	private static int publishUntilSomeAreLost(StompClient publisher, String topic) {
		int published = 0;
		while (dropped(topic) < 30) {
			assertThat(published * BODY.length()).as("bytes for who does not read").isLessThan(MOST);
			for (int i = 0; i < 10; i++) {
				publisher.publish("/topic/" + topic, published + "," + BODY, "isin:" + published % 3);
				published++;
			}
		}
		return published;
	}

	private static long dropped(String topic) {
		return server.operator().get("/api/topics/" + topic).json().get("dropped").asLong();
	}

	/** Reads to the last message; each gap is told by the message after it. */
	private static List<Integer> readAll(StompClient client, String lastStarts) {
		List<Integer> numbers = new ArrayList<>();
		int expected = 0;
		String text = "";
		while (!text.startsWith(lastStarts)) {
			StompFrame message = client.message();
			text = message.text();
			int number = Integer.parseInt(text.substring(0, text.indexOf(',')));
			String dropped = message.headers().get("dropped");
			assertThat(number).isEqualTo(expected + ((dropped != null) ? Integer.parseInt(dropped) : 0));
			expected = number + 1;
			numbers.add(number);
		}
		return numbers;
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws", "sockjs" })
	void theOldestAreLostAndTheSubscriberStaysAndIsTold(String how) {
		String topic = "demo.oldest." + how;
		try (StompClient client = slow(topic, how); StompClient publisher = StompClient.anybody(server.port())) {
			double before = count();
			int published = publishUntilSomeAreLost(publisher, topic);
			List<Integer> numbers = readAll(client, (published - 1) + ",");
			assertThat(numbers.size() + dropped(topic)).isEqualTo(published);
			assertThat(count() - before).isEqualTo(dropped(topic));
			assertTold("drop", "SB-331");
			publisher.publish("/topic/" + topic, published + ",more");
			assertThat(client.message().headers()).doesNotContainKey("dropped");
			JsonNode connections = server.operator().get("/api/connections").json().get("connections");
			assertThat(connections).anyMatch((each) -> each.get("dropped").asLong() == dropped(topic));
		}
	}

	@Test
	void theNewestAreLostAndTheNextThatComesTells() {
		try (StompClient client = slow("demo.newest.a", "ws");
				StompClient publisher = StompClient.anybody(server.port())) {
			int published = publishUntilSomeAreLost(publisher, "demo.newest.a");
			long kept = published - dropped("demo.newest.a");
			assertThat(readAll(client, (kept - 1) + ",")).hasSize((int) kept);
			publisher.publish("/topic/demo.newest.a", published + ",last");
			assertThat(client.message().header("dropped")).isEqualTo("" + (published - kept));
		}
	}

	@Test
	void ofEachKeyTheNewestComes() {
		try (StompClient client = slow("demo.latest.a", "ws");
				StompClient publisher = StompClient.anybody(server.port())) {
			int published = publishUntilSomeAreLost(publisher, "demo.latest.a");
			List<Integer> numbers = readAll(client, (published - 1) + ",");
			assertThat(numbers.subList(numbers.size() - 3, numbers.size())).containsExactly(published - 3,
					published - 2, published - 1);
			assertThat(numbers.size() + dropped("demo.latest.a")).isEqualTo(published);
		}
	}

	/** HTTP/1.0, for a response that is not in chunks. */
	@Test
	void anEventStreamIsToldBeforeTheNextEvent() throws IOException {
		try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
				StompClient publisher = StompClient.anybody(server.port())) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write("GET /api/topics/demo.oldest.sse/events HTTP/1.0\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			BufferedReader lines = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			while (!lines.readLine().startsWith(": connected")) {
				// the head of the response
			}
			int published = publishUntilSomeAreLost(publisher, "demo.oldest.sse");
			int expected = 0;
			while (expected < published) {
				String data = dataOf(lines);
				if (data.startsWith("{")) {
					JsonNode dropped = JSON.readTree(data);
					assertThat(dropped.get("code").asString()).isEqualTo("SB-331");
					expected += dropped.get("dropped").asInt();
					data = dataOf(lines);
				}
				assertThat(Integer.parseInt(data.substring(0, data.indexOf(',')))).isEqualTo(expected++);
			}
		}
	}

	private static String dataOf(BufferedReader lines) throws IOException {
		String line = lines.readLine();
		while (!line.startsWith("data: ")) {
			line = lines.readLine();
		}
		return line.substring("data: ".length());
	}

	@Test
	void aPublishRateIsHeldOverRestAndStomp() {
		HttpAnswer answer = server.anybody().publish("demo.slowly", "x");
		for (int i = 0; i < 10 && answer.status() == 201; i++) {
			answer = server.anybody().publish("demo.slowly", "x");
		}
		GuardIT.assertProblem(answer, 429, "SB-327");
		assertThat(answer.header("Retry-After")).isEqualTo("1");
		assertThat(answer.json().get("property").asString()).isEqualTo("stompbox.topics[].publish-rate");
		assertTold("refuse", "SB-327");
		try (StompClient soft = StompClient.anybody(server.port(), "soft-deny:true");
				StompClient hard = StompClient.anybody(server.port())) {
			await().until(() -> "SB-327".equals(soft.publish("/topic/demo.slowly", "x").headers().get("code")));
			for (int i = 0; i < 10; i++) {
				hard.send("SEND", "x", "destination:/topic/demo.slowly");
			}
			assertThat(hard.error().headers()).containsEntry("code", "SB-327");
			assertThat(hard.closed().code()).isEqualTo(4429);
		}
	}

	private static void assertTold(String kind, String code) {
		JsonNode event;
		do {
			event = JSON.readTree(operator.message().body());
		}
		while (!kind.equals(event.get("kind").asString()) || !code.equals(event.get("code").asString("")));
		assertThat(event.get("property").asString()).startsWith("stompbox.topics[]");
		if (kind.equals("drop")) {
			assertThat(event.get("destination").asString()).startsWith("/topic/demo.");
			assertThat(server.log()).contains(" destination=" + event.get("destination").asString());
		}
	}

	private static double count() {
		String name = "stompbox_messages_dropped_total ";
		return server.operator()
			.get("/actuator/prometheus")
			.text()
			.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(name.length())))
			.sum();
	}

}
