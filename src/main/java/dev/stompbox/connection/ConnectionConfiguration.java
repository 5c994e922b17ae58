package dev.stompbox.connection;

import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connections of this server and their clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ ConnectionProperties.class, AbuseProperties.class, DrainProperties.class,
		ProxyProperties.class })
class ConnectionConfiguration {

	@Bean(destroyMethod = "")
	Connections connections(ConnectionProperties properties, AbuseProperties abuse, DrainProperties drain,
			LimitCounts counts) {
		Connections connections = new Connections(properties.forConnections(), abuse.forAdmission(), abuse.forReading(),
				abuse.forOutboxes(), abuse.forHoldings());
		connections.drain().times(drain.times());
		connections.listen(counts);
		return connections;
	}

	@Bean
	Proxies proxies(ProxyProperties properties) {
		return properties.proxies();
	}

	@Bean
	LimitCounts limitCounts() {
		return new LimitCounts();
	}

	/**
	 * {@code stompbox.limit.hits}: how often each limit was hit, by the last part of its
	 * property and the code that it led to.
	 */
	@Bean
	MeterBinder limitMeters(LimitCounts counts) {
		return (registry) -> counts
			.watch((key, count) -> FunctionCounter.builder("stompbox.limit.hits", count, LongAdder::sum)
				.description("How often a limit was hit")
				.tag("limit", key.property())
				.tag("code", key.code())
				.register(registry));
	}

	/**
	 * What those who do not keep up have missed, what waits for them, and what all have
	 * the server keep.
	 */
	@Bean
	MeterBinder slowMeters(Connections connections) {
		return (registry) -> {
			FunctionCounter.builder("stompbox.messages.dropped", connections, Connections::dropped)
				.description("Messages that subscribers missed who did not keep up")
				.register(registry);
			Gauge.builder("stompbox.outbox.lagging", connections, Connections::lagging)
				.description("What waits for clients that do not keep up")
				.baseUnit("bytes")
				.register(registry);
			Gauge.builder("stompbox.held", connections, Connections::held)
				.description(
						"Subscriptions, transactions, unacknowledged messages and unfinished frames of all clients")
				.baseUnit("bytes")
				.register(registry);
		};
	}

	@Bean
	Keepalive keepalive(Connections connections) {
		return new Keepalive(connections);
	}

	@Bean
	SmartLifecycle goodbye(Connections connections, DrainProperties drain) {
		return new Goodbye(connections, drain);
	}

	/**
	 * Sends the clients away before the web server stops, so that each hears 1001 and
	 * when to come back. Readiness is off by then.
	 */
	private static final class Goodbye implements SmartLifecycle {

		private final Connections connections;

		private final DrainProperties drain;

		private volatile boolean running;

		Goodbye(Connections connections, DrainProperties drain) {
			this.connections = connections;
			this.drain = drain;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.connections.drain(this.drain.window());
			this.connections.close();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
		}

	}

}
