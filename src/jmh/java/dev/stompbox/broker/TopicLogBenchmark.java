package dev.stompbox.broker;

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
import org.openjdk.jmh.infra.Blackhole;

import dev.stompbox.access.Caller;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** One publication: the rights, its place in the log, and every subscriber told. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TopicLogBenchmark {

	private static final String TOPIC = "demo.topic";

	private final Broker broker = new Broker(DefaultAccess.policy(), 10);

	private final Caller caller = Caller.anonymous("somebody");

	private final Publication publication = new Publication(new Topic(TOPIC), null, Headers.NONE, new byte[128], null);

	/** How many subscribe. */
	@Param({ "0", "1", "1000" })
	public int subscribers;

	/** Subscribes, with subscribers that do nothing. */
	@Setup
	public void subscribe(Blackhole hole) {
		for (int i = 0; i < this.subscribers; i++) {
			this.broker.subscribe(this.caller, TopicPattern.parse(TOPIC), hole::consume);
		}
	}

	/** Publishes. */
	@Benchmark
	public Published publish() {
		return this.broker.publish(this.caller, this.publication);
	}

}
