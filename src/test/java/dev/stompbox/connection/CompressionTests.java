package dev.stompbox.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.support.Deflated;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7692 §7.2.1. */
class CompressionTests {

	private static final int PLAIN_TEXT = 0x81;

	private static final int COMPRESSED_TEXT = 0xc1;

	private final Compression compression = new Compression(100);

	private final Connections connections = new Connections(
			new ConnectionLimits(10, 2000, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final FakeTransport transport = new FakeTransport();

	private final Connection connection = this.connections.open("10.0.0.1:5", this.transport);

	@AfterEach
	void stop() {
		this.connections.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 1000, 65_536, 65_537, 1_000_000 })
	void whatIsCompressedIsSmallerAndSaysTheSame(int length) {
		byte[] message = repeating(length);
		byte[] deflated = this.compression.deflate(message);
		assertThat(deflated).isNotNull().hasSizeLessThan(length / 2);
		assertThat(Deflated.inflate(deflated)).isEqualTo(message);
	}

	@Test
	void whatIsSmallOrGetsNoSmallerIsNotCompressed() {
		assertThat(this.compression.deflate(repeating(99))).isNull();
		for (int length : new int[] { 100, 500, 65_536, 200_000 }) {
			byte[] noise = new byte[length];
			new Random(length).nextBytes(noise);
			assertThat(this.compression.deflate(noise)).isNull();
		}
		assertThat(new Compression(0).deflate(new byte[0])).isNull();
		assertThat(new Compression(0).deflate(new byte[1])).isNull();
	}

	/** Whatever is worth a byte, the rest of a frame included, and nothing else. */
	@Test
	void theBorderIsWhereItGetsSmaller() {
		Compression all = new Compression(0);
		Random random = new Random(1);
		int compressed = 0;
		for (int i = 0; i < 2000; i++) {
			byte[] message = new byte[random.nextInt(80)];
			for (int j = 0; j < message.length; j++) {
				message[j] = (byte) ('a' + random.nextInt(1 + i % 26));
			}
			byte[] deflated = all.deflate(message);
			if (deflated != null) {
				assertThat(deflated.length).isLessThan(message.length);
				assertThat(Deflated.inflate(deflated)).isEqualTo(message);
				compressed++;
			}
		}
		assertThat(compressed).isBetween(200, 1800);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 30, 65_535, 65_536, 200_000 })
	void whatStandsBeforeIsNotCompressedAndBelongsToTheMessage(int start) {
		byte[] first = repeating(start);
		byte[] rest = repeating(1000);
		Payload payload = Payload.deflated(Kind.TEXT, first, this.compression.deflate(rest));
		byte[] whole = Arrays.copyOf(first, start + rest.length);
		System.arraycopy(rest, 0, whole, start, rest.length);
		assertThat(payload.bytes()[0] & 0xff).isEqualTo(COMPRESSED_TEXT);
		assertThat(Deflated.inflate(payload.content())).isEqualTo(whole);
		assertThat(payload.endsMessage()).isTrue();
	}

	@Test
	void whoAgreedIsSentWholeMessagesCompressed() {
		this.connection.compress(this.compression);
		try (Burst burst = Burst.open()) {
			this.connection.send(Payload.of(Kind.TEXT, repeating(1000)));
			this.connection.send(Payload.of(Kind.TEXT, repeating(99)));
			this.connection.sendPaced(Payload.of(Kind.BINARY, repeating(1000)));
			this.connection.send(Payload.of(Kind.TEXT, repeating(1000)).verbatim());
		}
		assertThat(firstBytes()).containsExactly(COMPRESSED_TEXT, PLAIN_TEXT, 0xc2, PLAIN_TEXT);
		assertThat(Deflated.inflate(this.transport.frames().get(0).payload())).isEqualTo(repeating(1000));
	}

	@Test
	void aMessageInPartsIsCompressedPartByPart() {
		byte[] noise = new byte[70_000];
		new Random(1).nextBytes(noise);
		for (List<byte[]> parts : List.of(List.of(repeating(1000), repeating(50_000), repeating(7)),
				List.of(noise, repeating(1000), noise), List.of(repeating(10), new byte[0], new byte[0]),
				List.of(new byte[0], noise), List.of(noise, new byte[0], repeating(500)))) {
			ByteArrayOutputStream sent = new ByteArrayOutputStream();
			ByteArrayOutputStream expected = new ByteArrayOutputStream();
			for (int i = 0; i < parts.size(); i++) {
				boolean last = i == parts.size() - 1;
				Payload part = this.compression.part((i == 0) ? Kind.BINARY : Kind.CONTINUATION, last, parts.get(i));
				assertThat(part.bytes()[0] & 0xff).isEqualTo((i == 0) ? 0x42 : last ? 0x80 : 0);
				assertThat(part.endsMessage()).isEqualTo(last);
				assertThat(part.length()).isLessThan(parts.get(i).length + 32);
				sent.writeBytes(part.content());
				expected.writeBytes(parts.get(i));
			}
			assertThat(Deflated.inflate(sent.toByteArray())).isEqualTo(expected.toByteArray());
		}
	}

	@Test
	void partsAndControlFramesAndWhatIsNoFrameAreSentAsTheyAre() {
		this.connection.compress(new Compression(0));
		byte[] bytes = repeating(100);
		List<Payload> payloads = List.of(Payload.part(Kind.TEXT, false, bytes, 0, bytes.length),
				Payload.part(Kind.CONTINUATION, false, bytes, 0, bytes.length),
				Payload.part(Kind.CONTINUATION, true, bytes, 0, bytes.length), Payload.of(Kind.PING, bytes),
				Payload.of(Kind.PONG, bytes), Payload.of(Kind.CLOSE, bytes), Payload.of(Kind.PLAIN, bytes));
		for (Payload payload : payloads) {
			assertThat(this.compression.of(payload)).isSameAs(payload);
		}
	}

	@Test
	void whoDidNotAgreeIsSentTheSameBytesAsBefore() {
		Payload payload = Payload.of(Kind.TEXT, repeating(1000));
		try (Burst burst = Burst.open()) {
			this.connection.send(payload);
		}
		assertThat(this.transport.written()).isEqualTo(payload.bytes());
	}

	/** The outbox of 2000 bytes holds what is really sent, and that is what counts. */
	@Test
	void theOutboxIsFilledWithWhatIsReallySent() {
		this.connection.compress(this.compression);
		this.transport.room(0);
		for (int i = 0; i < 20; i++) {
			assertThat(this.connection.send(Payload.of(Kind.TEXT, repeating(1000)))).isTrue();
		}
		assertThat(this.connection.info().pending()).isLessThan(2000);
	}

	@Test
	void manyMayCompressAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Void>> tasks = new ArrayList<>();
			for (int t = 0; t < 8; t++) {
				int seed = t;
				tasks.add(() -> {
					Random random = new Random(seed);
					for (int i = 0; i < 300; i++) {
						byte[] message = repeating(500 + random.nextInt(5000));
						assertThat(Deflated.inflate(this.compression.deflate(message))).isEqualTo(message);
					}
					return null;
				});
			}
			for (Future<Void> task : threads.invokeAll(tasks)) {
				task.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private List<Integer> firstBytes() {
		List<Integer> first = new ArrayList<>();
		byte[] written = this.transport.written();
		int at = 0;
		for (FakeTransport.WireFrame frame : this.transport.frames()) {
			first.add(written[at] & 0xff);
			at += ((frame.payload().length < 126) ? 2 : 4) + frame.payload().length;
		}
		return first;
	}

	private static byte[] repeating(int length) {
		return Arrays.copyOf("{\"price\":1.0842,\"at\":17}".repeat(1 + length / 24).getBytes(StandardCharsets.US_ASCII),
				length);
	}

}
