package dev.stompbox.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads offer to one outbox whose socket takes what it likes when it likes: all
 * bytes come out, each thread's in its order, no message inside another.
 */
class OutboxStressTests {

	private static final int THREADS = 6;

	private static final int MESSAGES = 3000;

	private final ExecutorService socket = Executors.newSingleThreadExecutor();

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final Moody transport = new Moody();

	private final Outbox outbox = new Outbox(this.transport, Long.MAX_VALUE, OutboxTotal.UNLIMITED,
			() -> this.transport.wrong("broken"));

	@AfterEach
	void stop() {
		this.socket.shutdownNow();
		this.threads.shutdownNow();
	}

	/** Takes a random part of each write, and the rest later on a thread of its own. */
	private final class Moody implements Transport {

		private final Random random = new Random(11);

		private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

		private final AtomicBoolean writing = new AtomicBoolean();

		private final List<String> wrong = new ArrayList<>();

		@Override
		public boolean write(ByteBuffer bytes) {
			if (!this.writing.compareAndSet(false, true)) {
				wrong("two write at once");
			}
			boolean all = this.random.nextBoolean();
			byte[] some = new byte[all ? bytes.remaining() : this.random.nextInt(bytes.remaining())];
			bytes.get(some);
			this.taken.writeBytes(some);
			this.writing.set(!all);
			return all;
		}

		@Override
		public void writeRest(ByteBuffer bytes, Completion completion) {
			byte[] rest = new byte[bytes.remaining()];
			bytes.get(rest);
			if (this.random.nextInt(4) == 0) {
				complete(rest, completion); // some sockets are that quick
			}
			else {
				OutboxStressTests.this.socket.execute(() -> complete(rest, completion));
			}
		}

		private void complete(byte[] rest, Completion completion) {
			this.taken.writeBytes(rest);
			this.writing.set(false);
			completion.written();
		}

		synchronized void wrong(String what) {
			this.wrong.add(what);
		}

		@Override
		public Payload farewell(Closed closed) {
			return Payload.of(Kind.CLOSE);
		}

		@Override
		public void end() {
		}

		@Override
		public void abort() {
		}

		@Override
		public void resumeReading() {
		}

	}

	@RepeatedTest(3)
	void allBytesComeOutInOrder() throws Exception {
		List<Future<?>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int thread = i;
			tasks.add(this.threads.submit(() -> offer(thread)));
		}
		for (Future<?> task : tasks) {
			task.get(30, TimeUnit.SECONDS);
		}
		CountDownLatch emptied = new CountDownLatch(1);
		this.outbox.seal(false, new Payload[] { Payload.of(Kind.PLAIN, new byte[] { -1 }) }, emptied::countDown);
		this.outbox.drain();
		assertThat(emptied.await(30, TimeUnit.SECONDS)).as("The end is told").isTrue();
		assertThat(this.transport.wrong).isEmpty();
		assertThat(this.outbox.pending()).isZero();
		assertThat(this.outbox.bytes()).isEqualTo(this.transport.taken.size());
		check(ByteBuffer.wrap(this.transport.taken.toByteArray()));
	}

	private void offer(int thread) {
		Random random = new Random(thread);
		for (int number = 1; number <= MESSAGES; number++) {
			int length = (random.nextInt(200) == 0) ? 80_000 : random.nextInt(60);
			byte[] body = new byte[length];
			Arrays.fill(body, (byte) thread);
			byte[] head = ByteBuffer.allocate(12).putInt(thread).putInt(number).putInt(length).array();
			if (this.outbox.offer(Payload.of(Kind.PLAIN, head, body)) == Offer.TAKEN) {
				this.outbox.drain();
			}
		}
	}

	private static void check(ByteBuffer in) {
		int[] last = new int[THREADS];
		while (in.remaining() > 1) {
			int thread = in.getInt();
			assertThat(in.getInt()).isEqualTo(++last[thread]);
			byte[] body = new byte[in.getInt()];
			in.get(body);
			for (byte b : body) {
				if (b != thread) {
					throw new AssertionError("A message of " + thread + " holds a byte of " + b);
				}
			}
		}
		assertThat(in.get()).isEqualTo((byte) -1);
		assertThat(last).containsOnly(MESSAGES);
	}

}
