package dev.stompbox.relay;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

import dev.stompbox.broker.RemoteListener;
import dev.stompbox.message.Refused;

/** The relay to RabbitMQ, where {@code stompbox.relay.host} names one. */
@Configuration(proxyBeanMethods = false)
@Conditional(RelayConfiguration.HostIsSet.class)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

	@Bean
	Availability relayAvailability(RelayProperties properties) {
		return new Availability(properties.address(), properties.login());
	}

	@Bean
	SpringRelay relay(RelayProperties properties, Availability availability) {
		return new SpringRelay(properties, availability);
	}

	@Bean
	RelayedTopics relayedTopics(SpringRelay relay, Availability availability, RelayProperties properties) {
		// As much may wait as publishers in flight hold.
		return new RelayedTopics((version, listener) -> relay.open(version, listener, Long.MAX_VALUE), relay::later,
				availability::state, properties.receiptTimeout());
	}

	@Bean
	SmartLifecycle relayLifecycle(SpringRelay relay, Availability availability,
			ObjectProvider<RemoteListener> listeners) {
		listeners.forEach(availability::listen);
		return new Lifecycle(relay);
	}

	@Bean
	HealthIndicator relayHealthIndicator(Availability availability) {
		return () -> {
			Refused away = availability.away();
			return (away == null) ? Health.up().build()
					: Health.down()
						.withDetail("code", away.code().code())
						.withDetail("detail", away.detail())
						.withDetail("hint", away.hint())
						.build();
		};
	}

	/** Is there before the first client, and until the last is gone. */
	private static final class Lifecycle implements SmartLifecycle {

		private final SpringRelay relay;

		private volatile boolean running;

		Lifecycle(SpringRelay relay) {
			this.relay = relay;
		}

		@Override
		public void start() {
			this.running = true;
			this.relay.start();
		}

		@Override
		public void stop() {
			this.running = false;
			this.relay.stop();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

	static final class HostIsSet implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return StringUtils.hasText(context.getEnvironment().getProperty("stompbox.relay.host"));
		}

	}

}
