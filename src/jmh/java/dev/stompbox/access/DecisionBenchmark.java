package dev.stompbox.access;

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

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * Whether a caller may publish, as it is asked for each message: remembered for the
 * caller and the topic, and asked of the rules anew, as for the first message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {

	private final Caller caller = Caller.anonymous("1");

	private AccessPolicy policy = DefaultAccess.policy();

	private Topic[] asked = {};

	private int next;

	/** How many rules there are; the last that is looked at grants. */
	@Param({ "0", "50" })
	public int rules;

	/** About how many topics is asked in turn. */
	@Param({ "1", "1000" })
	public int topics;

	/** Asks about each topic once. */
	@Setup
	public void ask() {
		this.policy = DefaultAccess.policy(this.rules);
		this.asked = new Topic[this.topics];
		for (int i = 0; i < this.topics; i++) {
			this.asked[i] = Topic.parse("demo.topic" + i);
			this.policy.permits(this.caller, Action.PUBLISH, this.asked[i]);
		}
	}

	/** Remembered. */
	@Benchmark
	public boolean remembered() {
		return this.policy.permits(this.caller, Action.PUBLISH, topic());
	}

	/** Asked anew. */
	@Benchmark
	public Decision anew() {
		return this.policy.decide(this.caller, Action.PUBLISH, TopicPattern.of(topic()));
	}

	private Topic topic() {
		this.next = (this.next + 1 == this.topics) ? 0 : this.next + 1;
		return this.asked[this.next];
	}

}
