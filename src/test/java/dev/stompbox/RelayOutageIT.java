package dev.stompbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.RabbitMq;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * STOMP clients while RabbitMQ is away for 20 s: each is told why, comes again as stompjs
 * would, and is served again, and nobody restarted Stompbox.
 */
@Timeout(240)
class RelayOutageIT {

	private static final int CLIENTS = 6;

	private static final Duration SOON = Duration.ofSeconds(60);

	private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS + 1);

	/** What ended connections, in the server's words. */
	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	private final AtomicIntegerArray served = new AtomicIntegerArray(CLIENTS);

	private final AtomicInteger connected = new AtomicInteger();

	private volatile boolean over;

	@Test
	void clientsAreToldWhyAndServedAgain() throws InterruptedException {
		RabbitMq rabbitMq = RabbitMq.shared();
		List<String> arguments = new ArrayList<>(List.of(rabbitMq.relay()));
		arguments.add("--stompbox.relay.heart-beat=1s");
		try (StompboxServer server = StompboxServer.start(arguments.toArray(String[]::new))) {
			await().atMost(SOON).until(() -> server.operator().get("/actuator/health/readiness").status() == 200);
			for (int i = 0; i < CLIENTS; i++) {
				int number = i;
				this.clients.execute(() -> work(server, number));
			}
			awaitAllServed(0);
			assertThat(this.told).isEmpty();
			rabbitMq.stop();
			CountDownLatch away = new CountDownLatch(1);
			this.clients.schedule(away::countDown, 20, TimeUnit.SECONDS);
			int before = this.connected.get();
			await().atMost(SOON).until(() -> this.told.size() >= CLIENTS);
			away.await();
			assertThat(this.connected.get()).as("who they are is Stompbox's to say").isGreaterThan(before);
			int[] then = counts();
			rabbitMq.start();
			for (int i = 0; i < CLIENTS; i++) {
				awaitAllServed(then[i]);
			}
			this.over = true;
			assertThat(this.told).allSatisfy((words) -> assertThat(words).contains("SB-103"));
		}
		finally {
			this.over = true;
			this.clients.shutdownNow();
			rabbitMq.start();
		}
	}

	private int[] counts() {
		int[] counts = new int[CLIENTS];
		for (int i = 0; i < CLIENTS; i++) {
			counts[i] = this.served.get(i);
		}
		return counts;
	}

	private void awaitAllServed(int more) {
		await().atMost(SOON).until(() -> {
			for (int count : counts()) {
				if (count < more + 20) {
					return false;
				}
			}
			return true;
		});
	}

	/** Sends to its own topic and reads it there, until it is told otherwise. */
	private void work(StompboxServer server, int number) {
		try (StompClient client = StompClient.operator(server)) {
			this.connected.incrementAndGet();
			client.subscribe("/topic/outage." + number, "s");
			for (int i = 0; !this.over; i++) {
				String body = number + "-" + i;
				client.publish("/topic/outage." + number, body);
				assertThat(client.message().text()).isEqualTo(body);
				this.served.incrementAndGet(number);
			}
		}
		catch (AssertionError ex) {
			if (!this.over) {
				this.told.add(String.valueOf(ex.getMessage()));
				this.clients.schedule(() -> work(server, number), 300, TimeUnit.MILLISECONDS);
			}
		}
	}

}
