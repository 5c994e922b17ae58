package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

/** One SEND of a client, from bytes to a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameDecoderBenchmark {

	private final FrameDecoder decoder = new FrameDecoder(
			new StompLimits(1 << 16, 1 << 14, 100, 10, 1 << 20, 10, 1 << 20, Duration.ofHours(1), Duration.ofHours(1)));

	private byte[] frame = {};

	/** Whether the frame says how long its body is. */
	@Param({ "true", "false" })
	public boolean contentLength;

	/** Makes the frame. */
	@Setup
	public void frame() {
		this.decoder.version(Version.V1_2);
		this.frame = ("SEND\ndestination:/topic/demo.topic\n" + (this.contentLength ? "content-length:128\n" : "")
				+ "\n" + "x".repeat(128) + '\0')
			.getBytes(StandardCharsets.UTF_8);
	}

	/** Decodes it. */
	@Benchmark
	public void decode() {
		this.decoder.decode(this.frame, 0, this.frame.length, (frame) -> true);
	}

}
