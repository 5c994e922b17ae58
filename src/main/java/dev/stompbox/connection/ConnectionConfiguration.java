package dev.stompbox.connection;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connections of this server and their clock. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConnectionProperties.class)
class ConnectionConfiguration {

	@Bean(destroyMethod = "")
	Connections connections(ConnectionProperties properties) {
		return new Connections(properties.forConnections());
	}

	@Bean
	Keepalive keepalive(Connections connections) {
		return new Keepalive(connections);
	}

	@Bean
	SmartLifecycle goodbye(Connections connections) {
		return new Goodbye(connections);
	}

	/**
	 * Stops the connections before the web server stops, so that each client hears 1001
	 * and why.
	 */
	private static final class Goodbye implements SmartLifecycle {

		private final Connections connections;

		private volatile boolean running;

		Goodbye(Connections connections) {
			this.connections = connections;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
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
