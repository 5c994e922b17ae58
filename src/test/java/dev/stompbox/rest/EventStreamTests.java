package dev.stompbox.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Published;
import dev.stompbox.broker.Start;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Position;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** WHATWG HTML, "Server-sent events". */
class EventStreamTests {

	private static final Caller ANYONE = Caller.anonymous("c-1");

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final Broker broker = new Broker(DefaultAccess.policy(), 10);

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("10.0.0.1:5", this.transport);

	private final EventStream stream = new EventStream(this.broker, this.connection);

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void aMessageIsAnEventWithItsPosition() {
		begin("demo.a", null);
		Published published = publish("demo.a", "{\"eur\":1.08}");
		assertThat(written()).isEqualTo(": connected\n\nid: " + published.position() + "\ndata: {\"eur\":1.08}\n\n");
	}

	@Test
	void eachLineIsALineOfData() {
		begin("demo.a", null);
		String position = publish("demo.a", "one\ntwo\r\nthree\rfour\n\nsix\n").position().toString();
		assertThat(written()).endsWith(
				"id: " + position + "\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \ndata: six\ndata: \n\n");
	}

	@Test
	void noBodyIsAnEmptyLineOfData() {
		begin("demo.a", null);
		publish("demo.a", "");
		assertThat(written()).endsWith("\ndata: \n\n");
	}

	@Test
	void aBodyCannotMakeEventsOrFieldsOfItsOwn() {
		begin("demo.a", null);
		publish("demo.a", "x\n\nid: forged\nevent: close\n\r\r: y");
		assertThat(written().replaceFirst("(?s).*?\nid: ", "id: ").lines().skip(1))
			.allMatch((line) -> line.isEmpty() || line.startsWith("data: "));
		assertThat(written()).doesNotContain("\r").containsOnlyOnce("\nid:");
	}

	@Test
	void bytesThatAreNoTextComeAsBase64() {
		begin("demo.a", null);
		publish("demo.a", new byte[] { (byte) 0xff, 0, 1 });
		assertThat(written()).endsWith("\nevent: binary\ndata: /wAB\n\n");
	}

	@Test
	void textOfManyAlphabetsStaysAsItIs() {
		begin("demo.a", null);
		publish("demo.a", "größer 日本 🎉");
		assertThat(written()).endsWith("data: größer 日本 🎉\n\n");
	}

	@Test
	void aPatternBringsAllThatItMatches() {
		begin("demo.*", null);
		publish("demo.a", "1");
		publish("demo.b", "2");
		publish("demo.b.c", "3");
		assertThat(written()).contains("data: 1\n", "data: 2\n").doesNotContain("data: 3");
	}

	@Test
	void whoComesBackGetsWhatCameSince() {
		String had = String.valueOf(publish("demo.a", "1").at());
		String next = String.valueOf(publish("demo.a", "2").at());
		begin("demo.a", had);
		publish("demo.a", "3");
		assertThat(written())
			.startsWith(": connected\n\nid: " + next
					+ "\ndata: 2\n\nevent: recovered\ndata: {\"recovered\":true,\"replayed\":1}\n\nid: ")
			.endsWith("\ndata: 3\n\n");
	}

	@Test
	void whoComesBackFromAnotherLogGetsAllThereIsAndIsToldOfTheGap() {
		String kept = String.valueOf(publish("demo.a", "1").at());
		begin("demo.a", "e-1:17");
		assertThat(written()).isEqualTo(": connected\n\nid: " + kept
				+ "\ndata: 1\n\nevent: gap\ndata: {\"recovered\":false,\"code\":\"SB-341\"}\n\n");
	}

	@Test
	void whatCannotBeResumedGoesOnAndIsTold() {
		begin("demo.*", "e-1:17");
		assertThat(written())
			.isEqualTo(": connected\n\nevent: gap\ndata: {\"recovered\":false,\"code\":\"SB-340\"}\n\n");
	}

	@Test
	void whoMayNotSubscribeGetsNothing() {
		assertThatThrownBy(() -> begin("prices", null)).isInstanceOf(Refused.class);
		assertThat(written()).isEmpty();
	}

	@Test
	void aGapIsAnEvent() {
		try (Burst burst = Burst.open()) {
			this.stream.gap();
		}
		assertThat(written()).isEqualTo("event: gap\ndata: {\"recovered\":false,\"code\":\"SB-103\"}\n\n");
	}

	@Test
	void whenTheStreamEndsTheSubscriptionDoes() {
		this.connection.receiver(this.stream);
		begin("demo.a", null);
		assertThat(publish("demo.a", "x").subscribers()).isEqualTo(1);
		this.connection.close(Closed.of(CloseReason.CUT, "Cut"));
		assertThat(publish("demo.a", "x").subscribers()).isZero();
	}

	@Test
	void aStreamThatEndedBeforeItBeganHasNoSubscription() {
		this.stream.ended(Closed.of(CloseReason.GONE, "Gone"));
		begin("demo.a", null);
		assertThat(publish("demo.a", "x").subscribers()).isZero();
	}

	@Test
	void aCommentKeepsASilentStreamOpen() {
		this.connection.receiver(this.stream);
		long heard = this.connection.lastRead();
		try (Burst burst = Burst.open()) {
			this.stream.tick(heard + Duration.ofSeconds(14).toNanos());
		}
		assertThat(written()).isEmpty();
		try (Burst burst = Burst.open()) {
			this.stream.tick(heard + Duration.ofSeconds(16).toNanos());
		}
		assertThat(written()).isEqualTo(":\n\n");
		assertThat(this.connection.info().messagesOut()).isZero();
	}

	private void begin(String pattern, String since) {
		try (Burst burst = Burst.open()) {
			Position position = (since != null && !pattern.contains("*")) ? Position.parse(since) : null;
			this.stream.begin(ANYONE, TopicPattern.parse(pattern),
					(position != null) ? new Start.Since(position) : Start.USUAL, since != null && position == null);
		}
	}

	private Published publish(String topic, String body) {
		return publish(topic, body.getBytes(StandardCharsets.UTF_8));
	}

	private Published publish(String topic, byte[] body) {
		try (Burst burst = Burst.open()) {
			return this.broker.publish(ANYONE, new Publication(Topic.parse(topic), null, Headers.NONE, body, null));
		}
	}

	private String written() {
		return new String(this.transport.written(), StandardCharsets.UTF_8);
	}

}
