package dev.stompbox.broker;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
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

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * Who wants a topic, among ever more subscriptions that do not match it. While it is set
 * up it prints how many bytes a subscription takes, and how long adding one did.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = { "-Xms3g", "-Xmx3g" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PatternIndexBenchmark {

	private static final Subscriber NOBODY = (delivery) -> {
	};

	/** Subscriptions, each with a pattern or topic of its own. */
	@Param({ "10", "10000", "1000000" })
	public int subscriptions;

	private final Topic topic = Topic.parse("sensors.s500x.temperature");

	private PatternIndex index = new PatternIndex();

	private Matches none = Matches.UNKNOWN;

	private PatternIndex indexThatMatches = new PatternIndex();

	private Topics topics = new Topics(1);

	/** Fills the indexes. */
	@Setup
	public void fill() {
		long before = used();
		long start = System.nanoTime();
		this.index = patterns(this.subscriptions);
		report("pattern", before, start);
		this.none = this.index.matching(this.topic, Matches.UNKNOWN);
		this.indexThatMatches = patterns(this.subscriptions);
		List.of("sensors.*.temperature", "sensors.#", "#").forEach((name) -> add(this.indexThatMatches, name));
		before = used();
		start = System.nanoTime();
		this.topics = new Topics(2_000_000);
		for (int i = 0; i < this.subscriptions; i++) {
			Topic other = new Topic("sensors.s" + i + ".temperature");
			this.topics.of(other).subscribe(TopicPattern.of(other), NOBODY, Start.LIVE);
		}
		report("topic", before, start);
		this.topics.of(this.topic);
	}

	private static PatternIndex patterns(int count) {
		PatternIndex index = new PatternIndex();
		for (int i = 0; i < count; i++) {
			add(index, "sensors.s" + i + ".*");
		}
		return index;
	}

	private static void add(PatternIndex index, String pattern) {
		index.add(new Subscription(TopicPattern.parse(pattern), NOBODY, null));
	}

	private void report(String kind, long before, long start) {
		long took = (System.nanoTime() - start) / this.subscriptions;
		System.out.printf(Locale.ROOT, "%n%,d subscriptions, each to a %s of its own: %,d bytes and %,d ns each%n",
				this.subscriptions, kind, (used() - before) / this.subscriptions, took);
	}

	private static long used() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/** A topic's own subscribers. */
	@Benchmark
	public @Nullable Object exact() {
		return this.topics.find(this.topic);
	}

	/** Patterns, none of which matches, as for each message but the first. */
	@Benchmark
	public Object patternsAgain() {
		return this.index.matching(this.topic, this.none);
	}

	/** Patterns, none of which matches, as after a pattern has come or gone. */
	@Benchmark
	public Object patternsAnew() {
		return this.index.matching(this.topic, Matches.UNKNOWN);
	}

	/** The same, where three match. */
	@Benchmark
	public Object patternsAnewThreeMatch() {
		return this.indexThatMatches.matching(this.topic, Matches.UNKNOWN);
	}

}
