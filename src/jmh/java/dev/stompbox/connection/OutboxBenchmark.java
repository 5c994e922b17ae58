package dev.stompbox.connection;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages of 200 bytes through an outbox: so many are offered, then it is drained. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OutboxBenchmark {

	private final Outbox outbox = new Outbox(new DiscardingTransport(), 1 << 20, OutboxTotal.UNLIMITED, () -> {
	});

	private Payload payload = Payload.of(Payload.Kind.TEXT);

	/** How many wait. */
	@Param({ "1", "16" })
	public int waiting;

	/** Makes the message. */
	@Setup
	public void message() {
		this.payload = Payload.of(Payload.Kind.TEXT, new byte[200]);
	}

	/** Offers and drains. */
	@Benchmark
	public void offerAndDrain() {
		for (int i = 0; i < this.waiting; i++) {
			this.outbox.offer(this.payload);
		}
		this.outbox.drain();
	}

}
