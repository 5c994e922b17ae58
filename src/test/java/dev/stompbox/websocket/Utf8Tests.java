package dev.stompbox.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The verdict is that of Java's own decoder, wherever the bytes lie and are cut. */
class Utf8Tests {

	private static final String[] CHARACTERS = { "a", "\0", "~", "é", "߿", "ࠀ", "€", "퟿", "", "\uffff", "𐀀", "𝄞",
			"\udbff\udfff" };

	private static final int[] BYTES = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
			0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf7, 0xf8, 0xff };

	/** Each of the lead bytes with what can follow, at its edges, four bytes long. */
	@Test
	void everyEdgeIsJudgedAsJavaJudgesIt() {
		for (int first = 0; first < 256; first++) {
			for (int second : BYTES) {
				for (int third : BYTES) {
					for (int fourth : BYTES) {
						same(new byte[] { (byte) first, (byte) second, (byte) third, (byte) fourth }, 4);
					}
				}
			}
		}
	}

	@Test
	void textOfAllKindsIsJudgedAsJavaJudgesItWhereverItIsCut() {
		Random random = new Random(5);
		for (int round = 0; round < 30_000; round++) {
			byte[] bytes = text(random);
			if (random.nextInt(3) > 0 && bytes.length > 0) {
				bytes[random.nextInt(bytes.length)] = (byte) BYTES[random.nextInt(BYTES.length)];
			}
			same(bytes, bytes.length);
			same(bytes, 1);
			same(bytes, 1 + random.nextInt(12));
		}
	}

	/** Among ASCII, a word at a time, each bad byte is seen at each place. */
	@Test
	void oneBadByteAmongAsciiIsSeenAtEachPlace() {
		for (int length = 1; length < 40; length++) {
			for (int at = 0; at < length; at++) {
				byte[] bytes = new byte[length];
				Arrays.fill(bytes, (byte) 'a');
				assertThat(new Utf8().accepts(bytes, 0, length)).isTrue();
				bytes[at] = (byte) 0xff;
				assertThat(new Utf8().accepts(bytes, 0, length)).isFalse();
				assertThat(new Utf8().accepts(bytes, 0, at)).isTrue();
				assertThat(new Utf8().accepts(bytes, at + 1, length)).isTrue();
			}
		}
	}

	@Test
	void theTailIsWhatIsLeftOfACharacter() {
		Random random = new Random(6);
		for (int round = 0; round < 10_000; round++) {
			byte[] bytes = text(random);
			int end = random.nextInt(bytes.length + 1);
			int tail = Utf8.tail(bytes, 0, end);
			Utf8 whole = new Utf8();
			assertThat(whole.accepts(bytes, 0, end - tail) && whole.complete()).isTrue();
			assertThat(tail).isLessThan(4);
			if (tail > 0) {
				Utf8 begun = new Utf8();
				assertThat(begun.accepts(bytes, end - tail, end)).isTrue();
				assertThat(begun.complete()).isFalse();
			}
		}
	}

	private static byte[] text(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(8); i > 0; i--) {
			text.append("abcdefghijklmnop", 0, random.nextInt(17));
			text.append(CHARACTERS[random.nextInt(CHARACTERS.length)]);
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static void same(byte[] bytes, int most) {
		Utf8 utf8 = new Utf8();
		// It lies anywhere in what was read.
		byte[] buffer = new byte[bytes.length + 3];
		Arrays.fill(buffer, (byte) 0xff);
		System.arraycopy(bytes, 0, buffer, 3, bytes.length);
		int at = 0;
		boolean accepted = true;
		while (accepted && at < bytes.length) {
			int end = Math.min(bytes.length, at + Math.max(1, most));
			accepted = utf8.accepts(buffer, 3 + at, 3 + end);
			at = end;
		}
		JavasUtf8 verdict = !accepted ? JavasUtf8.BAD : utf8.complete() ? JavasUtf8.WHOLE : JavasUtf8.BEGUN;
		assertThat(verdict).as(Arrays.toString(bytes)).isEqualTo(JavasUtf8.of(bytes));
	}

}
