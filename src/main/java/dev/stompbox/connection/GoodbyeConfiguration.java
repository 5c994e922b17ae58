package dev.stompbox.connection;

import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the connections in the phase before the web server stops, so that each client
 * hears 1001 and why.
 */
final class GoodbyeConfiguration implements SmartLifecycle {

	private final Connections connections;

	private volatile boolean running;

	GoodbyeConfiguration(Connections connections) {
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
		return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE + 1;
	}

}
