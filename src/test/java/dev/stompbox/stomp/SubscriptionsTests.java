package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of subscriptions when the connection ends at a bad moment. */
class SubscriptionsTests {

	private static final Topic TOPIC = Topic.parse("demo.a");

	private static final Topic QUEUE = QueueTopics.topicOf("demo.a");

	private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {
	});

	private final Broker broker = new Broker(new Permissive(), 100);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("127.0.0.1:1", this.transport);

	private final StompSession session = new StompSession(this.connection,
			new StompServer(this.broker, new Authenticator("t"), Refusals.UNHEARD, MemoryServer.LIMITS, null), null);

	SubscriptionsTests() {
		this.connection.receiver(this.session);
		send("CONNECT\naccept-version:1.2\nhost:x\n\n");
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	/** Permits all, and does what a test wants done in the middle of a SUBSCRIBE. */
	private final class Permissive implements AccessPolicy {

		@Override
		public boolean permits(Caller caller, Action action, TopicPattern pattern) {
			SubscriptionsTests.this.meanwhile.get().run();
			return true;
		}

		@Override
		public boolean permits(Caller caller, Action action, Topic topic) {
			return true;
		}

	}

	@ParameterizedTest
	@CsvSource({ "/topic/demo.a, auto", "/topic/demo.*, auto", "/topic/demo.a, client", "/topic/demo.#, client",
			"/queue/demo.a, auto", "/queue/demo.a, client-individual" })
	void whoIsGoneBeforeItIsSubscribedIsNotSubscribed(String destination, String ack) {
		this.meanwhile.set(() -> this.connection.gone("on purpose"));
		send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nack:" + ack + "\n\n");
		assertThat(this.broker.hasSubscribers(TOPIC)).isFalse();
		assertThat(this.broker.queue(QUEUE).map(QueueInfo::consumers).orElse(0)).isZero();
	}

	@Test
	void whatAConsumerHadInFlightWaitsForTheNextOnceTheConnectionIsGone() {
		send("SUBSCRIBE\nid:0\ndestination:/queue/demo.a\nack:client\n\n");
		publish("one");
		publish("two");
		assertThat(this.broker.queue(QUEUE).orElseThrow().inFlight()).isEqualTo(2);
		this.connection.gone("on purpose");
		assertThat(this.broker.queue(QUEUE).orElseThrow()).extracting(QueueInfo::depth, QueueInfo::inFlight)
			.containsExactly(2, 0);
	}

	private void publish(String body) {
		this.broker.publish(Caller.SERVER,
				new Publication(QUEUE, null, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), null));
	}

	private void send(String frame) {
		byte[] bytes = (frame + "\0").getBytes(StandardCharsets.UTF_8);
		this.session.received(true, bytes, 0, bytes.length);
	}

}
