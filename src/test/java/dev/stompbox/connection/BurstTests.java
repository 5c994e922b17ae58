package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class BurstTests {

	private final Connections connections = new Connections(
			new ConnectionLimits(100, 1000, Duration.ofMinutes(1), Duration.ofSeconds(60), Duration.ofSeconds(5)));

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@Test
	void thereIsNoneUntilOneIsOpened() {
		assertThat(Burst.current()).isNull();
		try (Burst burst = Burst.open()) {
			assertThat(Burst.current()).isSameAs(burst);
		}
		assertThat(Burst.current()).isNull();
	}

	@Test
	void oneInsideAnotherIsDrainedWithTheOuter() {
		FakeTransport transport = new FakeTransport();
		Connection connection = this.connections.open("10.0.0.1:5", transport);
		try (Burst outer = Burst.open()) {
			try (Burst inner = Burst.open()) {
				connection.send(text());
			}
			assertThat(transport.written()).isEmpty();
			connection.send(text());
		}
		assertThat(transport.writes()).isEqualTo(1);
	}

	@Test
	void theNextOneKnowsNothingOfTheOneBefore() {
		FakeTransport transport = new FakeTransport();
		Outbox outbox = new Outbox(transport, 100, OutboxTotal.UNLIMITED, () -> {
		});
		try (Burst burst = Burst.open()) {
			burst.add(outbox, new Writers(1));
		}
		outbox.offer(text());
		Burst.open().close();
		assertThat(transport.written()).isEmpty();
	}

	@Test
	void whatADrainCausesIsDrainedToo() {
		FakeTransport broken = new FakeTransport();
		broken.breaks();
		FakeTransport told = new FakeTransport();
		Connection first = this.connections.open("10.0.0.1:5", broken);
		Connection second = this.connections.open("10.0.0.2:5", told);
		first.receiver(new Ending(() -> second.send(text())));
		try (Burst burst = Burst.open()) {
			first.send(text());
		}
		assertThat(told.frames()).hasSize(1);
		assertThat(Burst.current()).isNull();
	}

	/**
	 * A thread serves many connections after one that failed; had its burst stayed open,
	 * nothing that it sends would ever be written.
	 */
	@Test
	void aFailureInOneOutboxLeavesTheThreadAndTheOtherOutboxesInOrder() {
		List<FakeTransport> others = new ArrayList<>();
		FakeTransport broken = new FakeTransport();
		broken.breaks();
		Connection failing = this.connections.open("10.0.0.1:5", broken);
		failing.receiver(new Ending(() -> {
			throw new IllegalStateException("on purpose");
		}));
		try (Burst burst = Burst.open()) {
			failing.send(text());
			for (int i = 0; i < 3; i++) {
				others.add(new FakeTransport());
				this.connections.open("10.0.0.2:5", others.get(i)).send(text());
			}
		}
		catch (IllegalStateException ex) {
			// it may come out or be logged
		}
		assertThat(Burst.current()).isNull();
		assertThat(others).allSatisfy((transport) -> assertThat(transport.frames()).hasSize(1));
		assertThatCode(() -> {
			try (Burst burst = Burst.open()) {
				this.connections.open("10.0.0.2:5", others.get(0)).send(text());
			}
		}).doesNotThrowAnyException();
		assertThat(others.get(0).frames()).hasSize(2);
	}

	private record Ending(Runnable action) implements Receiver {

		@Override
		public void received(boolean text, byte[] bytes, int from, int to) {
		}

		@Override
		public void ended(Closed closed) {
			this.action.run();
		}

	}

	private static Payload text() {
		return Payload.of(Kind.TEXT, "x".getBytes(StandardCharsets.UTF_8));
	}

}
