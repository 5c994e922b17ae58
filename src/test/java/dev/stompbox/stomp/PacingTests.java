package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.FakeTransport.WireFrame;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A consumer takes from its queue what its client reads, no faster; it is not cut for
 * that, and never forgotten.
 */
@Timeout(60)
class PacingTests {

	private static final int OUTBOX = 16 * 1024;

	private static final int MESSAGES = 3000;

	private static final int CONSUMERS = 4;

	private final Broker broker = new Broker(DefaultAccess.policy(), 100);

	private final Connections connections = new Connections(
			new ConnectionLimits(100, OUTBOX, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final StompServer server = new StompServer(this.broker, new Authenticator("t"), Refusals.UNHEARD,
			MemoryServer.LIMITS, null);

	@AfterEach
	void stop() {
		this.connections.close();
	}

	private final class Client {

		private final FakeTransport transport = new FakeTransport();

		private final Connection connection = PacingTests.this.connections.open("127.0.0.1:1", this.transport);

		private final StompSession session = new StompSession(this.connection, PacingTests.this.server, null);

		Client(String... subscriptions) {
			this.connection.receiver(this.session);
			send("CONNECT\naccept-version:1.2\nhost:x\n\n");
			for (String subscription : subscriptions) {
				send("SUBSCRIBE\nreceipt:r\n" + subscription + "\n\n");
			}
		}

		void send(String frame) {
			byte[] bytes = (frame + "\0").getBytes(StandardCharsets.UTF_8);
			try (Burst burst = Burst.open()) {
				this.session.received(true, bytes, 0, bytes.length);
			}
		}

		List<String> messages() {
			return this.transport.frames()
				.stream()
				.map(WireFrame::text)
				.filter((text) -> text.startsWith("MESSAGE"))
				.toList();
		}

	}

	@Test
	void aBacklogWaitsInTheQueueAndNotInTheOutbox() {
		for (int i = 0; i < 200; i++) {
			publish("demo.q", 1000);
		}
		Client client = new Client();
		client.transport.room(0);
		client.send("SUBSCRIBE\nid:0\ndestination:/queue/demo.q\n\n");
		assertThat(depth("demo.q")).isBetween(200 - OUTBOX / 1000, 199);
		while (depth("demo.q") > 0) {
			client.transport.takeRest(3000);
			assertThat(client.connection.info().pending()).isLessThanOrEqualTo(OUTBOX / 2 + 2000);
		}
		assertThat(client.connection.closed()).isNull();
	}

	/** Of messages as large as an outbox one at a time is taken. */
	@Test
	void whoseMessagesAreAsLargeAsItsOutboxIsNotCut() {
		Client client = new Client();
		client.transport.room(0);
		client.send("SUBSCRIBE\nid:0\ndestination:/queue/demo.q\n\n");
		for (int i = 0; i < 20; i++) {
			publish("demo.q", (i % 3 == 1) ? OUTBOX : OUTBOX / 3);
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			client.transport.takeRest(1000);
			return client.connection.closed() != null
					|| (depth("demo.q") == 0 && client.connection.info().pending() == 0);
		});
		assertThat(client.connection.closed()).isNull();
		assertThat(client.messages()).hasSize(20);
	}

	/**
	 * Sockets that take what they like when they like, several publishers, topics and
	 * queues in the same outboxes: each message reaches somebody.
	 */
	@RepeatedTest(3)
	void nobodyWhoHasRoomIsForgotten() throws Exception {
		List<Client> clients = new ArrayList<>();
		for (int i = 0; i < CONSUMERS; i++) {
			String ack = (i % 2 == 0) ? "\nack:client\nprefetch:60000" : "";
			clients.add(new Client("id:0\ndestination:/queue/demo.q" + ack, "id:1\ndestination:/queue/demo.r" + ack));
		}
		AtomicBoolean over = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(CONSUMERS + 2);
		try {
			for (Client client : clients) {
				threads.submit(() -> {
					Random random = new Random(client.hashCode());
					while (!over.get()) {
						client.transport.takeRest(random.nextInt(4000));
					}
				});
			}
			List<Future<?>> publishers = new ArrayList<>();
			for (String queue : List.of("demo.q", "demo.r")) {
				publishers.add(threads.submit(() -> flood(queue)));
			}
			for (Future<?> publisher : publishers) {
				publisher.get(30, TimeUnit.SECONDS);
			}
			await().atMost(Duration.ofSeconds(20))
				.until(() -> depth("demo.q") + depth("demo.r") == 0
						&& clients.stream().allMatch((client) -> client.connection.info().pending() == 0));
		}
		finally {
			over.set(true);
			threads.shutdown();
		}
		assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		assertThat(clients).allSatisfy((client) -> assertThat(client.connection.closed()).isNull());
		assertThat(clients.stream().flatMap((client) -> client.messages().stream()).toList()).hasSize(2 * MESSAGES);
	}

	private void flood(String queue) {
		Random random = new Random(queue.hashCode());
		for (int i = 0; i < MESSAGES;) {
			try (Burst burst = Burst.open()) {
				for (int j = random.nextInt(50); j >= 0 && i < MESSAGES; j--, i++) {
					publish(queue, random.nextInt(1500));
				}
			}
		}
	}

	private void publish(String queue, int size) {
		this.broker.publish(Caller.SERVER,
				new Publication(QueueTopics.topicOf(queue), null, Headers.NONE, new byte[size], null));
	}

	private int depth(String queue) {
		Topic topic = QueueTopics.topicOf(queue);
		return this.broker.queue(topic).orElseThrow().depth();
	}

}
