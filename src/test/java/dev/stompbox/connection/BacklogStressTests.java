package dev.stompbox.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.connection.Parcel.Overflow;
import dev.stompbox.connection.TestParcel.Came;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several publishers, each on a topic of its own, and a client that reads by fits and
 * starts: whatever is lost is told exactly where it is missing.
 */
class BacklogStressTests {

	private static final int PUBLISHERS = 3;

	private static final int EACH = 20_000;

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 64 * 1024, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("192.0.2.1:1", this.transport);

	private final AtomicLong lost = new AtomicLong();

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "DROP_OLDEST", "DROP_NEWEST", "LATEST" })
	void deliveredAndDroppedArePublishedAndTheOrderIsKept(Overflow overflow) throws InterruptedException {
		AtomicBoolean over = new AtomicBoolean();
		Thread client = new Thread(() -> readByFitsAndStarts(over));
		client.start();
		List<Thread> publishers = new ArrayList<>();
		for (int i = 0; i < PUBLISHERS; i++) {
			String name = "t" + i;
			Lane lane = this.connection.lane();
			publishers.add(new Thread(() -> publish(lane, name, overflow)));
		}
		publishers.forEach(Thread::start);
		for (Thread publisher : publishers) {
			publisher.join();
		}
		over.set(true);
		client.join();
		await().until(() -> {
			this.transport.takeRest(Integer.MAX_VALUE);
			return this.connection.info().pending() == 0;
		});
		Map<String, List<Came>> came = this.transport.frames()
			.stream()
			.map((frame) -> Came.read(frame.text()))
			.collect(Collectors.groupingBy(Came::lane));
		if (overflow != Overflow.DROP_NEWEST) {
			// Else a publisher that has its time while nobody reads can lose all of its
			// own.
			assertThat(came).hasSize(PUBLISHERS);
		}
		long all = came.values().stream().mapToLong(List::size).sum();
		assertThat(all + this.lost.get()).isEqualTo((long) PUBLISHERS * EACH);
		assertThat(this.connection.info().dropped()).isEqualTo(this.lost.get()).isEqualTo(this.connections.dropped());
		assertThat(this.lost.get()).as("the client is too slow").isPositive();
		came.values().forEach((each) -> assertEachGapIsTold(each, overflow));
	}

	private void publish(Lane lane, String name, Overflow overflow) {
		Random random = new Random(name.hashCode());
		for (int i = 0; i < EACH; i++) {
			Object key = (overflow == Overflow.LATEST) ? random.nextInt(20) : null;
			try (Burst burst = Burst.open()) {
				lane.send(new TestParcel(name, i, overflow, key, 20 + random.nextInt(300), this.lost));
			}
		}
	}

	private void readByFitsAndStarts(AtomicBoolean over) {
		Random random = new Random(7);
		while (!over.get()) {
			this.transport.takeRest(random.nextInt(10_000));
			for (int spins = random.nextInt(2000); spins > 0; spins--) {
				Thread.onSpinWait();
			}
		}
	}

	private static void assertEachGapIsTold(List<Came> came, Overflow overflow) {
		long expected = 0;
		Map<Object, Long> newest = new HashMap<>();
		for (Came each : came) {
			assertThat(each.number()).as("after %s", expected).isEqualTo(expected + each.dropped());
			expected = each.number() + 1;
			newest.put(each.key(), each.number());
		}
		if (overflow == Overflow.LATEST) {
			assertThat(newest).hasSize(20);
			assertThat(expected).as("the newest of all has come").isEqualTo(EACH);
		}
		else if (overflow == Overflow.DROP_OLDEST) {
			assertThat(expected).isEqualTo(EACH);
		}
	}

}
