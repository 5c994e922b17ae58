package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.stompbox.connection.MessageLimit;
import dev.stompbox.support.Deflated;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7692 §7.2.2: what comes compressed, however it is cut. */
class CompressedMessagesTests {

	private static final int TEXT = 0x41;

	private static final int BINARY = 0x42;

	private static final MessageLimit LIMIT = new MessageLimit(70_000, "a.property");

	private final MessageInflater inflater = new MessageInflater();

	private final FrameReader reader = new FrameReader(() -> this.limit, this.inflater);

	private final Client client = new Client();

	private MessageLimit limit = LIMIT;

	/** The examples of RFC 7692 §7.2.3, and what the RFC leaves to kind readers. */
	@ParameterizedTest
	@CsvSource(textBlock = """
			one block,                      f248cdc9c90700,             Hello
			not compressed,                 000500faff48656c6c6f00,     Hello
			last block and padding,         f348cdc9c9070000,           Hello
			last block without padding,     f348cdc9c90700,             Hello
			two blocks,                     f248050000 00ffffcac9c90700, Hello
			two streams,                    f348cdc9c90700 f348cdc9c9070000, HelloHello
			an empty message,               00,                         ''
			an empty last block,            0300,                       ''
			no bytes at all,                '',                         ''
			""")
	void aStreamSaysSomething(String name, String hex, String expected) {
		byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
		for (int most : new int[] { 1, 2, 1000 }) {
			this.client.reset();
			read(FrameCase.frame(TEXT, true, bytes), () -> most);
			read(FrameCase.frame(1, true, bytes("plain")), () -> most);
			assertThat(this.client.events).as("%s, cut at %d", name, most)
				.containsExactly("text " + expected, "text plain");
		}
	}

	@ParameterizedTest
	@CsvSource({ "reserved block type, 06", "no such distance, 4b0402", "bad stored length, 000500aaaa48656c6c6f00",
			"no padding where the stream goes on, f348cdc9c90700ff", "noise, ffffffffffff" })
	void whatIsNotDeflateIs1007(String name, String hex) {
		read(FrameCase.frame(BINARY, true, HexFormat.of().parseHex(hex)), () -> 1000);
		assertThat(this.client.events).as(name).last().isEqualTo("! 1007 SB-313");
	}

	@Test
	void aStreamThatIsCutOffIsNotTakenForAMessage() {
		byte[] whole = Deflated.of(json(2000, 1));
		for (int length = 1; length < whole.length; length++) {
			this.client.reset();
			FrameReader fresh = new FrameReader(() -> LIMIT, new MessageInflater());
			this.client.read(fresh, FrameCase.frame(BINARY, true, Arrays.copyOf(whole, length)), () -> 1 << 20);
			assertThat(this.client.events).as("%d of %d", length, whole.length).containsExactly("! 1007 SB-313");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 20, 2_000, 40_000, 70_000 })
	void messagesComeOutAsTheyWentInHoweverTheyAreCut(int length) {
		for (int seed = 0; seed < 30; seed++) {
			Random random = new Random(seed);
			byte[] body = (seed % 3 == 0) ? noise(length, random) : json(length, seed);
			byte[] compressed = (seed % 5 == 0) ? InBlocks.blocks(body, random) : Deflated.of(body);
			ByteArrayOutputStream in = new ByteArrayOutputStream();
			List<String> expected = new ArrayList<>();
			fragments(in, compressed, random, expected);
			expected.add("binary " + Arrays.hashCode(body));
			in.writeBytes(FrameCase.frame(2, true, body));
			expected.add("binary " + Arrays.hashCode(body));
			this.client.reset();
			int most = (seed % 2 == 0) ? 7 : 64 * 1024;
			read(in.toByteArray(), () -> 1 + random.nextInt(most));
			assertThat(this.client.events).as("seed %d", seed).isEqualTo(expected);
			assertThat(this.client.longestPart).isLessThanOrEqualTo(64 * 1024);
		}
	}

	private static void fragments(ByteArrayOutputStream in, byte[] compressed, Random random, List<String> events) {
		int opcode = BINARY;
		int at = 0;
		boolean last = false;
		while (!last) {
			int end = Math.min(compressed.length, at + random.nextInt(1 + compressed.length));
			last = end == compressed.length;
			in.writeBytes(FrameCase.frame(opcode, last, Arrays.copyOfRange(compressed, at, end)));
			if (!last && random.nextBoolean()) {
				in.writeBytes(FrameCase.frame(9, true, new byte[] { 'p' }));
				events.add("ping p");
			}
			opcode = 0;
			at = end;
		}
	}

	@Test
	void aBombIsRefusedAtTheLimitAndNotInflatedFurther() {
		byte[] bomb = Deflated.of(new byte[50_000_000]);
		assertThat(bomb.length).isLessThan(64 * 1024);
		read(FrameCase.frame(BINARY, true, bomb), () -> 64 * 1024);
		assertThat(this.client.events).containsExactly("! 1009 SB-301");
		assertThat(this.client.error.closed().limit()).isEqualTo("70,000 bytes");
		assertThat(this.client.error.closed().detail()).contains("70,000 bytes", "a.property");
		assertThat(this.client.taken).isLessThanOrEqualTo(70_000);
	}

	@Test
	void aBombInManyFragmentsIsRefusedAsWell() {
		byte[] bomb = Deflated.of(new byte[5_000_000]);
		read(FrameCase.frame(BINARY, false, Arrays.copyOf(bomb, 1000)), () -> 100);
		for (int at = 1000; at < bomb.length && this.client.error == null; at += 100) {
			read(FrameCase.frame(0, false, Arrays.copyOfRange(bomb, at, at + 100)), () -> 100);
		}
		read(FrameCase.frame(0, true, new byte[0]), () -> 100);
		assertThat(this.client.events).containsExactly("! 1009 SB-301");
	}

	@Test
	void aShortMessageIsHandedOnInOnePart() {
		byte[] body = json(10_000, 1);
		read(FrameCase.frame(BINARY, true, Deflated.of(body)), () -> 64 * 1024);
		assertThat(this.client.events).containsExactly("binary " + Arrays.hashCode(body));
		assertThat(this.client.longestPart).isEqualTo(body.length);
	}

	@Test
	void aMessageMayBeAsLongAsTheLimitAlsoWhereItDoesNotGetSmaller() {
		byte[] body = noise(70_000, new Random(1));
		byte[] compressed = Deflated.of(body);
		assertThat(compressed.length).isGreaterThan(body.length);
		read(FrameCase.frame(BINARY, true, compressed), () -> 64 * 1024);
		assertThat(this.client.events).containsExactly("binary " + Arrays.hashCode(body));
	}

	@Test
	void bytesThatSayNothingAreBoundedToo() {
		byte[] emptyBlock = { 0, 0, 0, -1, -1 };
		read(FrameCase.frame(BINARY, false, emptyBlock), () -> 1000);
		for (int i = 0; i < 100_000 && this.client.error == null; i++) {
			read(FrameCase.frame(0, false, emptyBlock), () -> 1000);
		}
		assertThat(this.client.events).containsExactly("! 1009 SB-301");
	}

	@Test
	void whereNobodyListensAnymoreNothingIsInflated() {
		this.limit = MessageLimit.NONE;
		this.client.ignores = true;
		read(FrameCase.frame(BINARY, true, Deflated.of(new byte[20_000_000])), () -> 64 * 1024);
		read(FrameCase.frame(9, true, new byte[] { 'p' }), () -> 1000);
		assertThat(this.client.taken).isZero();
		assertThat(this.client.events).contains("ping p");
	}

	@Test
	void textIsCheckedAfterItIsInflated() {
		read(FrameCase.frame(TEXT, true, Deflated.of(bytes("größer"))), () -> 1);
		assertThat(this.client.events).containsExactly("text größer");
		read(FrameCase.frame(TEXT, true, Deflated.of(new byte[] { 'a', (byte) 0xc3 })), () -> 1000);
		assertThat(this.client.events).last().isEqualTo("! 1007 SB-313");
	}

	@ParameterizedTest
	@CsvSource({ "RSV2, e1", "RSV3 too, d1", "RSV1 on a ping, c9", "RSV1 on a close, c8", "RSV1 on a pong, ca" })
	void otherReservedBitsAre1002(String name, String first) {
		byte[] frame = { (byte) HexFormat.fromHexDigits(first), (byte) 0x80, 0, 0, 0, 0 };
		read(frame, () -> 1000);
		assertThat(this.client.events).as(name).containsExactly("! 1002 SB-312");
	}

	@Test
	void aFragmentThatGoesOnBearsNoMark() {
		read(FrameCase.frame(TEXT, false, new byte[] { (byte) 0xf2 }), () -> 1000);
		read(FrameCase.frame(0x40, true, new byte[] { 0x48 }), () -> 1000);
		assertThat(this.client.events).containsExactly("! 1002 SB-312");
	}

	@Test
	void withoutAgreementNothingMayBeCompressed() {
		this.client.read(new FrameReader(() -> LIMIT), FrameCase.frame(TEXT, true, Deflated.of(bytes("a"))),
				() -> 1000);
		assertThat(this.client.events).containsExactly("! 1002 SB-312");
	}

	/** The inflater goes with the connection; what still comes meets a new one. */
	@Test
	void aConnectionThatIsGoneWithinAMessageLeavesNothingBehind() {
		byte[] compressed = Deflated.of(noise(60_000, new Random(1)));
		read(FrameCase.frame(BINARY, false, Arrays.copyOf(compressed, 50_000)), () -> 64 * 1024);
		assertThat(this.inflater.holdsInflater()).isTrue();
		this.inflater.close();
		assertThat(this.inflater.holdsInflater()).isFalse();
		read(FrameCase.frame(0, false, Arrays.copyOfRange(compressed, 50_000, 60_000)), () -> 64 * 1024);
		assertThat(this.inflater.holdsInflater()).isFalse();
	}

	@Test
	void aShortMessageThatWaitsForItsEndHoldsNoInflater() {
		byte[] compressed = Deflated.of(noise(20_000, new Random(1)));
		read(FrameCase.frame(BINARY, false, Arrays.copyOf(compressed, 15_000)), () -> 100);
		assertThat(this.inflater.holdsInflater()).isFalse();
		read(FrameCase.frame(0, true, Arrays.copyOfRange(compressed, 15_000, compressed.length)), () -> 100);
		assertThat(this.client.events).hasSize(1);
		assertThat(this.inflater.holdsInflater()).isFalse();
	}

	private void read(byte[] bytes, IntSupplier lengths) {
		this.client.read(this.reader, bytes, lengths);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] noise(int length, Random random) {
		byte[] noise = new byte[length];
		random.nextBytes(noise);
		return noise;
	}

	private static byte[] json(int length, int seed) {
		Random random = new Random(seed);
		StringBuilder text = new StringBuilder();
		while (text.length() < length) {
			text.append("{\"id\":").append(random.nextInt(100_000)).append(",\"name\":\"a\"},");
		}
		return Arrays.copyOf(bytes(text.toString()), length);
	}

	/** A message in blocks that are stored, compressed and last, in turn. */
	private static final class InBlocks {

		static byte[] blocks(byte[] body, Random random) {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			for (int at = 0; at < body.length;) {
				int end = Math.min(body.length, at + 1 + random.nextInt(20_000));
				out.writeBytes(Deflated.of(Arrays.copyOfRange(body, at, end)));
				out.writeBytes(new byte[] { 0, 0, -1, -1 });
				at = end;
			}
			out.write(0);
			return out.toByteArray();
		}

	}

	private static final class Client implements FrameReader.Sink {

		private final List<String> events = new ArrayList<>();

		private final ByteArrayOutputStream message = new ByteArrayOutputStream();

		private ProtocolError error;

		private boolean ignores;

		private long taken;

		private int longestPart;

		void reset() {
			this.events.clear();
			this.message.reset();
			this.error = null;
		}

		void read(FrameReader reader, byte[] bytes, IntSupplier lengths) {
			for (int at = 0; at < bytes.length && this.error == null;) {
				int length = Math.min(bytes.length - at, lengths.getAsInt());
				try {
					reader.read(ByteBuffer.wrap(bytes, at, length).slice(), new byte[length], this);
				}
				catch (ProtocolError ex) {
					this.error = ex;
					this.events.add("! " + ex.closed().reason().webSocketCode() + " " + ex.closed().code());
				}
				at += length;
			}
		}

		@Override
		public boolean wantsMore() {
			return true;
		}

		@Override
		public boolean ignoresData() {
			return this.ignores;
		}

		@Override
		public void data(boolean text, byte[] bytes, int from, int to, boolean last) {
			this.taken += to - from;
			this.longestPart = Math.max(this.longestPart, to - from);
			this.message.write(bytes, from, to - from);
			if (last) {
				this.events.add(text ? "text " + this.message.toString(StandardCharsets.UTF_8)
						: "binary " + Arrays.hashCode(this.message.toByteArray()));
				this.message.reset();
			}
		}

		@Override
		public void ping(byte[] body) {
			this.events.add("ping " + new String(body, StandardCharsets.UTF_8));
		}

		@Override
		public void close(int code) {
			this.events.add("close " + code);
		}

	}

}
