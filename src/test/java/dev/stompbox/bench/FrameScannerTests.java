package dev.stompbox.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** RFC 6455 §5, from a server: the same however the bytes are cut. */
class FrameScannerTests {

	@Test
	void messagesComeWholeHoweverTheyAreCut() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		List<String> expected = new ArrayList<>();
		for (int length : new int[] { 0, 1, 125, 126, 300, 65535, 65536, 70_000 }) {
			bytes.writeBytes(frame(0x81, "x".repeat(length)));
			expected.add("message of " + length);
		}
		bytes.writeBytes(frame(0x01, "abc"));
		bytes.writeBytes(frame(0x89, "are you there"));
		bytes.writeBytes(frame(0x80, "de"));
		bytes.writeBytes(frame(0x89, ""));
		bytes.writeBytes(frame(0x88, "\u0011\u003dSB-302 too slow"));
		expected.addAll(List.of("ping are you there", "message of 5", "ping ", "close 4413 SB-302 too slow"));
		assertThat(scan(bytes.toByteArray(), () -> Integer.MAX_VALUE)).isEqualTo(expected);
		assertThat(scan(bytes.toByteArray(), () -> 1)).isEqualTo(expected);
		for (int seed = 0; seed < 10; seed++) {
			Random random = new Random(seed);
			assertThat(scan(bytes.toByteArray(), () -> 1 + random.nextInt(2000))).isEqualTo(expected);
		}
	}

	@Test
	void aCloseWithoutACodeIs1005() {
		assertThat(scan(frame(0x88, ""), () -> 10)).containsExactly("close 1005 ");
	}

	@ParameterizedTest
	@CsvSource({ "8181 00000000 61, masked", "c101 61, reserved bits", "897e 0100, too long", "0901 61, fragmented",
			"8001 61, two messages", "0101 61 8101 61, two messages" })
	void whatAServerMustNotSendIsToldAsThat(String hex, String why) {
		assertThatThrownBy(() -> scan(HexFormat.of().parseHex(hex.replace(" ", "")), () -> 100))
			.isInstanceOf(BenchFailure.class)
			.hasMessageContaining(why);
	}

	private static byte[] frame(int first, String text) {
		byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(first);
		int length = payload.length;
		if (length < 126) {
			frame.write(length);
		}
		else if (length < 1 << 16) {
			frame.writeBytes(new byte[] { 126, (byte) (length >> 8), (byte) length });
		}
		else {
			frame.writeBytes(
					new byte[] { 127, 0, 0, 0, 0, 0, (byte) (length >> 16), (byte) (length >> 8), (byte) length });
		}
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

	private static List<String> scan(byte[] bytes, IntSupplier cut) {
		Events events = new Events();
		FrameScanner scanner = new FrameScanner();
		for (int at = 0; at < bytes.length;) {
			int to = (int) Math.min(bytes.length, (long) at + cut.getAsInt());
			scanner.scan(bytes, at, to, events);
			at = to;
		}
		return events.all;
	}

	private static final class Events implements FrameScanner.Sink {

		private final List<String> all = new ArrayList<>();

		private int length;

		@Override
		public void data(byte[] bytes, int from, int to, boolean last) {
			this.length += to - from;
			if (last) {
				this.all.add("message of " + this.length);
				this.length = 0;
			}
		}

		@Override
		public void ping(byte[] body) {
			this.all.add("ping " + new String(body, StandardCharsets.UTF_8));
		}

		@Override
		public void close(int code, String reason) {
			this.all.add("close " + code + ' ' + reason);
		}

	}

}
