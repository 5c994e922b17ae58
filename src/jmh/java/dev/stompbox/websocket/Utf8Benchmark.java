package dev.stompbox.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

/** Whether 4 KB are UTF-8, as each text message is asked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Utf8Benchmark {

	private static final int LENGTH = 4096;

	private final Utf8 utf8 = new Utf8();

	private byte[] bytes = {};

	/** What is repeated: ASCII alone, or letters of one to four bytes. */
	@Param({ "abcdefgh", "aé€𝄞" })
	public String letters;

	/** Makes the text. */
	@Setup
	public void text() {
		byte[] once = this.letters.getBytes(StandardCharsets.UTF_8);
		this.bytes = Arrays.copyOf(this.letters.repeat(LENGTH / once.length).getBytes(StandardCharsets.UTF_8),
				LENGTH / once.length * once.length);
	}

	/** Checks it. */
	@Benchmark
	public boolean accepts() {
		return this.utf8.accepts(this.bytes, 0, this.bytes.length) && this.utf8.complete();
	}

}
