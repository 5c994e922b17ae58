package dev.stompbox.broker;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has topics forget what is too old when nobody publishes to them. */
final class Forgetting implements AutoCloseable {

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "stompbox-forgetting");
		thread.setDaemon(true);
		return thread;
	});

	Forgetting(Topics topics) {
		this.clock.scheduleWithFixedDelay(topics::forget, 1, 1, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

}
