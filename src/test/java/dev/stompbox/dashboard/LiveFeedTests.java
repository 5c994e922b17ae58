package dev.stompbox.dashboard;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Start;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.Payload;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What the server says about itself, to whom. */
class LiveFeedTests {

	private static final Payload PAYLOAD = Payload.of(Payload.Kind.TEXT, new byte[400]);

	private static final Stats.Limits LIMITS = new Stats.Limits(1, 2, 3);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final Broker broker = new Broker(DefaultAccess.policy(), 1000);

	private final LiveFeed feed = new LiveFeed(this.broker, this.connections, LIMITS, "1.2.3");

	private final Journal journal = new Journal((incident) -> {
	}, new SimpleMeterRegistry());

	private final Map<String, List<JsonNode>> told = new LinkedHashMap<>();

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void nothingIsPublishedForNobody() {
		listen("$SYS.topics");
		this.feed.publish(this.journal);
		assertThat(this.told).containsOnlyKeys("$SYS.topics");
		assertThat(this.broker.topics()).extracting((topic) -> topic.topic()).containsExactly("$SYS.topics");
	}

	@Test
	void theStatsCountConnectionsAndNameTheLimits() {
		this.connections.open("10.0.0.1:5", new FakeTransport()).serve("stomp", "ana");
		listen("$SYS.stats");
		JsonNode stats = said("$SYS.stats");
		assertThat(stats.get("version").asString()).isEqualTo("1.2.3");
		assertThat(stats.get("limits").get("outbox").asInt()).isEqualTo(3);
		assertThat(stats.get("transports")).extracting((side) -> side.get("name").asString())
			.containsExactlyElementsOf(LiveFeed.SIDES);
		assertThat(stats.get("connections").asInt()).isEqualTo(1);
		assertThat(stats.get("slow")).isEmpty();
		assertThat(stats.get("relay").isNull()).isTrue();
	}

	@Test
	void whoReadsTooSlowlyIsNamedWithWhatWaits() {
		listen("$SYS.stats");
		Connection slow = this.connections.open("10.0.0.1:5", new FakeTransport().room(0));
		slow.serve("stomp", "ana");
		slow.send(PAYLOAD);
		assertThat(said("$SYS.stats").get("slow")).isEmpty();
		long before = System.currentTimeMillis();
		slow.send(PAYLOAD);
		JsonNode stats = said("$SYS.stats");
		long after = System.currentTimeMillis();
		assertThat(stats.get("slow")).hasSize(1);
		long since = stats.get("slow").get(0).get("since").asLong();
		assertThat(since).isBetween(before, after);
		assertThat(slow.slowSince()).isEqualTo(since);
		assertThat(stats.get("slow").get(0).get("connection").asString()).isEqualTo(slow.id());
		assertThat(stats.get("slow").get(0).get("limit").asInt()).isEqualTo(1000);
		assertThat(stats.get("pending").asInt()).isGreaterThan(800);
	}

	@Test
	void theServersOwnTopicsAreNeitherCountedNorListed() {
		listen("$SYS.stats");
		listen("$SYS.topics");
		publish("demo.a", 1);
		JsonNode stats = said("$SYS.stats");
		assertThat(stats.get("topics").asInt()).isEqualTo(1);
		assertThat(stats.get("busiest")).extracting((line) -> line.get("topic").asString()).containsExactly("demo.a");
		JsonNode list = said("$SYS.topics");
		assertThat(list.get("total").asInt()).isEqualTo(1);
		assertThat(list.get("topics")).extracting((line) -> line.get("topic").asString()).containsExactly("demo.a");
	}

	@Test
	void theBusiestComeFirstAndOfManyTopicsAllAreCountedAndSomeListed() {
		listen("$SYS.stats");
		listen("$SYS.topics");
		for (int i = 0; i < 600; i++) {
			hear("demo.t" + i);
		}
		hear("demo.busy");
		publish("demo.busy", 50);
		JsonNode list = said("$SYS.topics");
		assertThat(list.get("total").asInt()).isEqualTo(601);
		assertThat(list.get("topics")).hasSize(500);
		assertThat(list.get("topics").get(0).get("topic").asString()).isEqualTo("demo.busy");
		JsonNode busiest = said("$SYS.stats").get("busiest");
		assertThat(busiest).hasSize(8);
		assertThat(busiest.get(0).get("messagesIn").asInt()).isEqualTo(50);
	}

	@Test
	void connectionsAndQueuesAreListed() {
		listen("$SYS.connections");
		listen("$SYS.queues");
		Connection open = this.connections.open("10.0.0.1:5", new FakeTransport());
		open.serve("stomp", "ana");
		JsonNode list = said("$SYS.connections");
		assertThat(list.get("total").asInt()).isEqualTo(1);
		assertThat(list.get("connections").get(0).get("id").asString()).isEqualTo(open.id());
		assertThat(said("$SYS.queues").get("total").asInt()).isZero();
	}

	@Test
	void theStatsCountQueuesAndNotWhatWaitsInThem() {
		listen("$SYS.stats");
		assertThat(said("$SYS.stats").get("queues").asInt()).isZero();
		enqueue("demo.jobs");
		enqueue("demo.jobs");
		enqueue("demo.mails");
		assertThat(said("$SYS.stats").get("queues").asInt()).isEqualTo(2);
		assertThat(said("$SYS.stats").get("topics").asInt()).isZero();
	}

	@Test
	void whatHappenedIsToldAndKeptForWhoComesLater() {
		listen("$SYS.events");
		this.feed.publish(new Incident(7, 1, "limit", "SB-1", null, null, null, "Something happened", "5", "a.b"));
		JsonNode event = last("$SYS.events");
		assertThat(event.get("seq").asInt()).isEqualTo(7);
		assertThat(event.get("code").asString()).isEqualTo("SB-1");
		assertThat(event.get("property").asString()).isEqualTo("a.b");
		assertThat(this.broker.topic(Topic.parse("$SYS.events")).orElseThrow().history().messages()).isEqualTo(1);
	}

	private void listen(String topic) {
		this.broker.subscribe(Caller.SERVER, TopicPattern.parse(topic),
				(delivery) -> this.told.computeIfAbsent(topic, (name) -> new ArrayList<>())
					.add(JsonMapper.shared().readTree(delivery.message().body())),
				Start.LIVE);
	}

	/** A topic is there as soon as somebody subscribes. */
	private void hear(String topic) {
		this.broker.subscribe(Caller.SERVER, TopicPattern.parse(topic), (delivery) -> {
		}, Start.LIVE);
	}

	/** What is said on the topic now. */
	private JsonNode said(String topic) {
		this.feed.publish(this.journal);
		return last(topic);
	}

	private JsonNode last(String topic) {
		List<JsonNode> all = this.told.get(topic);
		return all.get(all.size() - 1);
	}

	private void enqueue(String queue) {
		this.broker.publish(Caller.SERVER, new Publication(QueueTopics.topicOf(queue), null, Headers.NONE,
				"x".getBytes(StandardCharsets.UTF_8), null));
	}

	private void publish(String topic, int times) {
		for (int i = 0; i < times; i++) {
			this.broker.publish(Caller.SERVER, new Publication(Topic.parse(topic), null, Headers.NONE,
					"x".getBytes(StandardCharsets.UTF_8), null));
		}
	}

}
