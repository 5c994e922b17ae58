package dev.stompbox.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpreadTests {

	private static final ByteBuffer BATCH = ByteBuffer.allocate(0);

	private final ExecutorService cores = Executors.newCachedThreadPool();

	@AfterEach
	void end() {
		this.cores.shutdownNow();
	}

	@Test
	void eachOutboxIsDrainedOnceAndAllAreWhenItReturns() {
		for (int round = 0; round < 2000; round++) {
			List<Outbox> outboxes = outboxes(64 + round % 100);
			ConcurrentHashMap<Outbox, AtomicInteger> drained = new ConcurrentHashMap<>();
			Spread.drain(outboxes,
					(outbox, batch) -> drained.computeIfAbsent(outbox, (key) -> new AtomicInteger()).incrementAndGet(),
					BATCH, this.cores, 3);
			assertThat(drained).hasSize(outboxes.size());
			assertThat(drained.values()).allMatch((times) -> times.get() == 1);
		}
	}

	@Test
	void anotherThreadHelps() throws InterruptedException {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		CountDownLatch both = new CountDownLatch(2);
		Spread.drain(outboxes(64), (outbox, batch) -> {
			if (threads.add(Thread.currentThread())) {
				both.countDown();
				await(both);
			}
		}, BATCH, this.cores, 1);
		assertThat(threads).hasSize(2).contains(Thread.currentThread());
	}

	@Test
	void nobodyIsWaitedForWhoHasNotBegun() {
		List<Runnable> late = new ArrayList<>();
		AtomicInteger drained = new AtomicInteger();
		Spread.drain(outboxes(100), (outbox, batch) -> drained.incrementAndGet(), BATCH, late::add, 1);
		assertThat(drained).hasValue(100);
		late.forEach(Runnable::run);
		assertThat(drained).as("who comes late finds nothing to do").hasValue(100);
	}

	@Test
	void whoHasBegunIsWaitedFor() {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicInteger done = new AtomicInteger();
		Thread publisher = Thread.currentThread();
		Spread.drain(outboxes(64), (outbox, batch) -> {
			if (Thread.currentThread() == publisher) {
				await(begun);
			}
			else {
				begun.countDown();
				Thread.onSpinWait();
			}
			done.incrementAndGet();
		}, BATCH, this.cores, 1);
		assertThat(done).hasValue(64);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Outbox> outboxes(int count) {
		List<Outbox> outboxes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			outboxes.add(new Outbox(new FakeTransport(), 100, OutboxTotal.UNLIMITED, () -> {
			}));
		}
		return outboxes;
	}

}
