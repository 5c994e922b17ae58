package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.connection.FakeTransport.WireFrame;
import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ConnectionTests {

	private static final ConnectionLimits LIMITS = new ConnectionLimits(3, 1000, Duration.ofMinutes(1),
			Duration.ofSeconds(60), Duration.ofSeconds(5));

	private static final Closed CUT = Closed.of(CloseReason.CUT, "Cut");

	private final Connections connections = new Connections(LIMITS);

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("10.0.0.1:5", this.transport);

	private final RecordingReceiver receiver = new RecordingReceiver("bye");

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void whatIsSentOutsideABurstIsWrittenSoon() {
		assertThat(this.connection.send(text("hello"))).isTrue();
		await().until(() -> this.transport.frames().size() == 1);
		assertThat(this.transport.frames().get(0).payload()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
	}

	@Test
	void whatIsSentInABurstIsWrittenAtItsEndAndAtOnce() {
		try (Burst burst = Burst.open()) {
			for (int i = 0; i < 10; i++) {
				this.connection.send(text("m" + i));
			}
			assertThat(this.transport.written()).isEmpty();
		}
		assertThat(this.transport.frames()).hasSize(10);
		assertThat(this.transport.writes()).isEqualTo(1);
	}

	@Test
	void onCloseWhatWaitsIsWrittenThenTheLastWordsThenTheFarewell() {
		this.connection.receiver(this.receiver);
		try (Burst burst = Burst.open()) {
			this.connection.send(text("waits"));
			this.connection.close(CUT);
		}
		List<WireFrame> frames = this.transport.frames();
		assertThat(frames).extracting(WireFrame::opcode).containsExactly(1, 1, 8);
		assertThat(frames.get(1).payload()).asString(StandardCharsets.UTF_8).isEqualTo("bye");
		assertThat(frames.get(2).closeCode()).isEqualTo(1008);
		assertThat(frames.get(2).closeReason()).isEqualTo("SB-121 Cut");
		assertThat(this.transport.ends()).isEqualTo(1);
		assertThat(this.receiver.ends).containsExactly(CUT);
		assertThat(this.connection.closed()).isEqualTo(CUT);
	}

	@Test
	void onlyTheFirstCloseCounts() {
		this.connection.receiver(this.receiver);
		this.connection.close(CUT);
		this.connection.close(Closed.of(CloseReason.NORMAL, "Again"));
		this.connection.gone("It went");
		this.connection.gone("It went again");
		assertThat(this.transport.frames()).hasSize(2);
		assertThat(this.connection.closed()).isEqualTo(CUT);
		assertThat(this.receiver.ends).containsExactly(CUT);
		assertThat(this.connections.ended(CloseReason.CUT)).isEqualTo(1);
		assertThat(this.connections.ended(CloseReason.GONE)).isZero();
		assertThat(this.connections.count()).isZero();
	}

	@Test
	void afterCloseNothingIsSent() {
		this.connection.close(CUT);
		assertThat(this.connection.send(text("late"))).isFalse();
		assertThat(this.transport.frames()).hasSize(1);
	}

	/** Who hands it messages while it has room would hand them to nobody. */
	@Test
	void thereIsRoomWhileLessThanHalfWaitsAndNoneOnceItIsClosed() {
		assertThat(this.connection.hasRoom()).isTrue();
		this.transport.room(0);
		this.connection.send(text("x".repeat(490)));
		assertThat(this.connection.hasRoom()).isTrue();
		this.connection.send(text("x".repeat(20)));
		assertThat(this.connection.hasRoom()).isFalse();
		await().until(() -> {
			this.transport.takeRest(Integer.MAX_VALUE);
			return this.connection.hasRoom();
		});
		this.connection.close(CUT);
		assertThat(this.connection.hasRoom()).isFalse();
		this.connection.gone("on purpose");
		assertThat(this.connection.hasRoom()).isFalse();
	}

	@Test
	void whoGoesWithoutAGoodbyeIsGone() {
		this.connection.receiver(this.receiver);
		this.transport.room(2);
		this.connection.send(text("lost"));
		this.connection.gone("The cable");
		assertThat(this.receiver.ends).containsExactly(Closed.of(CloseReason.GONE, "The cable"));
		assertThat(this.transport.aborts()).isPositive();
		assertThat(this.connections.find(this.connection.id())).isEmpty();
		assertThat(this.connection.send(text("late"))).isFalse();
	}

	@Test
	void aSocketThatBreaksOnWriteIsGone() {
		this.connection.receiver(this.receiver);
		this.transport.breaks();
		try (Burst burst = Burst.open()) {
			this.connection.send(text("x"));
		}
		assertThat(this.receiver.ends).extracting(Closed::reason).containsExactly(CloseReason.GONE);
		assertThat(this.connections.count()).isZero();
	}

	@Test
	void aSocketThatBreaksOnTheFarewellEndsAsItWasClosed() {
		this.connection.receiver(this.receiver);
		this.transport.breaks();
		this.connection.close(CUT);
		assertThat(this.receiver.ends).containsExactly(CUT);
		assertThat(this.connections.count()).isZero();
		assertThat(this.connections.ended(CloseReason.CUT)).isEqualTo(1);
	}

	@Test
	void aSlowSubscriberIsClosedAndTheOthersAreNot() {
		FakeTransport otherTransport = new FakeTransport();
		Connection other = this.connections.open("10.0.0.2:5", otherTransport);
		this.connection.receiver(this.receiver);
		this.transport.room(5);
		Payload payload = text("x".repeat(96));
		for (int i = 0; i < 30; i++) {
			try (Burst burst = Burst.open()) {
				this.connection.send(payload);
				assertThat(other.send(payload)).isTrue();
			}
		}
		await().until(() -> !this.receiver.ends.isEmpty());
		assertThat(otherTransport.frames()).hasSize(30);
		assertThat(other.closed()).isNull();
		assertThat(this.receiver.ends).singleElement().satisfies((why) -> {
			assertThat(why.reason()).isEqualTo(CloseReason.SLOW);
			assertThat(why.limit()).isEqualTo("1,000 bytes");
			assertThat(why.property()).isEqualTo("stompbox.limits.outbox");
		});
		this.transport.takeRest(Integer.MAX_VALUE);
		List<WireFrame> frames = this.transport.frames();
		assertThat(frames).as("the half-written one, the last words, the farewell")
			.extracting(WireFrame::opcode)
			.containsExactly(1, 1, 8);
		assertThat(frames.get(2).closeCode()).isEqualTo(4413);
		assertThat(frames.get(2).closeReason())
			.matches("SB-302 Too slow: more than 1,000 bytes was waiting to be read \\([1-9]\\d* messages?\\)");
	}

	@Test
	void theOutboxLimitOfOneConnectionMayBeItsOwn() {
		this.connection.outboxLimit(5000);
		this.transport.room(0);
		try (Burst burst = Burst.open()) {
			assertThat(this.connection.send(text("x".repeat(2000)))).isTrue();
			assertThat(this.connection.send(text("x".repeat(2000)))).isTrue();
			assertThat(this.connection.send(text("x".repeat(2000)))).isFalse();
		}
		assertThat(this.connection.info().limit()).isEqualTo(5000);
	}

	@Test
	void readingPausesWhileTooMuchWaits() {
		assertThat(this.connection.mayRead()).isTrue();
		this.connection.pauseReadingAbove(100);
		this.transport.room(0);
		try (Burst burst = Burst.open()) {
			this.connection.send(text("x".repeat(90)));
			assertThat(this.connection.mayRead()).isTrue();
			this.connection.send(text("x".repeat(90)));
			assertThat(this.connection.mayRead()).isFalse();
		}
		assertThat(this.connection.mayRead()).isFalse();
		this.transport.takeRest(Integer.MAX_VALUE);
		assertThat(this.connection.mayRead()).isTrue();
		assertThat(this.transport.resumes()).isPositive();
	}

	@Test
	void whatIsKnownOfIt() {
		this.connection.serve("stomp", "ana");
		this.connection.read(10);
		this.connection.read(5);
		this.connection.messageRead();
		try (Burst burst = Burst.open()) {
			this.connection.send(text("four"));
			this.connection.send(Payload.of(Kind.PING));
		}
		ConnectionInfo info = this.connection.info();
		assertThat(info.id()).matches("c-[0-9a-f]{12}").isEqualTo(this.connection.id());
		assertThat(info.transport()).isEqualTo("stomp");
		assertThat(info.caller()).isEqualTo("ana");
		assertThat(info.remote()).isEqualTo("10.0.0.1:5");
		assertThat(info.bytesIn()).isEqualTo(15);
		assertThat(info.messagesIn()).isEqualTo(1);
		assertThat(info.messagesOut()).isEqualTo(1);
		assertThat(info.bytesOut()).isEqualTo(8);
		assertThat(info.pending()).isZero();
		assertThat(info.limit()).isEqualTo(1000);
	}

	@Test
	void aSessionKnowsItsConnection() {
		Map<String, Object> attributes = new HashMap<>();
		assertThatThrownBy(() -> Connection.of(attributes)).isInstanceOf(NullPointerException.class);
		attributes.put(Connection.ATTRIBUTE, this.connection);
		assertThat(Connection.of(attributes)).isSameAs(this.connection);
	}

	@Test
	void aSilentClientIsAskedAndThenClosed() {
		this.connection.receiver(this.receiver);
		long heard = this.connection.lastRead();
		this.connection.tick(heard + seconds(59));
		assertThat(this.transport.pings()).isZero();
		this.connection.tick(heard + seconds(60) + 1);
		assertThat(this.transport.pings()).isEqualTo(1);
		this.connection.tick(heard + seconds(61));
		this.connection.tick(heard + seconds(119));
		assertThat(this.transport.pings()).as("asked once").isEqualTo(1);
		assertThat(this.connection.closed()).isNull();
		this.connection.tick(heard + seconds(120) + 1);
		assertThat(this.connection.closed()).extracting(Closed::reason, Closed::limit, Closed::property)
			.containsExactly(CloseReason.SILENT, "120 s", "stompbox.limits.idle");
		assertThat(this.receiver.ticks).hasSize(5);
	}

	@Test
	void aClientThatAnswersIsNotClosed() {
		this.connection.read(1);
		long heard = this.connection.lastRead();
		assertThat(heard).isGreaterThan(System.nanoTime() - seconds(30));
		this.connection.tick(heard + seconds(10));
		assertThat(this.connection.closed()).isNull();
	}

	@Test
	void whoDoesNotGoInTimeIsDropped() {
		this.connection.receiver(this.receiver);
		this.connection.close(CUT);
		long now = System.nanoTime();
		this.connection.tick(now + seconds(4));
		assertThat(this.transport.aborts()).isZero();
		this.connection.tick(now + seconds(6));
		assertThat(this.transport.aborts()).isPositive();
		assertThat(this.connections.count()).isZero();
		assertThat(this.receiver.ends).containsExactly(CUT);
		assertThat(this.receiver.ticks).as("a closing connection has no more to do").isEmpty();
	}

	private static long seconds(int seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

	private static Payload text(String text) {
		return Payload.of(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

}
