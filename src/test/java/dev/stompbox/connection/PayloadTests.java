package dev.stompbox.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.connection.Payload.Kind;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 6455 §5.2: a server's frames are final and not masked. */
class PayloadTests {

	@ParameterizedTest
	@CsvSource({ "0, 8200", "1, 8201", "125, 827d", "126, 827e007e", "127, 827e007f", "65535, 827effff",
			"65536, 827f0000000000010000", "70000, 827f0000000000011170" })
	void aHeaderIsAsShortAsItsLengthAllows(int length, String header) {
		byte[] body = new byte[length];
		Arrays.fill(body, (byte) 7);
		Payload payload = Payload.of(Kind.BINARY, body);
		byte[] head = HexFormat.of().parseHex(header);
		assertThat(Arrays.copyOf(payload.bytes(), head.length)).isEqualTo(head);
		assertThat(Arrays.copyOfRange(payload.bytes(), head.length, payload.length())).isEqualTo(body);
	}

	@ParameterizedTest
	@CsvSource({ "TEXT, 8101", "BINARY, 8201", "CLOSE, 8801", "PING, 8901", "PONG, 8a01" })
	void aKindIsAnOpcode(Kind kind, String header) {
		assertThat(HexFormat.of().formatHex(Payload.of(kind, new byte[] { 9 }).bytes())).isEqualTo(header + "09");
	}

	@Test
	void whatIsPlainHasNoHeader() {
		assertThat(Payload.of(Kind.PLAIN, new byte[] { 1 }, new byte[0], new byte[] { 2, 3 }).bytes())
			.containsExactly(1, 2, 3);
	}

	@Test
	void partsAreJoinedAndCopied() {
		byte[] part = { 'a' };
		Payload payload = Payload.of(Kind.TEXT, part, new byte[] { 'b', 'c' });
		part[0] = 'x';
		assertThat(payload.bytes()).containsExactly(0x81, 3, 'a', 'b', 'c');
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 0", "30, 90", "30, 95", "30, 96", "200, 300", "5, 70000" })
	void withASharedEndTheBytesAreTheSame(int own, int shared) {
		byte[] start = new byte[own];
		byte[] end = new byte[shared];
		Arrays.fill(start, (byte) 1);
		Arrays.fill(end, (byte) 2);
		for (Kind kind : List.of(Kind.TEXT, Kind.PLAIN)) {
			Payload joined = Payload.of(kind, start, end);
			Payload sharing = Payload.sharing(kind, start, end);
			assertThat(sharing.bytes()).isEqualTo(joined.bytes());
			assertThat(sharing.length()).isEqualTo(joined.length());
			assertThat(sharing.endsMessage()).isEqualTo(joined.endsMessage());
			for (int piece : new int[] { 1, 2, 3, 7, 31, 64, 1000, 100_000 }) {
				ByteBuffer all = ByteBuffer.allocate(joined.length());
				ByteBuffer batch = ByteBuffer.allocate(piece);
				for (int at = 0; at < joined.length();) {
					at += sharing.copy(at, batch.clear());
					all.put(batch.flip());
				}
				assertThat(all.array()).isEqualTo(joined.bytes());
			}
		}
		assertThat(Payload.sharing(Kind.TEXT, start, end).content())
			.isEqualTo(Payload.of(Kind.TEXT, start, end).content());
	}

	@Test
	void messagesAreCountedAndWhatKeepsTheConnectionIsNot() {
		assertThat(Payload.of(Kind.TEXT, new byte[1]).endsMessage()).isTrue();
		assertThat(Payload.of(Kind.BINARY).endsMessage()).isTrue();
		assertThat(Payload.of(Kind.PLAIN, ":\n\n".getBytes(StandardCharsets.US_ASCII)).endsMessage()).isFalse();
		assertThat(Payload.of(Kind.PLAIN, "data: x\n\n".getBytes(StandardCharsets.US_ASCII)).endsMessage()).isTrue();
		assertThat(Payload.of(Kind.PING).endsMessage()).isFalse();
		assertThat(Payload.of(Kind.PONG).endsMessage()).isFalse();
		assertThat(Payload.of(Kind.CLOSE).endsMessage()).isFalse();
	}

	@Test
	void aMessageInPartsIsCountedOnce() {
		List<Payload> parts = List.of(Payload.part(Kind.TEXT, false, new byte[] { 'a' }, 0, 1),
				Payload.part(Kind.CONTINUATION, false, new byte[] { 'b' }, 0, 1),
				Payload.part(Kind.CONTINUATION, true, new byte[] { 'c' }, 0, 1));
		assertThat(parts).extracting((part) -> HexFormat.of().formatHex(part.bytes()))
			.containsExactly("010161", "000162", "800163");
		assertThat(parts).extracting(Payload::endsMessage).containsExactly(false, false, true);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 bytes", "1023, '1,023 bytes'", "1024, 1 KB", "65536, 64 KB", "1048576, 1 MB",
			"1048577, '1,048,577 bytes'", "16777216, 16 MB", "70112, '70,112 bytes'" })
	void sizesAreWrittenAsPeopleDoAndNeverRounded(long bytes, String text) {
		assertThat(Sizes.text(bytes)).isEqualTo(text);
	}

	@Test
	void noTwoCloseReasonsShareACloseCode() {
		assertThat(CloseReason.values()).extracting(CloseReason::webSocketCode).doesNotHaveDuplicates();
		assertThat(CloseReason.values()).extracting(CloseReason::code)
			.doesNotHaveDuplicates()
			.allMatch((code) -> code.matches("SB-\\d{3}"));
	}

	@Test
	void aCloseSaysCodeAndCauseExceptWhenAllIsWell() {
		assertThat(Closed.of(CloseReason.NORMAL, "Bye").said()).isEmpty();
		assertThat(Closed.limit(CloseReason.SLOW, "Too slow", "1 MB", "stompbox.limits.outbox").said())
			.isEqualTo("SB-302 Too slow");
		assertThat(CloseReason.GONE.notable()).isFalse();
		assertThat(CloseReason.SLOW.notable()).isTrue();
	}

}
