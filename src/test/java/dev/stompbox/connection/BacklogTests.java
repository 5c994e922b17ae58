package dev.stompbox.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.connection.Parcel.Overflow;
import dev.stompbox.connection.TestParcel.Came;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BacklogTests {

	private static final int SIZE = 1000;

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 40 * SIZE, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("192.0.2.1:1", this.transport);

	private final Lane lane = this.connection.lane();

	private final AtomicLong lost = new AtomicLong();

	private long number;

	@AfterEach
	void stop() {
		this.connections.close();
	}

	private void send(Lane to, String name, Overflow overflow, @Nullable Object key) {
		to.send(new TestParcel(name, this.number++, overflow, key, SIZE, this.lost));
	}

	private void send(int count, Overflow overflow) {
		for (int i = 0; i < count; i++) {
			send(this.lane, "a", overflow, (overflow == Overflow.LATEST) ? i % 3 : null);
		}
	}

	/** What the client has read by the time it has read all. */
	private List<Came> readAll() {
		this.transport.room(Integer.MAX_VALUE);
		await().until(() -> {
			this.transport.takeRest(Integer.MAX_VALUE);
			return this.connection.info().pending() == 0;
		});
		return this.transport.frames().stream().map((frame) -> Came.read(frame.text())).toList();
	}

	private static long dropped(List<Came> came) {
		return came.stream().mapToLong(Came::dropped).sum();
	}

	/** Each gap in the numbers is told by the one after it, and rightly. */
	private static void assertEachGapIsTold(List<Came> came) {
		long expected = 0;
		for (Came each : came) {
			assertThat(each.number()).isEqualTo(expected + each.dropped());
			expected = each.number() + 1;
		}
	}

	@ParameterizedTest
	@EnumSource
	void whoKeepsUpMissesNothing(Overflow overflow) {
		for (int i = 0; i < 200; i++) {
			send(1, overflow);
			await().until(() -> this.connection.info().pending() == 0);
		}
		List<Came> came = readAll();
		assertThat(came).hasSize(200).allMatch((each) -> each.dropped() == 0);
		assertEachGapIsTold(came);
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void ofTheOldestSomeAreLostAndTheNewestComes() {
		this.transport.room(0);
		send(200, Overflow.DROP_OLDEST);
		assertThat(this.connection.info().pending()).isLessThanOrEqualTo(40 * SIZE);
		assertThat(this.connection.info().dropped()).isEqualTo(this.lost.get()).isPositive();
		List<Came> came = readAll();
		assertEachGapIsTold(came);
		assertThat(came.get(came.size() - 1).number()).isEqualTo(199);
		assertThat(came.size() + dropped(came)).isEqualTo(200);
		assertThat(this.lost).hasValue(dropped(came));
		assertThat(this.connections.dropped()).isEqualTo(dropped(came));
		assertThat(came.stream().filter((each) -> each.dropped() > 0)).hasSize(1);
	}

	@Test
	void ofTheNewestSomeAreLostAndTheNextThatComesTellsOfThem() {
		this.transport.room(0);
		send(200, Overflow.DROP_NEWEST);
		List<Came> before = readAll();
		assertThat(dropped(before)).isZero();
		assertThat(before.size() + this.lost.get()).isEqualTo(200);
		assertThat(before.get(before.size() - 1).number()).isEqualTo(before.size() - 1);
		send(2, Overflow.DROP_NEWEST);
		List<Came> came = readAll();
		assertEachGapIsTold(came);
		assertThat(came.get(before.size()).dropped()).isEqualTo(this.lost.get());
		assertThat(came.get(before.size() + 1).dropped()).isZero();
	}

	@Test
	void ofThoseWithTheSameKeyTheNewestComes() {
		this.transport.room(0);
		send(500, Overflow.LATEST);
		List<Came> came = readAll();
		assertEachGapIsTold(came);
		assertThat(came.size() + dropped(came)).isEqualTo(500);
		assertThat(this.lost).hasValue(dropped(came));
		assertThat(came.subList(came.size() - 3, came.size())).extracting(Came::number)
			.containsExactly(497L, 498L, 499L);
		assertThat(came.size()).as("what was in the outbox, and one of each key").isLessThan(20);
	}

	@Test
	void whereNothingMayBeLostTheConnectionEnds() {
		this.transport.room(0);
		send(1, Overflow.DROP_OLDEST);
		send(100, Overflow.DISCONNECT);
		await().until(() -> this.connection.closed() != null);
		assertThat(this.connection.closed().code()).isEqualTo("SB-302");
		assertThat(this.connection.closed().property()).isEqualTo("stompbox.limits.outbox");
	}

	@Test
	void eachSubscriptionLosesItsOwnFirstAndIsToldOfItsOwn() {
		Lane other = this.connection.lane();
		this.transport.room(0);
		send(10, Overflow.DROP_OLDEST);
		for (int i = 0; i < 5; i++) {
			send(other, "b", Overflow.DROP_OLDEST, null);
		}
		send(185, Overflow.DROP_OLDEST);
		List<Came> came = readAll();
		List<Came> others = came.stream().filter((each) -> each.lane().equals("b")).toList();
		assertThat(others).hasSize(5).allMatch((each) -> each.dropped() == 0);
		List<Came> own = came.stream().filter((each) -> each.lane().equals("a")).toList();
		assertThat(own.size() + dropped(own)).isEqualTo(195);
		assertThat(came).as("in the order in which they came")
			.isSortedAccordingTo((x, y) -> Long.compare(x.number(), y.number()));
	}

	@Test
	void whoHasNothingOfItsOwnToLoseTakesTheRoomOfTheOldestThatMayBeLost() {
		Lane other = this.connection.lane();
		this.transport.room(0);
		send(100, Overflow.DROP_OLDEST);
		long before = this.lost.get();
		send(other, "b", Overflow.LATEST, "k");
		assertThat(this.lost).hasValue(before + 1);
		assertThat(readAll()).anyMatch((each) -> each.lane().equals("b"));
	}

	@Test
	void whatWaitsForASubscriptionThatIsOverDoesNotCome() {
		Lane other = this.connection.lane();
		this.transport.room(0);
		send(20, Overflow.DROP_OLDEST);
		send(other, "b", Overflow.DROP_OLDEST, null);
		other.close();
		assertThat(readAll()).hasSize(20).noneMatch((each) -> each.lane().equals("b"));
		assertThat(this.lost).hasValue(0);
	}

	@Test
	void afterTheEndNothingIsKept() {
		this.transport.room(0);
		send(30, Overflow.DROP_OLDEST);
		this.connection.gone("test");
		assertThat(this.connection.lane().send(new TestParcel("a", 0, Overflow.LATEST, "k", SIZE, this.lost)))
			.isFalse();
		assertThat(this.connections.outboxTotal().bytes()).isZero();
	}

}
