package dev.stompbox.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** STOMP 1.2, "Augmented BNF", as far as it is needed, however the bytes are cut. */
class StompScannerTests {

	private static final String FRAMES = "CONNECTED\nversion:1.2\n\n\0" //
			+ "\n\r\n" //
			+ "MESSAGE\nsubscription:sub-0\ncontent-length:5\nx:y\n\na\0\n\nb\0\n" //
			+ "MESSAGE\r\nsubscription:sub-0\r\n\r\nwithout a length\0" //
			+ "RECEIPT\nreceipt-id:1\n\n\0" //
			+ "MESSAGE\ncontent-length:0\n\n\0" //
			+ "ERROR\nmessage:no\ncode:SB-203\n\nYou may not.\n\0";

	private static final List<String> EVENTS = List.of("connected", "message a\0\n\nb", "message without a length",
			"message ", "error ERROR\nmessage:no\ncode:SB-203\n\nYou may not.");

	@Test
	void framesComeWholeHoweverTheyAreCut() {
		assertThat(scan(FRAMES, () -> Integer.MAX_VALUE)).isEqualTo(EVENTS);
		assertThat(scan(FRAMES, () -> 1)).isEqualTo(EVENTS);
		for (int seed = 0; seed < 100; seed++) {
			Random random = new Random(seed);
			assertThat(scan(FRAMES, () -> 1 + random.nextInt(60))).isEqualTo(EVENTS);
		}
	}

	@Test
	void aBodyThatIsNotAsLongAsItSaysIsTold() {
		assertThatThrownBy(() -> scan("MESSAGE\ncontent-length:3\n\nfour\0", () -> 100))
			.isInstanceOf(BenchFailure.class)
			.hasMessageContaining("content-length");
		assertThatThrownBy(() -> scan("MESSAGE\ncontent-length:99999999999\n\n", () -> 100))
			.isInstanceOf(BenchFailure.class)
			.hasMessageContaining("too large");
	}

	@Test
	void aFrameWithoutAnEndIsNotKeptForEver() {
		byte[] megabyte = "MESSAGE\n\n".concat("x".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
		StompScanner scanner = new StompScanner();
		assertThatThrownBy(() -> {
			for (int i = 0; i <= StompScanner.LONGEST / megabyte.length + 1; i++) {
				scanner.scan(megabyte, 0, megabyte.length, new Events());
			}
		}).isInstanceOf(BenchFailure.class).hasMessageContaining("64 MB");
	}

	private static List<String> scan(String text, IntSupplier cut) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		Events events = new Events();
		StompScanner scanner = new StompScanner();
		for (int at = 0; at < bytes.length;) {
			int to = (int) Math.min(bytes.length, (long) at + cut.getAsInt());
			scanner.scan(bytes, at, to, events);
			at = to;
		}
		return events.all;
	}

	private static final class Events implements StompScanner.Sink {

		private final List<String> all = new ArrayList<>();

		@Override
		public void message(byte[] bytes, int from, int to) {
			this.all.add("message " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
		}

		@Override
		public void connected() {
			this.all.add("connected");
		}

		@Override
		public void error(String text) {
			this.all.add("error " + text);
		}

	}

}
