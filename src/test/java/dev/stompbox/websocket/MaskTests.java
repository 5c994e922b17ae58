package dev.stompbox.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MaskTests {

	private final Random random = new Random(1);

	@Test
	void partsOfAnyLengthAreWhatTheyWereBeforeTheMask() {
		for (int round = 0; round < 300; round++) {
			byte[] plain = new byte[this.random.nextInt(20_000)];
			this.random.nextBytes(plain);
			int mask = this.random.nextInt();
			assertThat(unmasked(masked(plain, mask), mask)).isEqualTo(plain);
		}
	}

	@Test
	void aMaskOfZerosChangesNothing() {
		byte[] plain = new byte[5000];
		this.random.nextBytes(plain);
		assertThat(unmasked(masked(plain, 0), 0)).isEqualTo(plain);
	}

	/** Takes the mask off in parts that are cut anywhere. */
	private byte[] unmasked(byte[] bytes, int mask) {
		ByteBuffer in = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		byte[] all = new byte[bytes.length];
		byte[] part = new byte[bytes.length];
		int turned = mask;
		while (in.hasRemaining()) {
			int at = in.position();
			int length = 1 + this.random.nextInt(in.remaining());
			turned = Mask.remove(in, part, length, turned);
			System.arraycopy(part, 0, all, at, length);
		}
		return all;
	}

	/** RFC 6455 §5.3 to the letter. */
	private static byte[] masked(byte[] plain, int mask) {
		byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
		byte[] bytes = Arrays.copyOf(plain, plain.length);
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] ^= key[i % 4];
		}
		return bytes;
	}

}
