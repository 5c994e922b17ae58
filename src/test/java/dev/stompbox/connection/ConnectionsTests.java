package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import dev.stompbox.connection.FakeTransport.WireFrame;
import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConnectionsTests {

	private final Connections connections = new Connections(
			new ConnectionLimits(3, 1000, Duration.ofMinutes(1), Duration.ofSeconds(60), Duration.ofSeconds(5)));

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void thereIsRoomUpToTheLimitAndAgainWhenOneHasGone() {
		List<Connection> open = List.of(open(), open());
		assertThat(this.connections.hasRoom()).isTrue();
		Connection last = open();
		assertThat(this.connections.hasRoom()).isFalse();
		last.close(Closed.of(CloseReason.NORMAL, "Bye"));
		assertThat(this.connections.hasRoom()).as("a closing socket is still there").isFalse();
		last.gone("closed");
		last.gone("closed again");
		assertThat(this.connections.hasRoom()).isTrue();
		assertThat(this.connections.count()).isEqualTo(open.size());
	}

	@Test
	void idsAreNotAlike() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 2000; i++) {
			Connection connection = open();
			ids.add(connection.id());
			connection.gone("test");
		}
		assertThat(ids).hasSize(2000);
		assertThat(this.connections.count()).isZero();
	}

	@Test
	void aConnectionIsFoundByItsId() {
		Connection connection = open();
		assertThat(this.connections.find(connection.id())).containsSame(connection);
		assertThat(this.connections.find("c-000000000000")).isEmpty();
		assertThat(this.connections.list()).extracting(ConnectionInfo::id).containsExactly(connection.id());
	}

	@Test
	void trafficIsOfTheOpenAndOfThoseThatWere() {
		Connection gone = open();
		gone.serve("stomp", "ana");
		traffic(gone);
		gone.gone("test");
		Connection open = open();
		open.serve("stomp", "bob");
		traffic(open);
		Connection other = open();
		other.serve("echo", "");
		this.connections.counted("rest", 7);
		this.connections.counted("rest", 8);
		assertThat(this.connections.traffic()).containsOnlyKeys("stomp", "echo", "rest");
		Traffic stomp = this.connections.traffic().get("stomp");
		assertThat(stomp.open()).isEqualTo(1);
		assertThat(stomp.messagesIn()).isEqualTo(2);
		assertThat(stomp.bytesIn()).isEqualTo(20);
		assertThat(stomp.messagesOut()).isEqualTo(2);
		assertThat(stomp.bytesOut()).isEqualTo(10);
		Traffic rest = this.connections.traffic().get("rest");
		assertThat(rest.messagesIn()).isEqualTo(2);
		assertThat(rest.bytesIn()).isEqualTo(15);
		assertThat(rest.open()).isZero();
	}

	@Test
	void listenersHearOfEachOpeningAndEachEndOnce() {
		List<String> heard = new ArrayList<>();
		this.connections.listen(new ConnectionListener() {
			@Override
			public void opened(Connection connection) {
				heard.add("opened " + connection.edge());
			}

			@Override
			public void closed(Connection connection, Closed why) {
				heard.add("closed " + why.code());
			}
		});
		Connection connection = open();
		connection.serve("stomp", "ana");
		this.connections.opened(connection);
		connection.close(Closed.of(CloseReason.CUT, "Cut"));
		connection.gone("test");
		assertThat(heard).containsExactly("opened stomp", "closed SB-121");
	}

	@Test
	void theServerSaysGoodbyeToAll() {
		List<FakeTransport> transports = List.of(new FakeTransport(), new FakeTransport());
		transports.forEach((transport) -> this.connections.open("10.0.0.1:5", transport));
		this.connections.close();
		assertThat(transports).allSatisfy((transport) -> {
			assertThat(transport.frames()).extracting(WireFrame::closeCode).containsExactly(1001);
			assertThat(transport.frames().get(0).closeReason()).startsWith("SB-120 The server is going away");
		});
		assertThat(this.connections.ended(CloseReason.GOING_AWAY)).isEqualTo(2);
	}

	@Test
	void oneConnectionThatFailsDoesNotStopTheClockForTheOthers() {
		List<RecordingReceiver> receivers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			RecordingReceiver receiver = new RecordingReceiver("");
			receivers.add(receiver);
			open().receiver(receiver);
		}
		open().receiver(new FailingReceiver());
		this.connections.tick(System.nanoTime());
		assertThat(receivers).allSatisfy((receiver) -> assertThat(receiver.ticks).hasSize(1));
	}

	private static final class FailingReceiver implements Receiver {

		@Override
		public void received(boolean text, byte[] bytes, int from, int to) {
		}

		@Override
		public void ended(Closed closed) {
		}

		@Override
		public void tick(long now) {
			throw new IllegalStateException("on purpose");
		}

	}

	@Test
	void theClockAsksForASignOfLife() {
		FakeTransport transport = new FakeTransport();
		Connection connection = this.connections.open("10.0.0.1:5", transport);
		this.connections.tick(connection.lastRead() + Duration.ofSeconds(60).toNanos() + 1);
		assertThat(transport.pings()).isEqualTo(1);
	}

	@Test
	void anOutboxMustHoldTheLargestMessage() {
		assertThatThrownBy(() -> properties(DataSize.ofKilobytes(63), DataSize.ofKilobytes(64)))
			.hasMessageContaining("stompbox.limits.outbox is smaller than stompbox.limits.message-size (63 KB, 64 KB)");
		assertThatThrownBy(() -> properties(DataSize.ofMegabytes(1), DataSize.ofBytes(0)))
			.hasMessage("stompbox.limits.message-size is between 1 byte and 1 GB");
		assertThatThrownBy(() -> properties(DataSize.ofGigabytes(4), DataSize.ofGigabytes(2)))
			.hasMessageContaining("message-size");
		assertThat(properties(DataSize.ofKilobytes(64), DataSize.ofKilobytes(64)).forConnections().outbox())
			.isEqualTo(65536);
	}

	private static ConnectionProperties properties(DataSize outbox, DataSize messageSize) {
		return new ConnectionProperties(10, outbox, Duration.ofSeconds(60), messageSize, DataSize.ofMegabytes(16),
				Duration.ofSeconds(60), Duration.ofSeconds(5));
	}

	private Connection open() {
		return this.connections.open("10.0.0.1:5", new FakeTransport());
	}

	private static void traffic(Connection connection) {
		connection.read(10);
		connection.messageRead();
		try (Burst burst = Burst.open()) {
			connection.send(Payload.of(Kind.TEXT, "abc".getBytes(StandardCharsets.UTF_8)));
		}
	}

}
