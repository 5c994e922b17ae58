package dev.stompbox.bench;

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SearchTests {

	@Test
	void itFindsWhatOneByOneFinds() {
		Random random = new Random(1);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[random.nextInt(60)];
			int kinds = 1 + random.nextInt(5);
			for (int j = 0; j < bytes.length; j++) {
				bytes[j] = (byte) (random.nextInt(kinds) * 64 - random.nextInt(2));
			}
			int from = random.nextInt(bytes.length + 1);
			int to = from + random.nextInt(bytes.length - from + 1);
			byte wanted = (byte) (random.nextInt(4) * 64 - random.nextInt(2));
			assertThat(Search.indexOf(bytes, from, to, wanted)).isEqualTo(oneByOne(bytes, from, to, wanted));
		}
	}

	private static int oneByOne(byte[] bytes, int from, int to, byte wanted) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == wanted) {
				return i;
			}
		}
		return -1;
	}

}
