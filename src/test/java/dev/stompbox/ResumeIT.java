package dev.stompbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.EventStreamClient;
import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where history and live meet, as clients of each kind see it that come and go while four
 * publish: no gap, and no double. And a stock EventSource.
 */
@Tag("own-engine")
@Timeout(180)
class ResumeIT {

	private static final int PUBLISHERS = 4;

	private static final int EACH = 3_000;

	private static final int ALL = PUBLISHERS * EACH + 1;

	private static StompboxServer server;

	private static Api anybody;

	@BeforeAll
	static void start() {
		List<String> settings = new ArrayList<>(List.of("--stompbox.topics[0].match=demo.durable.#",
				"--stompbox.topics[0].durable=true", "--stompbox.topics[1].match=demo.#"));
		for (int i = 0; i < 2; i++) {
			String rule = "--stompbox.topics[" + i + "].";
			settings.addAll(List.of(rule + "subscribe=anyone", rule + "publish=anyone",
					rule + "history.messages=200000", rule + "history.size=256MB"));
		}
		server = StompboxServer.with().jvm("-Xmx512m").start(settings.toArray(String[]::new));
		anybody = server.anybody();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/**
	 * It goes on by what it does by itself: reconnects, three seconds after each cut, and
	 * sends Last-Event-ID.
	 */
	@Test
	@Timeout(300)
	void anEventSourceThatIsCutTwentyTimesHasEverythingOnceAndInOrder() {
		try (NodeScript script = NodeScript.start(NodeScript.HOME.resolve("events.mjs"), "" + server.port(), "100000",
				"20")) {
			String line = script.line();
			while (line.startsWith("cut ")) {
				line = script.line();
			}
			assertThat(line).startsWith("all 100000 cut 20 opened 21 recovered ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo.memory.a", "demo.durable.a" })
	void nothingIsMissedAndNothingComesTwiceWhereHistoryEndsAndLiveBegins(String topic) throws Exception {
		String first = anybody.publish(topic, "first").json().path("position").asString();
		String epoch = first.substring(0, first.indexOf(':') + 1);
		assertThat(first).isEqualTo(epoch + 1);
		ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 6);
		try {
			List<Future<?>> publishers = new ArrayList<>();
			for (int i = 0; i < PUBLISHERS; i++) {
				publishers.add(threads.submit(() -> publish(topic)));
			}
			AtomicInteger comings = new AtomicInteger();
			List<Callable<Void>> readers = List.of(() -> stomp(topic, epoch, comings),
					() -> events(topic, epoch, comings), () -> polls(topic, epoch));
			List<Future<Void>> reading = new ArrayList<>();
			for (Callable<Void> reader : readers) {
				reading.add(threads.submit(reader));
				reading.add(threads.submit(reader));
			}
			for (Future<?> each : publishers) {
				each.get();
			}
			for (Future<Void> each : reading) {
				each.get();
			}
			assertThat(comings.get()).as("how often they came").isGreaterThan(4);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void publish(String topic) {
		try (StompClient client = StompClient.anybody(server.port())) {
			for (int i = 1; i <= EACH; i++) {
				boolean asks = i % 100 == 0;
				client.send("SEND", "" + i, "destination:/topic/" + topic, asks ? "receipt:r" : "x:y");
				if (asks) {
					client.await("RECEIPT");
				}
			}
		}
	}

	/** Leaves after some hundred messages, and comes back with the last. */
	private static Void stomp(String topic, String epoch, AtomicInteger comings) {
		long last = 1;
		while (last < ALL) {
			comings.incrementAndGet();
			try (StompClient client = StompClient.anybody(server.port())) {
				client.send("SUBSCRIBE", "", "destination:/topic/" + topic, "id:s", "since:" + epoch + last,
						"receipt:s");
				long until = Math.min(ALL, last + 700);
				boolean joined = false;
				while (last < until || !joined) {
					StompFrame frame = client.any();
					if (frame.command().equals("RECEIPT")) {
						assertThat(frame.header("recovered")).isEqualTo("true");
						assertThat(frame.header("position")).as("where live begins").isEqualTo(epoch + last);
						joined = true;
					}
					else {
						assertThat(frame.header("message-id")).isEqualTo(epoch + ++last);
					}
				}
			}
		}
		return null;
	}

	private static Void events(String topic, String epoch, AtomicInteger comings) {
		long last = 1;
		while (last < ALL) {
			comings.incrementAndGet();
			try (EventStreamClient events = anybody.events(topic, "Last-Event-ID: " + epoch + last)) {
				long until = Math.min(ALL, last + 700);
				boolean joined = false;
				while (last < until || !joined) {
					EventStreamClient.Event event = events.next();
					if (event.type().equals("message")) {
						assertThat(event.id()).isEqualTo(epoch + ++last);
					}
					else if (!event.type().equals("comment")) {
						assertThat(event.type()).as(event.data()).isEqualTo("recovered");
						joined = true;
					}
				}
			}
		}
		return null;
	}

	private static Void polls(String topic, String epoch) {
		long last = 1;
		while (last < ALL) {
			JsonNode page = anybody.get("/api/topics/" + topic + "/messages?wait=30s&limit=50&after=" + epoch + last)
				.json();
			assertThat(page.path("recovered").asBoolean()).as(page.toString()).isTrue();
			for (JsonNode message : page.path("messages")) {
				assertThat(message.path("position").asString()).isEqualTo(epoch + ++last);
			}
			assertThat(page.path("next").asString()).isEqualTo(epoch + last);
		}
		return null;
	}

}
