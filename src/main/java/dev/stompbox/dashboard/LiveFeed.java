package dev.stompbox.dashboard;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.broker.TopicInfo;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Traffic;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * Publishes the server's numbers to {@code $SYS.…} once a second, as far as somebody
 * listens.
 */
final class LiveFeed {

	private static final Logger LOGGER = LoggerFactory.getLogger(LiveFeed.class);

	/** What is spoken, as numbers are told apart by. */
	static final List<String> SIDES = List.of("stomp", "sockjs", "echo-text", "echo-binary", "echo", "sse", "rest");

	private static final Topic STATS = Topic.parse("$SYS.stats");

	private static final Topic TOPICS = Topic.parse("$SYS.topics");

	private static final Topic QUEUES = Topic.parse("$SYS.queues");

	private static final Topic CONNECTIONS = Topic.parse("$SYS.connections");

	private static final Topic EVENTS = Topic.parse("$SYS.events");

	private static final int MOST_ROWS = 500;

	private static final int BUSIEST = 8;

	/** The busiest just now; of those that are equally so, that with the most so far. */
	private static final Comparator<TopicInfo> BY_TRAFFIC = LiveFeed
		.<TopicInfo>most((topic) -> topic.inPerSecond() + topic.outPerSecond())
		.thenComparing(most(TopicInfo::messagesOut));

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Broker broker;

	private final Connections connections;

	private final Stats.Limits limits;

	private final String version;

	private final long startedAt = System.currentTimeMillis();

	LiveFeed(Broker broker, Connections connections, Stats.Limits limits, String version) {
		this.broker = broker;
		this.connections = connections;
		this.limits = limits;
		this.version = version;
	}

	/** Tells whoever listens how things stand. */
	void publish(Journal journal) {
		if (this.broker.hasSubscribers(STATS)) {
			publish(STATS, stats(journal));
		}
		if (this.broker.hasSubscribers(TOPICS)) {
			List<TopicInfo> all = topics();
			publish(TOPICS, Map.of("time", now(), "total", all.size(), "topics",
					all.stream().sorted(BY_TRAFFIC).limit(MOST_ROWS).toList()));
		}
		if (this.broker.hasSubscribers(QUEUES)) {
			List<QueueInfo> all = this.broker.queues();
			publish(QUEUES, Map.of("time", now(), "total", all.size(), "queues",
					all.stream().sorted(most(QueueInfo::depth)).limit(MOST_ROWS).toList()));
		}
		if (this.broker.hasSubscribers(CONNECTIONS)) {
			List<ConnectionInfo> all = this.connections.list();
			publish(CONNECTIONS, Map.of("time", now(), "total", all.size(), "connections",
					all.stream().sorted(most(ConnectionInfo::pending)).limit(MOST_ROWS).toList()));
		}
	}

	/**
	 * Tells whoever listens, and the topic's history, what has just happened. A server
	 * that has no room for the topic does not fail for it.
	 */
	void publish(Incident incident) {
		try {
			publish(EVENTS, incident);
		}
		catch (Refused ex) {
			LOGGER.debug("An event could not be published: {}", ex.getMessage());
		}
	}

	private void publish(Topic topic, Object body) {
		this.broker.publish(Caller.SERVER,
				new Publication(topic, "application/json", Headers.NONE, JSON.writeValueAsBytes(body), null));
	}

	/** Clients' own topics; the server's would only show the page to itself. */
	private List<TopicInfo> topics() {
		return this.broker.topics().stream().filter((topic) -> !topic.topic().startsWith("$")).toList();
	}

	private Stats stats(Journal journal) {
		List<ConnectionInfo> open = this.connections.list();
		Map<String, Traffic> traffic = this.connections.traffic();
		List<Stats.Side> sides = SIDES.stream()
			.map((name) -> side(name, traffic.getOrDefault(name, new Traffic())))
			.toList();
		List<TopicInfo> topics = topics();
		Runtime runtime = Runtime.getRuntime();
		return new Stats(now(), this.version, Runtime.version().toString(), this.startedAt, this.limits, sides,
				open.size(), sum(sides, Stats.Side::messagesIn), sum(sides, Stats.Side::messagesOut),
				sum(sides, Stats.Side::bytesIn), sum(sides, Stats.Side::bytesOut), topics.size(),
				this.broker.queueCount(), busiest(topics), slow(open),
				open.stream().mapToLong(ConnectionInfo::pending).sum(), this.connections.dropped(),
				this.connections.ended(CloseReason.SLOW),
				new Stats.Heap(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory()), journal.last(),
				this.broker.remote().orElse(null));
	}

	private static Stats.Side side(String name, Traffic traffic) {
		return new Stats.Side(name, traffic.open(), traffic.messagesIn(), traffic.bytesIn(), traffic.messagesOut(),
				traffic.bytesOut());
	}

	private static List<Stats.Busy> busiest(List<TopicInfo> topics) {
		return topics.stream()
			.sorted(BY_TRAFFIC)
			.limit(BUSIEST)
			.map((topic) -> new Stats.Busy(topic.topic(), topic.subscribers(), topic.messagesIn(), topic.messagesOut()))
			.toList();
	}

	private List<Stats.Slow> slow(List<ConnectionInfo> open) {
		return open.stream()
			.filter((connection) -> connection.pending() > connection.limit() / 2)
			.sorted(most(ConnectionInfo::pending))
			.limit(BUSIEST)
			.map(this::slow)
			.toList();
	}

	private Stats.Slow slow(ConnectionInfo seen) {
		Connection connection = this.connections.find(seen.id()).orElse(null);
		String in = (connection != null) ? connection.slowIn() : null;
		long since = (connection != null) ? connection.slowSince() : 0;
		// It may have read meanwhile, or be gone.
		return new Stats.Slow(seen.id(), in, seen.pending(), seen.limit(), (since != 0) ? since : now());
	}

	private static <T> Comparator<T> most(ToLongFunction<T> number) {
		return Comparator.comparingLong(number).reversed();
	}

	private static long sum(List<Stats.Side> sides, ToLongFunction<Stats.Side> number) {
		return sides.stream().mapToLong(number).sum();
	}

	private static long now() {
		return System.currentTimeMillis();
	}

}
