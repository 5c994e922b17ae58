package dev.stompbox;

import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

import dev.stompbox.connection.Connections;

/**
 * What SIGTERM and SIGINT do: the first sends the clients away and ends the server, which
 * has done what it was asked to then and exits with 0; the second hurries.
 */
@Component
final class Stopping implements ApplicationListener<ApplicationReadyEvent> {

	private final AtomicBoolean asked = new AtomicBoolean();

	private final Connections connections;

	Stopping(Connections connections) {
		this.connections = connections;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		ConfigurableApplicationContext context = event.getApplicationContext();
		Signals.on("TERM", () -> stop(context));
		Signals.on("INT", () -> stop(context));
	}

	private void stop(ConfigurableApplicationContext context) {
		if (this.asked.compareAndSet(false, true)) {
			System.exit(SpringApplication.exit(context));
		}
		this.connections.drain().hurry();
	}

}
