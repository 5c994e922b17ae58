package dev.stompbox.connection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
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

/** What compressing one publication costs, and what it saves, which is printed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompressionBenchmark {

	private static final String HEADERS = "message-id:8f3k2a-1\\c42\ndestination:/topic/prices.eurusd\n"
			+ "timestamp:1764111111042\ncontent-type:application/json\ncontent-length:1024\n\n";

	private static final String[] SYMBOLS = { "EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "EURGBP", "USDCHF" };

	/** Bytes of the body; with the headers there are 140 more. */
	@Param({ "0", "64", "128", "256", "512", "1024", "8192", "65536" })
	public int body;

	private final Compression compression = new Compression(0);

	private byte[] message = {};

	/** Makes the message. */
	@Setup
	public void message() {
		Random random = new Random(1);
		StringBuilder json = new StringBuilder(HEADERS);
		while (json.length() < HEADERS.length() + this.body) {
			json.append(String.format(Locale.ROOT, "{\"symbol\":\"%s\",\"bid\":%.5f,\"ask\":%.5f,\"volume\":%d},",
					SYMBOLS[random.nextInt(SYMBOLS.length)], 1 + random.nextDouble(), 1 + random.nextDouble(),
					random.nextInt(100_000)));
		}
		this.message = Arrays.copyOf(json.toString().getBytes(StandardCharsets.US_ASCII),
				HEADERS.length() + this.body);
		byte[] deflated = this.compression.deflate(this.message);
		System.out.printf("%n%d bytes become %s%n", this.message.length,
				(deflated != null) ? String.valueOf(deflated.length) : "no fewer");
	}

	/** Compresses it. */
	@Benchmark
	public byte @Nullable [] deflate() {
		return this.compression.deflate(this.message);
	}

}
