package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.FakeTransport.WireFrame;

import static org.assertj.core.api.Assertions.assertThat;

class SockJsReceiverTests {

	private final StompServer server = new StompServer(new Broker(DefaultAccess.policy(), 10), new Authenticator("x"),
			Refusals.UNHEARD,
			new StompLimits(2048, 1024, 20, 5, 1 << 16, 3, 1 << 16, Duration.ofHours(1), Duration.ofSeconds(20)), null);

	private final FakeTransport transport = new FakeTransport();

	private Connection connection;

	private SockJsReceiver receiver;

	@BeforeEach
	void open() {
		Connections connections = new Connections(
				new ConnectionLimits(10, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));
		this.connection = connections.open("10.0.0.1:5", this.transport);
		this.receiver = new SockJsReceiver(this.connection,
				new StompSession(this.connection, this.server, null, Packaging.SOCKJS), null);
		this.connection.receiver(this.receiver);
		try (Burst burst = Burst.open()) {
			this.receiver.open();
		}
	}

	/** Whoever waits for STOMP's heart-beats does not see SockJS's. */
	@ParameterizedTest
	@CsvSource({ "'0,0', h", "'0,20000', 'a[\"\\n\"]'" })
	void aSilentConnectionIsKeptOpen(String heartBeat, String expected) {
		take("[\"CONNECT\\naccept-version:1.2\\nheart-beat:" + heartBeat + "\\n\\n\\u0000\"]");
		assertThat(frames()).hasSize(2).first().isEqualTo("o");
		long now = System.nanoTime();
		tick(now);
		tick(now + TimeUnit.SECONDS.toNanos(14));
		assertThat(frames()).hasSize(2);
		tick(now + TimeUnit.SECONDS.toNanos(16));
		tick(now + TimeUnit.SECONDS.toNanos(17));
		assertThat(frames()).hasSize(3).last().isEqualTo(expected);
	}

	@Test
	void sockJsSaysGoodbyeAfterStompAndBeforeTheWebSocket() {
		take("[\"CONNECT\\naccept-version:1.2\\n\\n\\u0000\"]");
		this.connection.close(Closed.of(CloseReason.CUT, "Why \"not\""));
		List<WireFrame> frames = this.transport.frames();
		assertThat(frames.get(2).text()).startsWith("a[\"ERROR\\nmessage:Why \\\"not\\\".\\n");
		assertThat(frames.get(3).text()).isEqualTo("c[1008,\"SB-121 Why \\\"not\\\"\"]");
		assertThat(frames.get(4).closeCode()).isEqualTo(1008);
	}

	@Test
	void whatIsNoSockJsEndsTheConnection() {
		take("CONNECT\n\n\0");
		assertThat(this.connection.closed().code()).isEqualTo("SB-502");
	}

	@Test
	void binaryMessagesAreNotSockJs() {
		this.receiver.received(false, new byte[1], 0, 1);
		assertThat(this.connection.closed().reason()).isEqualTo(CloseReason.WRONG_KIND);
	}

	private void take(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		try (Burst burst = Burst.open()) {
			this.receiver.received(true, bytes, 0, bytes.length);
		}
	}

	private void tick(long now) {
		try (Burst burst = Burst.open()) {
			this.receiver.tick(now);
		}
	}

	private List<String> frames() {
		return this.transport.frames().stream().map(WireFrame::text).toList();
	}

}
