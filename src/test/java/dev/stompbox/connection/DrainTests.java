package dev.stompbox.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTests {

	private static final Duration WINDOW = Duration.ofSeconds(5);

	private final Connections connections = new Connections(
			new ConnectionLimits(10_000, 1 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final List<String> told = new ArrayList<>();

	DrainTests() {
		this.connections.drain().times(new DrainTimes(Duration.ofSeconds(1), Duration.ofSeconds(4)));
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void connectionsLeaveInWavesOverTheWindow() {
		List<Connection> open = IntStream.range(0, 400).mapToObj((i) -> open()).toList();
		long start = System.nanoTime();
		this.connections.drain().begin(WINDOW);
		List<Long> left = new ArrayList<>();
		for (int tick = 0; tick <= 20; tick++) {
			this.connections.drain().tick(start + tick * Keepalive.TICK.toNanos());
			left.add(open.stream().filter((connection) -> connection.closed() == null).count());
		}
		assertThat(left.get(0)).isBetween(370L, 390L);
		assertThat(left.get(10)).as("half of them after half of the time").isBetween(150L, 250L);
		assertThat(left.get(20)).isZero();
		for (int i = 1; i < left.size(); i++) {
			assertThat(left.get(i - 1) - left.get(i)).as("no wave is much larger than another").isLessThanOrEqualTo(21);
		}
	}

	@Test
	void eachIsToldATimeOfItsOwn() {
		List<Connection> open = IntStream.range(0, 300).mapToObj((i) -> open()).toList();
		this.connections.drain().begin(Duration.ZERO);
		this.connections.drain().tick(System.nanoTime());
		List<Long> times = open.stream().map((connection) -> connection.closed().reconnectAfter()).toList();
		assertThat(times).allMatch((after) -> after >= 1000 && after < 5000);
		assertThat(times.stream().distinct().count()).isGreaterThan(200);
		Closed one = open.get(0).closed();
		assertThat(one.said())
			.isEqualTo("SB-120 The server is going away; reconnect after " + one.reconnectAfter() + " ms");
	}

	@Test
	void aFewNeedNotWaitForTheWindow() {
		List<Connection> open = IntStream.range(0, Drain.FEW).mapToObj((i) -> open()).toList();
		this.connections.drain().begin(WINDOW);
		this.connections.drain().tick(System.nanoTime());
		assertThat(open).allMatch((connection) -> connection.closed() != null);
	}

	@Test
	void whatIsBeingReadIsDoneFirstAndNothingAfterIt() {
		Connection connection = open();
		assertThat(connection.leaving().beginReading()).isTrue();
		connection.leaving().ask(Closed.goingAway(1));
		assertThat(connection.closed()).isNull();
		assertThat(connection.mayRead()).isFalse();
		connection.leaving().endReading();
		assertThat(connection.closed().reason()).isEqualTo(CloseReason.GOING_AWAY);
		assertThat(connection.leaving().beginReading()).as("the client's goodbye is read").isTrue();
	}

	@Test
	void whoIsOwedAnAnswerWaitsForIt() {
		Connection connection = open();
		Owing edge = new Owing();
		connection.receiver(edge);
		connection.leaving().ask(Closed.goingAway(1));
		assertThat(connection.leaving().beginReading()).as("nothing is begun any more").isFalse();
		connection.leaving().endReading();
		assertThat(connection.closed()).isNull();
		edge.owes = false;
		connection.leaving().look();
		assertThat(connection.closed().reason()).isEqualTo(CloseReason.GOING_AWAY);
	}

	@Test
	void nobodyIsLetInUntilItIsCalledOff() {
		this.connections.listen(new Telling());
		this.connections.drain().begin(WINDOW);
		assertThat(this.connections.hasRoom()).isFalse();
		assertThat(this.connections.drain().retryAfter()).isBetween(2, 7);
		assertThat(this.connections.drain().callOff()).isTrue();
		assertThat(this.connections.hasRoom()).isTrue();
		assertThat(this.told).hasSize(2).first().asString().contains("0 connections");
		Connection connection = open();
		this.connections.drain().tick(System.nanoTime());
		assertThat(connection.closed()).isNull();
	}

	@Test
	void aStopEndsWhenAllAreGoneAndCannotBeCalledOff() {
		Connection connection = open();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> this.connections.drain(WINDOW));
		Awaitility.await().until(() -> this.connections.drain().isOn());
		assertThat(this.connections.drain().callOff()).isFalse();
		this.connections.drain().tick(System.nanoTime());
		assertThat(stopped.isDone()).as("the client has not answered the close").isFalse();
		connection.gone("The client said goodbye");
		assertThat(stopped).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void whoIsInAHurryWaitsForNobody() {
		IntStream.range(0, 100).forEach((i) -> open());
		CompletableFuture<Void> stopped = CompletableFuture
			.runAsync(() -> this.connections.drain(Duration.ofMinutes(5)));
		Awaitility.await().until(() -> this.connections.drain().isOn());
		this.connections.drain().hurry();
		assertThat(stopped).succeedsWithin(Duration.ofSeconds(5));
	}

	private Connection open() {
		return this.connections.open("10.0.0.1:5", new FakeTransport());
	}

	private final class Telling implements ConnectionListener {

		@Override
		public void opened(Connection connection) {
		}

		@Override
		public void closed(Connection connection, Closed why) {
		}

		@Override
		public void drains(String sentence) {
			DrainTests.this.told.add(sentence);
		}

	}

	private static final class Owing implements Receiver {

		private volatile boolean owes = true;

		@Override
		public void received(boolean text, byte[] bytes, int from, int to) {
		}

		@Override
		public void ended(Closed closed) {
		}

		@Override
		public boolean owes() {
			return this.owes;
		}

	}

}
