package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.AccessRules;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.access.RuleProperties;
import dev.stompbox.access.RuleProperties.Rights;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;

import static org.assertj.core.api.Assertions.assertThat;

/** New rules hold for subscriptions that stand. */
class JudgedAgainTests {

	private final AccessRules rules = new AccessRules();

	private final Broker broker = new Broker(this.rules, 100);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("127.0.0.1:1", this.transport);

	private final StompSession session = new StompSession(this.connection,
			new StompServer(this.broker, new Authenticator("t"), Refusals.UNHEARD, MemoryServer.LIMITS, null), null);

	JudgedAgainTests() {
		this.connection.receiver(this.session);
		send("CONNECT\naccept-version:1.2\nhost:x\n\n");
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	private void replace(String match, @Nullable List<String> subscribe) {
		this.rules.replace(new RuleProperties(List.of(new Rights(match, subscribe, null, null))));
		this.session.tick(System.nanoTime());
	}

	@Test
	void whatIsNoLongerGrantedEndsAndTheClientIsTold() {
		send("SUBSCRIBE\nid:closed\ndestination:/topic/demo.closed.x\n\n");
		send("SUBSCRIBE\nid:wide\ndestination:/topic/demo.#\n\n");
		send("SUBSCRIBE\nid:jobs\ndestination:/queue/demo.closed.jobs\nack:client\n\n");
		send("SUBSCRIBE\nid:open\ndestination:/topic/demo.open\n\n");
		replace("demo.closed.#", List.of("role:staff"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(said()).contains("ended-subscription:closed", "ended-subscription:wide",
					"ended-subscription:jobs", "code:SB-402"));
		publish("demo.closed.x", "not-for-them");
		publish("demo.open", "for-them");
		Awaitility.await().untilAsserted(() -> assertThat(said()).contains("for-them"));
		assertThat(said()).doesNotContain("not-for-them", "ended-subscription:open");
		assertThat(this.broker.queue(QueueTopics.topicOf("demo.closed.jobs")).map(QueueInfo::consumers).orElse(0))
			.isZero();
		assertThat(this.connection.closed()).isNull();
	}

	@Test
	void whatIsStillGrantedGoesOn() {
		send("SUBSCRIBE\nid:a\ndestination:/topic/demo.a\n\n");
		replace("other.#", List.of());
		publish("demo.a", "still-here");
		Awaitility.await().untilAsserted(() -> assertThat(said()).contains("still-here"));
		assertThat(said()).doesNotContain("SB-402");
	}

	private void publish(String topic, String body) {
		this.broker.publish(Caller.SERVER,
				new Publication(Topic.parse(topic), null, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), null));
	}

	private String said() {
		return new String(this.transport.written(), StandardCharsets.UTF_8);
	}

	private void send(String frame) {
		byte[] bytes = (frame + "\0").getBytes(StandardCharsets.UTF_8);
		this.session.received(true, bytes, 0, bytes.length);
	}

}
