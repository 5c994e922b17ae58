package dev.stompbox.stomp;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EscapingTests {

	@Test
	void whatOnePointTwoWritesItReadsBack() {
		Random random = new Random(3);
		for (int round = 0; round < 2000; round++) {
			String text = random(random, "ab\\:\n\r\tcnr ä\uD83D\uDE00");
			assertThat(Escaping.unescape(escaped(text, Version.V1_2), Version.V1_2)).isEqualTo(text);
			assertThat(escaped(text, Version.V1_2)).doesNotContain("\n", "\r", ":");
		}
	}

	@Test
	void whatOnePointOneWritesItReadsBackButForReturns() {
		Random random = new Random(4);
		for (int round = 0; round < 2000; round++) {
			String text = random(random, "ab\\:\n\r\tcnr ä");
			assertThat(Escaping.unescape(escaped(text, Version.V1_1), Version.V1_1)).isEqualTo(text.replace('\r', ' '));
		}
	}

	@ParameterizedTest
	@EnumSource
	void noVersionWritesWhatEndsALineOrAFrame(Version version) {
		Random random = new Random(5);
		for (int round = 0; round < 2000; round++) {
			assertThat(escaped(random(random, "a\\:\n\r\u0000"), version)).doesNotContain("\n", "\r", "\u0000");
			StringBuilder name = new StringBuilder();
			Escaping.escape(name, random(random, "a\\:\n\r\u0000"), version, true);
			assertThat(name.toString()).doesNotContain("\n", "\r", "\u0000", ":");
		}
	}

	@Test
	void onePointZeroReadsWhatIsThere() {
		assertThat(Escaping.unescape("C:\\new\\x", Version.V1_0)).isEqualTo("C:\\new\\x");
	}

	@ParameterizedTest
	@CsvSource({ "V1_2, \\t", "V1_2, \\", "V1_2, a\\\\\\", "V1_2, \\0", "V1_2, \\N", "V1_2, \\ä", "V1_1, \\r",
			"V1_1, \\x" })
	void whatAVersionDoesNotKnowIsRefused(Version version, String text) {
		assertThatThrownBy(() -> Escaping.unescape(text, version)).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_FRAME);
			assertThat(refused.detail()).contains("STOMP " + version).matches("[\\x20-\\x7e]+");
		});
	}

	@Test
	void whatNeedsNoEscapeIsNotCopied() {
		String text = "plain";
		assertThat(Escaping.unescape(text, Version.V1_2)).isSameAs(text);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "null, V1_0", "1.0, V1_0", "1.1, V1_1", "1.2, V1_2", "'1.0,1.1,1.2', V1_2", "'1.2,1.1,1.0', V1_2",
					"'1.1, 1.0', V1_1", "'1.0,2.0', V1_0", "'2.0,3.0', null", "'', null", "',', null", "1, null",
					"1.20, null" })
	void theHighestCommonVersionIsTaken(String accepted, Version expected) {
		assertThat(Version.negotiate(accepted)).isEqualTo(expected);
	}

	private static String escaped(String text, Version version) {
		StringBuilder escaped = new StringBuilder();
		Escaping.escape(escaped, text, version, false);
		return escaped.toString();
	}

	private static String random(Random random, String alphabet) {
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(12); i > 0; i--) {
			int at = alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
			text.appendCodePoint(alphabet.codePointAt(at));
		}
		return text.toString();
	}

}
