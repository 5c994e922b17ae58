package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
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

import dev.stompbox.connection.Payload;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Topic;

/** One message as the bytes that all with the same subscription id share. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageFormBenchmark {

	private final MessageForm form = new MessageForm(Version.V1_2, Packaging.TEXT, "sub-0");

	private Message message = message(0);

	/** Bytes of the body. */
	@Param({ "128", "16384" })
	public int size;

	/** Makes the message. */
	@Setup
	public void message() {
		this.message = message(this.size);
	}

	private static Message message(int size) {
		return new Message(new Topic("demo.topic"), "abcdefgh", 1_234_567, System.currentTimeMillis(),
				"text/plain", Headers.NONE, "x".repeat(size).getBytes(StandardCharsets.UTF_8));
	}

	/** Encodes it. */
	@Benchmark
	public Payload encode() {
		return this.form.of(this.message);
	}

}
