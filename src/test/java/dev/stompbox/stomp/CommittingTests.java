package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.broker.QueueLimits;
import dev.stompbox.broker.QueueRule;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

/** COMMIT as a client with {@code soft-deny} sees it; each queue holds two messages. */
class CommittingTests {

	private final Broker broker = new Broker(DefaultAccess.policy(), 100,
			new QueueLimits(10, 1 << 20, List
				.of(new QueueRule(TopicPattern.parse("#"), 2, 1 << 20, 10, null, Duration.ofMinutes(1), false))),
			Refusals.UNHEARD, null);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("127.0.0.1:1", this.transport);

	private final StompSession session = new StompSession(this.connection,
			new StompServer(this.broker, new Authenticator("t"), Refusals.UNHEARD, MemoryServer.LIMITS, null), null);

	CommittingTests() {
		this.connection.receiver(this.session);
		send("CONNECT\naccept-version:1.2\nhost:x\nsoft-deny:true\n\n");
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void theAnswerOfAFunctionIsAPartOfIt() {
		send("BEGIN\ntransaction:t\n\n");
		for (int i = 0; i < 2; i++) {
			send("SEND\ntransaction:t\ndestination:/queue/demo.q\n\nx");
		}
		send("SEND\ntransaction:t\ndestination:/app/echo\nreply-to:/queue/demo.q\n\nx");
		assertThat(answer("COMMIT\ntransaction:t\nreceipt:r\n\n")).contains("code:SB-314");
		assertThat(this.broker.queue(QueueTopics.topicOf("demo.q")).map(QueueInfo::depth).orElse(0)).isZero();
		send("BEGIN\ntransaction:t\n\n");
		send("SEND\ntransaction:t\ndestination:/app/echo\nreply-to:/queue/demo.q\n\nx");
		send("SEND\ntransaction:t\ndestination:/queue/demo.q\n\nx");
		assertThat(answer("COMMIT\ntransaction:t\nreceipt:r\n\n")).doesNotContain("code:");
		assertThat(this.broker.queue(QueueTopics.topicOf("demo.q")).orElseThrow().depth()).isEqualTo(2);
	}

	/** "ACK of something in another open transaction is refused". */
	@Test
	void whatATransactionAnswersForNoOtherDoes() {
		for (int i = 0; i < 2; i++) {
			this.broker.publish(Caller.SERVER,
					new Publication(QueueTopics.topicOf("demo.q"), null, Headers.NONE, new byte[0], null));
		}
		send("SUBSCRIBE\nid:s\ndestination:/queue/demo.q\nack:client-individual\n\n");
		List<String> acks = this.transport.frames()
			.stream()
			.map((frame) -> frame.text().replaceAll("(?s).*\nack:([^\n]+)\n.*", "$1"))
			.filter((ack) -> ack.contains("@"))
			.toList();
		assertThat(acks).hasSize(2);
		send("BEGIN\ntransaction:a\n\n");
		send("BEGIN\ntransaction:b\n\n");
		assertThat(answer("ACK\ntransaction:a\nreceipt:r\nid:" + acks.get(0) + "\n\n")).doesNotContain("code:");
		assertThat(answer("ACK\ntransaction:b\nreceipt:r\nid:" + acks.get(0) + "\n\n")).contains("code:SB-512");
		assertThat(answer("NACK\ntransaction:a\nreceipt:r\nid:" + acks.get(0) + "\n\n")).contains("code:SB-512");
		assertThat(answer("ACK\nreceipt:r\nid:" + acks.get(0) + "\n\n")).contains("code:SB-512");
		assertThat(answer("ACK\ntransaction:b\nreceipt:r\nid:" + acks.get(1) + "\n\n")).doesNotContain("code:");
		assertThat(answer("ABORT\ntransaction:a\nreceipt:r\n\n")).doesNotContain("code:");
		assertThat(answer("ACK\ntransaction:b\nreceipt:r\nid:" + acks.get(0) + "\n\n")).doesNotContain("code:");
		assertThat(answer("COMMIT\ntransaction:b\nreceipt:r\n\n")).doesNotContain("code:");
		assertThat(this.broker.queue(QueueTopics.topicOf("demo.q")).orElseThrow().acknowledged()).isEqualTo(2);
	}

	private void send(String frame) {
		byte[] bytes = (frame + "\0").getBytes(StandardCharsets.UTF_8);
		try (Burst burst = Burst.open()) {
			this.session.received(true, bytes, 0, bytes.length);
		}
	}

	private String answer(String frame) {
		send(frame);
		List<FakeTransport.WireFrame> frames = this.transport.frames();
		String last = frames.get(frames.size() - 1).text();
		assertThat(last).startsWith("RECEIPT");
		return last;
	}

}
