package dev.stompbox.bench;

import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 6455 §5.2, as a server reads it. */
class FrameWriterTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 8, 125, 126, 65535, 65536, 100_003 })
	void aServerCanReadIt(int length) {
		byte[] payload = new byte[length];
		new Random(length).nextBytes(payload);
		ByteBuffer out = ByteBuffer.allocate(length + FrameWriter.HEADER);
		FrameWriter.frame(out, FrameWriter.BINARY, payload, length);
		assertThat(unmasked(out.flip(), FrameWriter.BINARY, length)).isEqualTo(payload);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 40, 41, 42, 43 })
	void partsAreMaskedAsTheWholeIs(int cut) {
		byte[] payload = new byte[1000];
		new Random(cut).nextBytes(payload);
		ByteBuffer out = ByteBuffer.allocate(payload.length + FrameWriter.HEADER);
		FrameWriter.header(out, FrameWriter.TEXT, payload.length);
		FrameWriter.masked(out, payload, 0, cut);
		FrameWriter.masked(out, payload, cut, payload.length);
		assertThat(unmasked(out.flip(), FrameWriter.TEXT, payload.length)).isEqualTo(payload);
	}

	private static byte[] unmasked(ByteBuffer frame, int opcode, int length) {
		assertThat(frame.get()).as("FIN and opcode").isEqualTo((byte) (0x80 | opcode));
		int second = frame.get() & 0xff;
		assertThat(second & 0x80).as("masked").isEqualTo(0x80);
		int announced = second & 0x7f;
		announced = (announced == 126) ? frame.getShort() & 0xffff
				: (announced == 127) ? (int) frame.getLong() : announced;
		assertThat(announced).isEqualTo(length);
		byte[] key = new byte[4];
		frame.get(key);
		byte[] payload = new byte[length];
		frame.get(payload);
		assertThat(frame.hasRemaining()).isFalse();
		for (int i = 0; i < length; i++) {
			payload[i] ^= key[i & 3];
		}
		return payload;
	}

}
