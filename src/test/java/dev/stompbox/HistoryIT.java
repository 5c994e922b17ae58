package dev.stompbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What did I miss, and is that all of it? Asked by clients of every kind. */
@Timeout(180)
class HistoryIT {

	private static final int MESSAGES = 100_000;

	private static final int CUTS = 20;

	private static StompboxServer server;

	private static Api anybody;

	private static Api operator;

	@BeforeAll
	static void start() {
		List<String> settings = new ArrayList<>();
		rule(settings, 0, "demo.resume", "history.messages=200000", "history.size=256MB");
		rule(settings, 1, "demo.short.#", "history.messages=10");
		rule(settings, 2, "demo.price.#", "last-value=true");
		rule(settings, 3, "demo.none", "history.messages=0");
		rule(settings, 4, "demo.long.#", "history.messages=1000000", "history.size=1GB");
		rule(settings, 5, "demo.#", "idempotency.keys=3");
		settings.add("--stompbox.limits.history=160MB");
		server = StompboxServer.with().jvm("-Xmx320m").start(settings.toArray(String[]::new));
		anybody = server.anybody();
		operator = server.operator();
	}

	private static void rule(List<String> settings, int number, String match, String... options) {
		String name = "--stompbox.topics[" + number + "].";
		settings.addAll(List.of(name + "match=" + match, name + "subscribe=anyone", name + "publish=anyone"));
		for (String option : options) {
			settings.add(name + option);
		}
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aStockClientThatIsCutTwentyTimesHasEverythingOnceAndInOrder() {
		try (NodeScript script = NodeScript.start(NodeScript.HOME.resolve("resume.mjs"), "" + server.port(),
				"" + MESSAGES, "" + CUTS)) {
			assertThat(script.outcome()).startsWith("all " + MESSAGES + " cut " + CUTS + " recovered true");
		}
	}

	@Test
	void soDoesAnEventSource() {
		CompletableFuture<Void> publishing = null;
		String last = "";
		int next = 0;
		for (int cut = 0; next < MESSAGES; cut++) {
			int until = (cut < CUTS) ? (cut + 1) * (MESSAGES / (CUTS + 1)) : MESSAGES;
			try (EventStreamClient events = last.isEmpty() ? anybody.events("demo.long.sse")
					: anybody.events("demo.long.sse", "Last-Event-ID: " + last)) {
				if (publishing == null) {
					publishing = CompletableFuture.runAsync(() -> publish("demo.long.sse", MESSAGES));
				}
				while (next < until) {
					EventStreamClient.Event event = events.next();
					if (event.type().equals("message")) {
						assertThat(event.data()).isEqualTo("" + next);
						last = event.id();
						next++;
					}
					else {
						assertThat(event.type()).isIn("comment", "recovered");
					}
				}
			}
		}
		publishing.join();
	}

	private static void publish(String topic, int messages) {
		for (int from = 0; from < messages; from += 1000) {
			StringBuilder batch = new StringBuilder("[");
			for (int i = from; i < Math.min(from + 1000, messages); i++) {
				batch.append((i > from) ? "," : "")
					.append("{\"topic\":\"")
					.append(topic)
					.append("\",\"body\":\"")
					.append(i)
					.append("\"}");
			}
			assertThat(anybody.batch(batch.append(']').toString()).status()).isEqualTo(200);
		}
	}

	@Test
	void whoWasAwayTooLongIsToldHowMuchIsMissingAndLiveGoesOn() {
		try (StompClient client = StompClient.anybody(server.port())) {
			String had = client.publish("/topic/demo.short.stomp", "0").header("position");
			publish("demo.short.stomp", 25);
			client.send("SUBSCRIBE", "", "destination:/topic/demo.short.stomp", "id:s", "since:" + had, "receipt:r");
			StompFrame first = client.message();
			assertThat(first.text()).isEqualTo("15");
			assertThat(first.header("dropped")).isEqualTo("15");
			for (int i = 16; i < 25; i++) {
				assertThat(client.message().text()).isEqualTo("" + i);
			}
			StompFrame receipt = client.await("RECEIPT");
			assertThat(receipt.headers()).containsEntry("recovered", "false")
				.containsEntry("replayed", "10")
				.containsEntry("missed", "15");
			StompFrame live = client.publish("/topic/demo.short.stomp", "live");
			assertThat(client.message().header("message-id")).isEqualTo(live.header("position"));
			JsonNode page = anybody.get("/api/topics/demo.short.stomp/messages?after=" + had).json();
			assertThat(page.get("recovered").asBoolean()).isFalse();
			assertThat(page.get("missed").asInt()).isEqualTo(16);
		}
	}

	@Test
	void aTopicThatKeepsNothingSaysSo() {
		String had = anybody.publish("demo.none", "1").json().get("position").asString();
		anybody.publish("demo.none", "2");
		try (EventStreamClient events = anybody.events("demo.none", "Last-Event-ID: " + had)) {
			EventStreamClient.Event gap = events.next();
			assertThat(gap.type()).isEqualTo("gap");
			assertThat(gap.data()).isEqualTo("{\"recovered\":false,\"code\":\"SB-341\",\"missed\":1}");
		}
	}

	@Test
	void whoSubscribesToAPriceHasItAtOnce() {
		anybody.publish("demo.price.eur", "1.07");
		String newest = anybody.publish("demo.price.eur", "1.08").json().get("position").asString();
		try (StompClient client = StompClient.anybody(server.port());
				EventStreamClient events = anybody.events("demo.price.eur")) {
			client.send("SUBSCRIBE", "", "destination:/topic/demo.price.eur", "id:s", "receipt:r");
			assertThat(client.message().text()).isEqualTo("1.08");
			assertThat(client.await("RECEIPT").headers()).containsEntry("position", newest)
				.containsEntry("replayed", "1")
				.doesNotContainKey("recovered");
			assertThat(events.next().id()).isEqualTo(newest);
		}
		JsonNode last = anybody.get("/api/topics/demo.price.eur/messages/last").json();
		assertThat(last.get("body").asString()).isEqualTo("1.08");
		assertThat(last.get("position").asString()).isEqualTo(newest);
		GuardIT.assertProblem(anybody.get("/api/topics/demo.price.usd/messages/last"), 404, "SB-509");
	}

	@Test
	void aRepeatIsAnsweredWithTheFirstPositionWhileItIsRemembered() {
		HttpAnswer first = anybody.publish("demo.once", "a", "Idempotency-Key: k1");
		HttpAnswer again = anybody.publish("demo.once", "a", "Idempotency-Key: k1");
		assertThat(first.status()).isEqualTo(201);
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.json().get("position")).isEqualTo(first.json().get("position"));
		try (StompClient client = StompClient.anybody(server.port())) {
			StompFrame key = client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k2");
			StompFrame repeat = client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k2");
			assertThat(repeat.headers()).containsEntry("duplicate", "true")
				.containsEntry("position", key.header("position"));
			client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k3");
			client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k4");
			client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k5");
			assertThat(client.confirm("SEND", "b", "destination:/topic/demo.once", "idempotency-key:k2").headers())
				.as("three came after it")
				.doesNotContainKey("duplicate");
		}
	}

	/** Twenty of them, 40 MB each, with a heap of 320 MB: they get it as they take it. */
	@Test
	void whoIsFarBehindAndSlowFillsNoMemory() {
		String body = "x".repeat(1000);
		try (StompClient publisher = StompClient.anybody(server.port())) {
			for (int i = 0; i < 40_000; i++) {
				publisher.send("SEND", i + "," + body, "destination:/topic/demo.long.behind",
						(i % 1000 == 999) ? "receipt:r" : "x:y");
				if (i % 1000 == 999) {
					publisher.await("RECEIPT");
				}
			}
		}
		List<StompClient> behind = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			StompClient client = StompClient.anybody(server.port());
			client.send("SUBSCRIBE", "", "destination:/topic/demo.long.behind", "id:s", "rewind:40000", "receipt:r");
			behind.add(client);
		}
		for (StompClient client : behind) {
			for (int i = 0; i < 40_000; i++) {
				StompFrame message = client.message();
				if (!message.text().startsWith(i + ",")) {
					assertThat(message.text().substring(0, 10)).isEqualTo(i + ",");
				}
			}
			assertThat(client.await("RECEIPT").headers()).containsEntry("recovered", "true")
				.containsEntry("replayed", "40000");
			client.close();
		}
		assertThat(server.log()).doesNotContain("OutOfMemory");
	}

	@Test
	void aPageOfHistoryThenWhatComes() {
		List<String> positions = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			positions.add(anybody.publish("demo.pages", "" + i, "Content-Type: text/plain")
				.json()
				.get("position")
				.asString());
		}
		JsonNode newest = anybody.get("/api/topics/demo.pages/messages?limit=2").json();
		assertThat(bodies(newest)).containsExactly("3", "4");
		assertThat(newest.get("messages").get(0).get("contentType").asString()).startsWith("text/plain");
		assertThat(newest.get("messages").get(0).get("timestamp").asLong()).isPositive();
		JsonNode oldest = anybody.get("/api/topics/demo.pages/messages?after=start&limit=3").json();
		assertThat(bodies(oldest)).containsExactly("0", "1", "2");
		assertThat(oldest.get("next").asString()).isEqualTo(positions.get(2));
		JsonNode rest = anybody.get("/api/topics/demo.pages/messages?wait=1s&after=" + positions.get(2)).json();
		assertThat(bodies(rest)).containsExactly("3", "4");
		CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(
				() -> anybody.get("/api/topics/demo.pages/messages?wait=30s&after=" + rest.get("next").asString())
					.json());
		CompletableFuture<JsonNode> fromNow = CompletableFuture
			.supplyAsync(() -> anybody.get("/api/topics/demo.pages/messages?wait=30s").json());
		await().until(() -> operator.get("/api/topics/demo.pages").json().get("subscribers").asInt() == 2);
		anybody.publish("demo.pages", new byte[] { (byte) 0xff });
		for (CompletableFuture<JsonNode> each : List.of(waiting, fromNow)) {
			JsonNode came = each.join();
			assertThat(came.get("messages").get(0).get("bodyBase64").asString()).isEqualTo("/w==");
			assertThat(came.get("recovered").asBoolean()).isTrue();
		}
		JsonNode nothing = anybody
			.get("/api/topics/demo.pages/messages?wait=100ms&after=" + waiting.join().get("next").asString())
			.json();
		assertThat(nothing.get("messages")).isEmpty();
		assertThat(nothing.get("next")).isEqualTo(waiting.join().get("next"));
		await().until(() -> operator.get("/api/topics/demo.pages").json().get("subscribers").asInt() == 0);
	}

	@Test
	void whatIsNoPageIsRefused() {
		for (String query : List.of("after=1", "after=", "limit=0", "limit=1001", "wait=2m", "wait=5", "wait=soon")) {
			GuardIT.assertProblem(anybody.get("/api/topics/demo.x/messages?" + query), 400, "SB-508");
		}
		GuardIT.assertProblem(anybody.get("/api/topics/demo.x/events?rewind=soon"), 400, "SB-508");
		GuardIT.assertProblem(anybody.get("/api/topics/demo.*/events?rewind=5"), 400, "SB-340");
		GuardIT.assertProblem(anybody.get("/api/topics/prices/messages"), 401, "SB-201");
		GuardIT.assertProblem(anybody.get("/api/topics/prices/messages/last"), 401, "SB-201");
	}

	@Test
	void aHistoryIsTakenOutBroughtInAndThrownAway() {
		for (String body : List.of("one", "zwö", "{\"three\":3}")) {
			anybody.publish("demo.from", body, "Content-Type: text/plain");
		}
		anybody.publish("demo.from", new byte[] { 0, (byte) 0x80 });
		for (HttpAnswer refused : List.of(anybody.get("/api/topics/demo.from/messages/export"),
				anybody.call("DELETE", "/api/topics/demo.from/messages", new byte[0]),
				anybody.call("POST", "/api/topics/demo.from/messages/import", new byte[0]))) {
			GuardIT.assertProblem(refused, 401, "SB-201");
		}
		HttpAnswer out = operator.get("/api/topics/demo.from/messages/export");
		assertThat(out.header("Content-Type")).startsWith("application/x-ndjson");
		assertThat(out.text().lines()).hasSize(4);
		try (EventStreamClient events = anybody.events("demo.to")) {
			HttpAnswer in = operator.call("POST", "/api/topics/demo.to/messages/import",
					out.text().getBytes(StandardCharsets.UTF_8));
			assertThat(in.json().get("imported").asInt()).isEqualTo(4);
			assertThat(events.next().data()).isEqualTo("one");
		}
		JsonNode from = anybody.get("/api/topics/demo.from/messages").json().get("messages");
		JsonNode to = anybody.get("/api/topics/demo.to/messages").json().get("messages");
		for (int i = 0; i < 4; i++) {
			for (String field : List.of("timestamp", "contentType", "body", "bodyBase64")) {
				assertThat(to.get(i).path(field)).as(field).isEqualTo(from.get(i).path(field));
			}
		}
		assertThat(operator.get("/api/topics/demo.to").json().get("history").get("messages").asInt()).isEqualTo(4);
		assertThat(operator.call("DELETE", "/api/topics/demo.to/messages", new byte[0]).json().get("purged").asInt())
			.isEqualTo(4);
		assertThat(anybody.get("/api/topics/demo.to/messages?after=start").json().get("messages")).isEmpty();
		HttpAnswer wrong = operator.call("POST", "/api/topics/demo.to/messages/import",
				"{\"body\":\"good\"}\n\n{\"bod".getBytes(StandardCharsets.UTF_8));
		GuardIT.assertProblem(wrong, 400, "SB-508");
		assertThat(wrong.text()).contains("Line 2", "the 1 before it were imported");
	}

	@Test
	void theAnswerAboutRightsSaysWhatIsKept() {
		JsonNode topic = operator.get("/api/access/check?caller=ana&action=subscribe&destination=demo.short.x")
			.json()
			.get("options");
		assertThat(topic.get("history").get("messages").asInt()).isEqualTo(10);
		assertThat(topic.get("lastValue").asBoolean()).isFalse();
	}

	private static List<String> bodies(JsonNode page) {
		List<String> bodies = new ArrayList<>();
		page.get("messages").forEach((message) -> bodies.add(message.path("body").asString("")));
		return bodies;
	}

}
