package dev.stompbox.websocket;

import java.nio.ByteBuffer;
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

import dev.stompbox.connection.MessageLimit;

/** One client's frame: header, unmasking, and UTF-8 where it is text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameReaderBenchmark implements FrameReader.Sink {

	private static final MessageLimit LIMIT = new MessageLimit(1 << 20, "a.property");

	private final FrameReader reader = new FrameReader(() -> LIMIT);

	/** Bytes of the message. */
	@Param({ "128", "65536" })
	public int size;

	/** Whether it is text. */
	@Param({ "true", "false" })
	public boolean text;

	private ByteBuffer frame = ByteBuffer.allocate(0);

	private byte[] plain = {};

	private long bytes;

	/** Makes the frame. */
	@Setup
	public void frame() {
		byte[] payload = new byte[this.size];
		Arrays.fill(payload, (byte) 'a');
		byte[] masked = FrameCase.frame(this.text ? 1 : 2, true, payload);
		this.frame = ByteBuffer.allocateDirect(masked.length).put(masked);
		this.plain = new byte[masked.length];
	}

	/** Reads it as it comes from a socket, whole. */
	@Benchmark
	public long read() throws ProtocolError {
		this.reader.read(this.frame.rewind(), this.plain, this);
		return this.bytes;
	}

	@Override
	public void data(boolean ofText, byte[] data, int from, int to, boolean last) {
		this.bytes += to - from;
	}

	@Override
	public void ping(byte[] body) {
		throw new IllegalStateException("no ping was sent");
	}

	@Override
	public boolean wantsMore() {
		return true;
	}

	@Override
	public void close(int code) {
		throw new IllegalStateException("no close was sent");
	}

}
