package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SockJsDecoderTests {

	private final SockJsDecoder decoder = new SockJsDecoder();

	private final ByteArrayOutputStream text = new ByteArrayOutputStream();

	private int messages;

	@Test
	void theTextOfAllMessagesIsOneStream() {
		take("[\"CONNECT\\n\\n\\u0000\", \"SEND\\n\"]");
		take(" [ \"\\\"\\\\\\/\\b\\f\\n\\r\\t\" ,\r\n\t\"\" ]\n[]");
		assertThat(text()).isEqualTo("CONNECT\n\n\0SEND\n\"\\/\b\f\n\r\t");
		assertThat(this.messages).isEqualTo(4);
		assertThat(this.decoder.isBetween()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "\\u00e9\\u20AC, é€", "\\ud83d\\uDE00, 😀", "\\ud83d, \ufffd", "\\ude00, \ufffd",
			"\\ud83d\\ud83d\\ude00, \ufffd😀", "\\ud83dx, \ufffdx", "\\ud83d\\n., '\ufffd\n.'", "é😀, é😀" })
	void charactersAreThoseThatWereMeant(String escaped, String meant) {
		byte[] json = ("[\"" + escaped + "\"]").getBytes(StandardCharsets.UTF_8);
		for (byte b : json) {
			take(new byte[] { 0, b, 0 }, 1, 2);
		}
		assertThat(text()).isEqualTo(meant);
		take(json, 0, json.length);
		assertThat(text()).isEqualTo(meant + meant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "\"a\"", "{}", "[1]", "[null]", "[\"a\" \"b\"]", "[\"a\",]", "[,]", "]", "[[",
			"[\"\\x\"]", "[\"\\u00g0\"]", "[\"\\u-001\"]", "[\"a\nb\"]", "[\"a\"]]", "[\"a\0\"]" })
	void whatIsNoArrayOfStringsIsRefusedAndNothingOfItIsHandedOn(String json) {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> take(json))
			.satisfies((refused) -> assertThat(refused.code().code()).isEqualTo("SB-502"));
		assertThat(text()).isEmpty();
	}

	@Test
	void whatHasNotEndedIsKnown() {
		for (String part : new String[] { "[", "\"", "a", "\\", "u00", "e9", "\"", ",", "\"\"" }) {
			take(part);
			assertThat(this.decoder.isBetween()).as(part).isFalse();
		}
		take("]");
		assertThat(this.decoder.isBetween()).isTrue();
	}

	@Test
	void howeverItIsCutAndEscapedTheTextIsTheSame() {
		Random random = new Random(55);
		StringBuilder sent = new StringBuilder();
		for (int round = 0; round < 3000; round++) {
			String[] strings = IntStream.range(0, random.nextInt(4))
				.mapToObj((i) -> any(random))
				.toArray(String[]::new);
			sent.append(String.join("", strings));
			byte[] json = (round % 2 == 0) ? JsonMapper.shared().writeValueAsBytes(strings) : frame(strings);
			for (int at = 0; at < json.length;) {
				int to = Math.min(json.length, at + 1 + random.nextInt(12));
				take(json, at, to);
				at = to;
			}
		}
		assertThat(text()).isEqualTo(sent.toString());
	}

	/** As the server escapes, which is the most that one can. */
	private static byte[] frame(String[] strings) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		for (String string : strings) {
			frame.write((frame.size() == 0) ? '[' : ',');
			frame.write('"');
			frame.writeBytes(SockJsFrames.escape(string.getBytes(StandardCharsets.UTF_8)));
			frame.write('"');
		}
		frame.writeBytes(((frame.size() == 0) ? "[]" : "]").getBytes(StandardCharsets.US_ASCII));
		return frame.toByteArray();
	}

	private static String any(Random random) {
		return random.ints(random.nextInt(10), 0, 8).map((kind) -> switch (kind) {
			case 0 -> random.nextInt(0x20);
			case 1 -> "\"\\/\n".charAt(random.nextInt(4));
			case 2 -> 0x10000 + random.nextInt(0x100000);
			case 3 -> 0x2000 + random.nextInt(0x80);
			case 4 -> 0xe000 + random.nextInt(0x2000);
			default -> 'a' + random.nextInt(26);
		}).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
	}

	private void take(String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		take(bytes, 0, bytes.length);
	}

	private void take(byte[] bytes, int from, int to) {
		this.messages += this.decoder.decode(bytes, from, to, this.text::write);
	}

	private String text() {
		return this.text.toString(StandardCharsets.UTF_8);
	}

}
