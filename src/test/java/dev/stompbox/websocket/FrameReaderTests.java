package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.stompbox.connection.MessageLimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * RFC 6455 as data: each case of {@code websocket/*.hex} goes the same way whether its
 * bytes come whole, byte by byte or cut anywhere.
 */
class FrameReaderTests {

	private static final MessageLimit LIMIT = new MessageLimit(16 << 20, "a.property");

	/** What is larger is for {@code Rfc6455Tests} and the wire. */
	private static final int MOST = 5000;

	@TestFactory
	Stream<DynamicContainer> cases() {
		return FrameCases.all()
			.entrySet()
			.stream()
			.map((file) -> DynamicContainer.dynamicContainer(file.getKey(),
					file.getValue()
						.stream()
						.filter((one) -> one.bytes().length <= MOST)
						.map((one) -> DynamicTest.dynamicTest(one.name(), () -> play(one)))));
	}

	private static void play(FrameCase one) {
		assertThat(read(one.bytes(), () -> Integer.MAX_VALUE)).as("whole").isEqualTo(one.events());
		assertThat(read(one.bytes(), () -> 1)).as("byte by byte").isEqualTo(one.events());
		for (int seed = 0; seed < 10; seed++) {
			Random random = new Random(seed);
			int most = (seed % 2 == 0) ? 6 : 3000;
			assertThat(read(one.bytes(), () -> 1 + random.nextInt(most))).as("cut with seed " + seed)
				.isEqualTo(one.events());
		}
	}

	@Test
	void aTooBigMessageIsToldWithLimitAndProperty() {
		Recorder recorder = new Recorder();
		recorder.read(FrameCase.frame(2, true, new byte[(16 << 20) + 1]), () -> 10);
		assertThat(recorder.events.error()).isNotNull();
		assertThat(recorder.events.error().closed().detail())
			.isEqualTo("A message of 16,777,217 bytes is over the limit of 16 MB (a.property)");
		assertThat(recorder.events.error().closed().limit()).isEqualTo("16 MB");
		assertThat(recorder.events.error().closed().property()).isEqualTo("a.property");
	}

	@Test
	void messagesComeInPartsAsTheyAreRead() {
		Recorder recorder = new Recorder();
		recorder.read(FrameCase.frame(2, true, new byte[5000]), () -> 100);
		assertThat(recorder.events.parts()).hasSizeBetween(50, 52).last().isEqualTo(true);
		assertThat(recorder.events.parts().subList(0, recorder.events.parts().size() - 1)).containsOnly(false);
	}

	/** Without a limit, as STOMP has it, lengths do not wrap around either. */
	@Test
	void withoutALimitTheReaderKeepsNothing() {
		FrameReader reader = new FrameReader(() -> MessageLimit.NONE);
		byte[] head = { 0x02, (byte) 0xff, 0x7f, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0 };
		List<Integer> got = new ArrayList<>();
		assertThatCode(() -> {
			reader.read(ByteBuffer.wrap(head), new byte[head.length], new Counting(got));
			for (int i = 0; i < 10; i++) {
				reader.read(ByteBuffer.wrap(new byte[1000]), new byte[1000], new Counting(got));
			}
		}).doesNotThrowAnyException();
		assertThat(got).hasSize(10).containsOnly(1000);
	}

	private record Counting(List<Integer> got) implements FrameReader.Sink {

		@Override
		public boolean wantsMore() {
			return true;
		}

		@Override
		public void data(boolean text, byte[] bytes, int from, int to, boolean last) {
			this.got.add(to - from);
		}

		@Override
		public void ping(byte[] body) {
		}

		@Override
		public void close(int code) {
		}

	}

	@Test
	void noiseEndsInAnAnswerAndNeverInAFault() {
		Random random = new Random(42);
		for (int round = 0; round < 3000; round++) {
			byte[] noise = new byte[random.nextInt(300)];
			random.nextBytes(noise);
			if (round % 2 == 0 && noise.length > 2) { // get past the first two bytes
				noise[0] = (byte) (0x80 | random.nextInt(3));
				noise[1] |= (byte) 0x80;
			}
			assertThat(read(noise, () -> 1 + random.nextInt(40))).as("round %d", round)
				.isEqualTo(read(noise, () -> Integer.MAX_VALUE));
		}
	}

	@Test
	void aSeriesOfRandomMessagesComesOutAsItWentIn() {
		Random random = new Random(7);
		for (int round = 0; round < 100; round++) {
			ByteArrayOutputStream in = new ByteArrayOutputStream();
			List<String> expected = new ArrayList<>();
			for (int message = 0; message < 8; message++) {
				byte[] body = new byte[random.nextInt(300)];
				random.nextBytes(body);
				expected.addAll(fragments(in, body, random));
			}
			assertThat(read(in.toByteArray(), () -> 1 + random.nextInt(100))).isEqualTo(expected);
		}
	}

	private static List<String> fragments(ByteArrayOutputStream in, byte[] body, Random random) {
		List<String> events = new ArrayList<>();
		int at = 0;
		int opcode = 2;
		while (at >= 0) {
			int end = Math.min(body.length, at + random.nextInt(150));
			boolean last = end == body.length;
			in.writeBytes(FrameCase.frame(opcode, last, Arrays.copyOfRange(body, at, end)));
			if (!last && random.nextInt(3) == 0) {
				in.writeBytes(FrameCase.frame(9, true, new byte[] { (byte) at }));
				events.add(FrameCase.event("pong", new byte[] { (byte) at }));
			}
			opcode = 0;
			at = last ? -1 : end;
		}
		events.add(FrameCase.event("binary", body));
		return events;
	}

	private static List<String> read(byte[] bytes, IntSupplier lengths) {
		Recorder recorder = new Recorder();
		recorder.read(bytes, lengths);
		return recorder.events.all();
	}

	private static final class Recorder {

		private final FrameReader reader = new FrameReader(() -> LIMIT);

		private final ReadEvents events = new ReadEvents();

		void read(byte[] bytes, IntSupplier lengths) {
			int at = 0;
			while (at < bytes.length && this.events.error() == null) {
				int length = Math.min(bytes.length - at, lengths.getAsInt());
				ByteBuffer in = ByteBuffer.allocateDirect(length).put(bytes, at, length).flip();
				try {
					this.reader.read(in, new byte[length], this.events);
					assertThat(in.hasRemaining()).isFalse();
				}
				catch (ProtocolError ex) {
					if (this.events.over()) {
						return;
					}
					this.events.failed(ex);
				}
				at += length;
			}
		}

	}

}
