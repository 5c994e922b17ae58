package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is counted over all connections, and what is told of one that goes on. */
class OverloadTests {

	private static final int KB = 1024;

	private static final long START = System.nanoTime();

	private final LimitCounts counts = new LimitCounts();

	private final Connections connections = new Connections(
			new ConnectionLimits(100, 1024 * KB, Duration.ofMinutes(1), Duration.ofSeconds(60), Duration.ofSeconds(5)),
			new AdmissionLimits(2, 2, 0, 3, Duration.ofMinutes(1), Duration.ofMinutes(1), (address) -> false),
			new RateLimits(1000, 0, Duration.ofSeconds(20)), 2048 * KB, 512 * KB);

	private final List<Notice> notices = new CopyOnWriteArrayList<>();

	OverloadTests() {
		this.connections.listen(this.counts);
		this.connections.listen(new ConnectionListener() {
			@Override
			public void opened(Connection connection) {
			}

			@Override
			public void closed(Connection connection, Closed why) {
			}

			@Override
			public void noticed(Connection connection, Notice notice) {
				OverloadTests.this.notices.add(notice);
			}
		});
	}

	@AfterEach
	void stop() {
		this.connections.close();
	}

	/** A client that reads nothing. */
	private Connection stuck() {
		FakeTransport transport = new FakeTransport();
		transport.room(0);
		return this.connections.open("192.0.2.9:1", transport);
	}

	@Test
	void whenAllOutboxesAreFullTheOnesThatHoldMostGoAndNobodyElse() {
		Payload part = Payload.of(Kind.BINARY, new byte[50 * KB]);
		FakeTransport quick = new FakeTransport();
		Connection well = this.connections.open("192.0.2.8:1", quick);
		Connection little = stuck();
		little.send(part);
		little.send(part);
		List<Connection> much = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			much.add(stuck());
			for (int k = 0; k < 10 + i * 5; k++) {
				much.get(i).send(part);
				well.send(part);
				await().until(() -> well.info().pending() == 0);
			}
		}
		tick(0);
		tick(1);
		assertThat(much).as("none has lagged for long").allMatch((each) -> each.closed() == null);
		tick(2);
		Closed why = much.get(2).closed();
		assertThat(why.code()).isEqualTo("SB-326");
		assertThat(why.reason()).isEqualTo(CloseReason.SLOW);
		assertThat(why.property()).isEqualTo("stompbox.limits.outbox-total");
		assertThat(well.closed()).isNull();
		assertThat(little.closed()).isNull();
		assertThat(much.get(0).closed()).isNull();
		assertThat(this.counts.of("stompbox.limits.outbox-total", "SB-326")).isEqualTo(1);
	}

	@Test
	void whatAConnectionHeldIsNotCountedAnyMoreWhenItIsGone() {
		Payload part = Payload.of(Kind.BINARY, new byte[200 * KB]);
		for (int i = 0; i < 100; i++) {
			Connection gone = stuck();
			gone.send(part);
			gone.send(part);
			gone.gone("test");
		}
		assertThat(this.connections.outboxTotal().bytes()).isZero();
	}

	@Test
	void whenAllHaveTooMuchKeptTheOnesThatHaveMostGoAndNobodyElse() {
		List<Connection> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			all.add(this.connections.open("192.0.2.8:1", new FakeTransport()));
			all.get(i).holdings().add((i + 1) * 50 * KB);
		}
		assertThat(this.connections.held()).isEqualTo(500 * KB);
		all.get(0).holdings().add(20 * KB);
		await().until(() -> all.get(3).closed() != null);
		Closed why = all.get(3).closed();
		assertThat(why.code()).isEqualTo("SB-328");
		assertThat(why.reason()).isEqualTo(CloseReason.TOO_MANY);
		assertThat(why.property()).isEqualTo("stompbox.limits.held");
		await().until(() -> this.connections.held() == 320 * KB);
		assertThat(all.subList(0, 3)).allMatch((each) -> each.closed() == null);
		assertThat(this.counts.of("stompbox.limits.held", "SB-328")).isEqualTo(1);
		all.get(3).holdings().add(400 * KB);
		all.get(2).holdings().add(-150 * KB);
		assertThat(this.connections.held()).as("of one that is gone nothing counts").isEqualTo(170 * KB);
		all.forEach((each) -> each.gone("test"));
		assertThat(this.connections.held()).isZero();
	}

	@Test
	void halfAFullOutboxIsToldOnceUntilItHasBecomeLess() {
		Connection slow = stuck();
		Payload part = Payload.of(Kind.BINARY, new byte[300 * KB]);
		slow.send(part);
		tick(1);
		assertThat(this.notices).isEmpty();
		slow.send(part);
		tick(2);
		tick(3);
		assertThat(this.notices).hasSize(1);
		assertThat(this.notices.get(0).kind()).isEqualTo(Overload.LAGGING);
		assertThat(this.notices.get(0).property()).isEqualTo("stompbox.limits.outbox");
		assertThat(this.notices.get(0).detail()).contains("1 MB");
	}

	@Test
	void whoIsTooSlowAtOnceIsToldOfBeforeItIsClosed() {
		Connection slow = stuck();
		Payload part = Payload.of(Kind.BINARY, new byte[300 * KB]);
		for (int i = 0; i < 4; i++) {
			slow.send(part);
		}
		await().until(() -> slow.closed() != null);
		assertThat(this.notices).extracting(Notice::kind).containsExactly(Overload.LAGGING);
		assertThat(this.counts.of("stompbox.limits.outbox", "SB-302")).isEqualTo(1);
		assertThat(this.counts.of("stompbox.limits.outbox", "SB-330")).isEqualTo(1);
	}

	@Test
	void whoSendsTooManyFramesIsNotReadForAMomentAndThenIs() {
		FakeTransport transport = new FakeTransport();
		Connection fast = this.connections.open("192.0.2.7:1", transport);
		int read = 0;
		while (fast.frameRead()) {
			read++;
		}
		assertThat(read).isBetween(1999, 2100);
		assertThat(fast.isAhead()).isTrue();
		assertThat(fast.mayRead()).isFalse();
		await().until(() -> this.notices.size() == 1);
		assertThat(this.notices.get(0).kind()).isEqualTo(Overload.FRAMES);
		this.connections.tick(System.nanoTime() + Duration.ofSeconds(1).toNanos());
		assertThat(fast.mayRead()).isTrue();
		await().until(() -> transport.resumes() == 1);
	}

	@Test
	void whatWasBegunHasToBeFinished() {
		FakeTransport transport = new FakeTransport();
		Connection dripping = this.connections.open("192.0.2.7:1", transport);
		dripping.begun(true);
		tick(0);
		tick(20);
		assertThat(dripping.closed()).isNull();
		dripping.read(20);
		tick(21);
		assertThat(dripping.closed()).isNotNull();
		assertThat(dripping.closed().code()).isEqualTo("SB-323");
		assertThat(dripping.closed().reason()).isEqualTo(CloseReason.SILENT);
		assertThat(dripping.closed().property()).isEqualTo("stompbox.limits.frame-time");
	}

	@Test
	void anAddressAndACallerAreCountedFromOpenToEnd() throws UnknownHostException {
		InetSocketAddress here = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 5);
		Connection first = open(here, "ann");
		open(here, null);
		Denied denied = this.connections.ask(here, null);
		assertThat(denied).isNotNull();
		this.connections.denied(here, denied);
		assertThat(this.counts.of("stompbox.limits.connections-per-address", "SB-319")).isEqualTo(1);
		first.gone("test");
		first.gone("again");
		assertThat(this.connections.ask(here, null)).isNull();
	}

	@Test
	void whoComesAndGoesAtOnceIsHeldOff() throws UnknownHostException {
		InetSocketAddress here = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 5);
		for (int i = 0; i < 3; i++) {
			assertThat(this.connections.ask(here, null)).isNull();
			open(here, null).gone("test");
		}
		assertThat(this.connections.ask(here, null)).isNotNull().extracting(Denied::code).isEqualTo("SB-322");
		assertThat(this.connections.ask(here, "ann")).isNull();
	}

	@Test
	void whoWatchesTheCountsHearsOfThoseThatAreThereAndOfThoseThatComeOnceEach() {
		List<String> heard = new ArrayList<>();
		this.counts.count("a", "SB-1");
		this.counts.watch((key, count) -> heard.add(key.property() + ' ' + key.code() + ' ' + count.sum()));
		this.counts.count("a", "SB-1");
		this.counts.count("a", "SB-2");
		this.counts.count("a", "SB-2");
		this.counts.count(null, "SB-3");
		assertThat(heard).containsExactly("a SB-1 1", "a SB-2 0");
		assertThat(this.counts.of("a", "SB-1")).isEqualTo(2);
		assertThat(this.counts.of("a", "SB-2")).isEqualTo(2);
	}

	private Connection open(InetSocketAddress remote, String caller) {
		return this.connections.open(remote, caller, new FakeTransport());
	}

	private void tick(int second) {
		this.connections.tick(START + second * 1_000_000_000L + 1);
	}

}
