package dev.stompbox.connection;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One clock for all connections: heart-beats, silence and closings that take too long are
 * found by walking the connections a few times a second, which costs less than a timer
 * for each.
 */
public final class Keepalive implements AutoCloseable {

	/** How often it walks. */
	public static final Duration TICK = Duration.ofMillis(250);

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "stompbox-keepalive");
		thread.setDaemon(true);
		return thread;
	});

	/** Starts to walk over {@code connections}. */
	public Keepalive(Connections connections) {
		this.clock.scheduleAtFixedRate(() -> {
			try (Burst burst = Burst.open()) {
				connections.tick(System.nanoTime());
			}
		}, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

}
