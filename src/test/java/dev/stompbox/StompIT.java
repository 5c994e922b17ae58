package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.WebSocketClient;
import dev.stompbox.support.WebSocketClient.Close;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * STOMP at {@code /ws}: what is published, by whom ever, comes, and what is asked is
 * answered.
 */
@Timeout(60)
class StompIT {

	private static final byte[] NOT_TEXT = { 0, 1, (byte) 0xff, (byte) 0xc3, 0, 10, 13, 0 };

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
	void whatRestPublishesReachesStompAndEventStreamsByteForByte() {
		try (StompClient stomp = anybody(); EventStreamClient events = server.anybody().events("demo.prices")) {
			stomp.subscribe("/topic/demo.prices", "s");
			HttpAnswer published = server.anybody()
				.publish("demo.prices", "{\"eur\":1.08}", "Content-Type: application/json");
			assertThat(published.status()).isEqualTo(201);
			assertThat(published.json().get("topic").asString()).isEqualTo("demo.prices");
			assertThat(published.json().get("subscribers").asInt()).isEqualTo(2);
			String position = published.json().get("position").asString();
			StompFrame message = stomp.message();
			assertThat(message.text()).isEqualTo("{\"eur\":1.08}");
			assertThat(message.headers()).containsEntry("subscription", "s")
				.containsEntry("destination", "/topic/demo.prices")
				.containsEntry("message-id", position)
				.containsEntry("content-type", "application/json")
				.containsEntry("content-length", "12");
			assertThat(Long.parseLong(message.header("timestamp"))).isBetween(System.currentTimeMillis() - 60_000,
					System.currentTimeMillis() + 1_000);
			EventStreamClient.Event event = events.next();
			assertThat(event).isEqualTo(new EventStreamClient.Event(position, "message", "{\"eur\":1.08}"));
		}
	}

	@Test
	void bytesThatAreNoTextReachTextAndBinaryClientsAsTheyAre() {
		try (StompClient text = anybody(); StompClient binary = binary()) {
			text.subscribe("/topic/demo.bytes", "t");
			binary.send("SUBSCRIBE", new byte[0], "id:b", "destination:/topic/demo.bytes", "receipt:1");
			binary.await("RECEIPT");
			server.anybody().publish("demo.bytes", NOT_TEXT, "Content-Type: application/octet-stream");
			binary.send("SEND", NOT_TEXT, "destination:/topic/demo.bytes");
			for (int i = 0; i < 2; i++) {
				assertThat(text.message().body()).isEqualTo(NOT_TEXT);
				assertThat(binary.message().body()).isEqualTo(NOT_TEXT);
			}
		}
	}

	@Test
	void aClientIsAnsweredInTheKindThatItConnectedIn() {
		try (WebSocketClient webSocket = WebSocketClient.open(server.port(), "/ws")) {
			webSocket.binary(StompClient.frame("CONNECT", "", "accept-version:1.2", "host:x").getBytes());
			assertThat(webSocket.message().text()).isFalse();
		}
		try (WebSocketClient webSocket = WebSocketClient.open(server.port(), "/ws")) {
			webSocket.text(StompClient.frame("STOMP", "", "accept-version:1.2", "host:x"));
			assertThat(webSocket.message().text()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/topic/demo.fx.*       | demo.fx.eur, demo.fx.usd
			/topic/demo.*.eur      | demo.fx.eur, demo.gold.eur
			/topic/demo.fx.#       | demo.fx, demo.fx.eur, demo.fx.usd, demo.fx.usd.spot
			/topic/demo.#.spot     | demo.fx.usd.spot
			/topic/demo/fx/eur     | demo.fx.eur
			/topic/demo.fx.eur     | demo.fx.eur
			""")
	void aPatternGetsExactlyWhatItMatches(String destination, String matched) {
		List<String> topics = List.of("demo.fx", "demo.fx.eur", "demo.fx.usd", "demo.fx.usd.spot", "demo.gold.eur",
				"demo.fxx.aud");
		try (StompClient client = anybody()) {
			client.subscribe(destination, "p");
			for (String topic : topics) {
				assertThat(server.anybody().publish(topic, topic).status()).isEqualTo(201);
			}
			List<String> came = new ArrayList<>();
			for (int i = 0; i < matched.split(", ").length; i++) {
				StompFrame message = client.message();
				assertThat(message.header("destination")).isEqualTo("/topic/" + message.text());
				came.add(message.text());
			}
			assertThat(came).containsExactly(matched.split(", "));
			assertNothingMoreComes(client);
		}
	}

	@Test
	void aMessageComesOncePerSubscriptionThatMatches() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.twice", "a");
			client.subscribe("/topic/demo.*", "b");
			client.publish("/topic/demo.twice", "x");
			assertThat(List.of(client.message().header("subscription"), client.message().header("subscription")))
				.containsExactlyInAnyOrder("a", "b");
			assertNothingMoreComes(client);
		}
	}

	@Test
	void everyReceiptIsSentAfterItsEffect() {
		try (StompClient publisher = anybody(); StompClient subscriber = anybody()) {
			StompFrame subscribed = subscriber.subscribe("/topic/demo.receipts", "s");
			assertThat(subscribed.header("position")).matches("[^:]+:\\d+");
			StompFrame published = publisher.publish("/topic/demo.receipts", "one");
			assertThat(subscriber.message().header("message-id")).isEqualTo(published.header("position"));
			subscriber.confirm("UNSUBSCRIBE", "", "id:s");
			publisher.publish("/topic/demo.receipts", "two");
			assertNothingMoreComes(subscriber);
			subscriber.confirm("DISCONNECT", "");
			assertThat(subscriber.closed().code()).isEqualTo(1000);
			subscriber.webSocket().goodbye(1000);
			assertThat(subscriber.webSocket().over()).isTrue();
		}
	}

	@Test
	void whatAPublisherSendsComesInItsOrderAlsoToItself() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.order", "s");
			StringBuilder frames = new StringBuilder();
			for (int i = 0; i < 100; i++) {
				frames.append(StompClient.frame("SEND", "" + i, "destination:/topic/demo.order")).append("\r\n\n");
			}
			client.webSocket().text(frames.toString());
			long before = 0;
			for (int i = 0; i < 100; i++) {
				StompFrame message = client.message();
				assertThat(message.text()).isEqualTo("" + i);
				long offset = Long.parseLong(message.header("message-id").replaceFirst(".*:", ""));
				assertThat(i == 0 || offset == before + 1).as("offsets rise by one").isTrue();
				before = offset;
			}
		}
	}

	@Test
	void oneFrameOverManyMessagesIsOneFrame() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.split", "s");
			for (char c : StompClient.frame("SEND", "grüße", "destination:/topic/demo.split").toCharArray()) {
				client.webSocket().text(String.valueOf(c));
			}
			assertThat(client.message().text()).isEqualTo("grüße");
		}
	}

	@Test
	void theIdempotencyKeyOfASendIsHonoured() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.once", "s");
			StompFrame first = client.publish("/topic/demo.once", "x", "idempotency-key:k1");
			StompFrame second = client.publish("/topic/demo.once", "x", "idempotency-key:k1");
			assertThat(second.header("position")).isEqualTo(first.header("position"));
			assertThat(second.header("duplicate")).isEqualTo("true");
			assertThat(first.header("duplicate")).isEmpty();
			client.message();
			assertNothingMoreComes(client);
		}
	}

	@Test
	void headersTravelAndThoseOfTheServerCannotBeForged() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.headers", "s");
			StompFrame published = client.publish("/topic/demo.headers", "x", "colour:dark\\cred\\nand\\\\more",
					"subscription:evil", "message-id:evil", "ack:evil", "timestamp:1", "user-name:evil",
					"content-type:text/plain;charset=utf-8", "colour:second");
			StompFrame message = client.message();
			assertThat(message.headers()).containsEntry("colour", "dark:red\nand\\more")
				.containsEntry("subscription", "s")
				.containsEntry("message-id", published.header("position"))
				.containsEntry("content-type", "text/plain;charset=utf-8")
				.doesNotContainKeys("ack", "user-name", "receipt");
			assertThat(message.header("timestamp")).isNotEqualTo("1");
		}
	}

	@Test
	void ofRepeatedDestinationsTheFirstCounts() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.#", "s");
			client.publish("/topic/demo.first", "x", "other:1");
			client.message();
			client.send("SEND", "y", "destination:/topic/demo.first", "destination:/topic/secret.second");
			assertThat(client.message().header("destination")).isEqualTo("/topic/demo.first");
		}
	}

	@Test
	void aUsersOwnDestinationGetsWhatTheOperatorSendsToIt() {
		try (StompClient ana = unconnected();
				StompClient bob = anybody();
				StompClient operator = StompClient.operator(server)) {
			String name = ana.connect().header("user-name");
			ana.subscribe("/user/queue/news", "mine");
			bob.subscribe("/user/queue/news", "mine");
			operator.publish("/user/" + name + "/queue/news", "for ana");
			StompFrame message = ana.message();
			assertThat(message.text()).isEqualTo("for ana");
			assertThat(message.header("destination")).isEqualTo("/user/queue/news");
			assertThat(message.header("subscription")).isEqualTo("mine");
			assertNothingMoreComes(bob);
		}
	}

	@Test
	void theFunctionsAnswerOnTheRepliesDestination() {
		try (StompClient client = anybody()) {
			client.subscribe("/user/queue/replies", "r");
			client.send("SEND", "hello?", "destination:/app/echo", "content-type:text/x-hello", "correlation-id:7");
			StompFrame echo = client.message();
			assertThat(echo.text()).isEqualTo("hello?");
			assertThat(echo.headers()).containsEntry("correlation-id", "7")
				.containsEntry("content-type", "text/x-hello")
				.containsEntry("subscription", "r")
				.containsEntry("destination", "/user/queue/replies");
			client.send("SEND", "", "destination:/app/time");
			assertThat(client.message().text()).matches("\\{\"time\":\\d{13}}");
		}
	}

	@Test
	void aFunctionAnswersWhereReplyToSays() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.answers", "t");
			client.subscribe("/user/queue/mine", "u");
			client.publish("/app/echo", "1", "reply-to:/topic/demo.answers");
			assertThat(client.message().header("subscription")).isEqualTo("t");
			client.publish("/app/echo", "2", "reply-to:/user/queue/mine");
			assertThat(client.message().header("subscription")).isEqualTo("u");
		}
	}

	@ParameterizedTest
	@CsvSource({ "'', 1.0", "1.0, 1.0", "'1.0,1.1', 1.1", "'1.2,1.1,1.0', 1.2", "'1.1,9.9', 1.1" })
	void theHighestCommonVersionIsSpoken(String accepted, String agreed) {
		try (StompClient client = unconnected()) {
			String[] headers = accepted.isEmpty() ? new String[0] : new String[] { "accept-version:" + accepted };
			client.send("CONNECT", "", headers);
			StompFrame connected = client.await("CONNECTED");
			assertThat(connected.header("version")).isEqualTo(agreed);
			assertThat(connected.header("server")).startsWith("stompbox/");
			assertThat(connected.headers()).containsKeys("session", "heart-beat", "user-name");
		}
	}

	@Test
	void aBrowsersTokenMayComeWithTheUpgradeAlready() {
		try (StompClient client = new StompClient(
				WebSocketClient.open(server.port(), "/ws", "Authorization: Bearer " + server.token()))) {
			assertThat(client.connect().header("user-name")).isEqualTo("operator");
			client.subscribe("/topic/secret.plans", "s");
		}
		try (StompClient client = unconnected()) {
			assertThat(client.connect("Authorization:Bearer " + server.token()).header("user-name"))
				.isEqualTo("operator");
		}
	}

	@Test
	void aGoodbyeWithoutDisconnectEndsTheSubscriptions() {
		try (StompClient client = anybody()) {
			client.subscribe("/topic/demo.goodbye", "s");
			client.webSocket().goodbye(1000);
			assertThat(client.closed()).isEqualTo(new Close(1000, ""));
			assertThat(server.anybody().publish("demo.goodbye", "x").json().get("subscribers").asInt()).isZero();
		}
	}

	private static StompClient anybody() {
		return StompClient.anybody(server.port());
	}

	private static StompClient unconnected() {
		return new StompClient(WebSocketClient.open(server.port(), "/ws"));
	}

	private static StompClient binary() {
		StompClient client = unconnected();
		client.webSocket()
			.binary(StompClient.frame("CONNECT", "", "accept-version:1.2", "host:x").getBytes(StandardCharsets.UTF_8));
		client.await("CONNECTED");
		return client;
	}

	/** What was to come has come before a receipt that is asked for afterwards. */
	private static void assertNothingMoreComes(StompClient client) {
		client.confirm("SUBSCRIBE", "", "destination:/user/queue/nothing", "id:nothing");
		assertThat(client.unasked()).as("frames that were not expected").isZero();
	}

}
