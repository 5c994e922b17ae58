package dev.stompbox.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import dev.stompbox.broker.Broker;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Traffic;

/**
 * The server's numbers for a monitoring system, read when it asks: nothing is counted
 * twice for it on the path of a message. No tag has a client's words in it, or a topic's
 * name.
 */
final class Meters implements MeterBinder {

	private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

	private final Broker broker;

	private final Connections connections;

	private @Nullable Snapshot last;

	Meters(Broker broker, Connections connections) {
		this.broker = broker;
		this.connections = connections;
	}

	/** All connections, walked once for all meters that are asked together. */
	private record Snapshot(long at, Map<String, Traffic> traffic, long waiting) {
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String edge : LiveFeed.SIDES) {
			Gauge.builder("stompbox.connections", this, (meters) -> meters.traffic(edge).open())
				.description("Connections that are open")
				.tag("edge", edge)
				.register(registry);
			counter(registry, "stompbox.messages.in", "Messages read", edge, Traffic::messagesIn);
			counter(registry, "stompbox.messages.out", "Messages put into outboxes", edge, Traffic::messagesOut);
			counter(registry, "stompbox.bytes.in", "Bytes read", edge, Traffic::bytesIn);
			counter(registry, "stompbox.bytes.out", "Bytes written", edge, Traffic::bytesOut);
		}
		for (CloseReason reason : CloseReason.values()) {
			FunctionCounter.builder("stompbox.closes", this.connections, (all) -> all.ended(reason))
				.description("Connections that ended")
				.tags("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), "code", reason.code())
				.register(registry);
		}
		FunctionCounter.builder("stompbox.deliveries", this.broker, Broker::deliveries)
			.description("Messages of topics, handed to subscribers")
			.register(registry);
		Gauge.builder("stompbox.topics", this.broker, Broker::topicCount)
			.description("Topics that exist")
			.register(registry);
		Gauge.builder("stompbox.queues", this.broker, Broker::queueCount)
			.description("Queues that exist")
			.register(registry);
		Gauge.builder("stompbox.outbox", this, Meters::waiting)
			.description("What waits to be read by all clients together")
			.baseUnit("bytes")
			.register(registry);
	}

	private void counter(MeterRegistry registry, String name, String what, String edge,
			ToLongFunction<Traffic> number) {
		FunctionCounter.builder(name, this, (meters) -> number.applyAsLong(meters.traffic(edge)))
			.description(what)
			.tag("edge", edge)
			.register(registry);
	}

	private Traffic traffic(String edge) {
		return snapshot().traffic().getOrDefault(edge, new Traffic());
	}

	private long waiting() {
		return snapshot().waiting();
	}

	private synchronized Snapshot snapshot() {
		long now = System.nanoTime();
		Snapshot known = this.last;
		if (known != null && now - known.at() < FRESH) {
			return known;
		}
		List<ConnectionInfo> open = this.connections.list();
		Snapshot fresh = new Snapshot(now, this.connections.traffic(),
				open.stream().mapToLong(ConnectionInfo::pending).sum());
		this.last = fresh;
		return fresh;
	}

}
