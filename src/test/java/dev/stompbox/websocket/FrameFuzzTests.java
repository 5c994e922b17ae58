package dev.stompbox.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import dev.stompbox.connection.Compression;
import dev.stompbox.connection.MessageLimit;
import dev.stompbox.support.FuzzRun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever a client sends, and however it is cut, the reader and the whole connection
 * answer as RFC 6455 reads, never fail, hold no more than a limit, say goodbye once at
 * most and nothing after it.
 */
class FrameFuzzTests {

	private static final int[] CUTS = { Integer.MAX_VALUE, 1, 3, 60, 700 };

	private static final int ENOUGH = 5000;

	/** What answers a client. */
	@FunctionalInterface
	private interface Echo {

		/**
		 * What comes back when {@code bytes} are cut into pieces of that many at most.
		 */
		List<String> events(byte[] bytes, int most, Random random);

	}

	@Test
	void theReaderReadsWhatRfc6455Reads() {
		assertThat(FuzzRun.run((seed) -> fuzz(seed, FrameFuzzTests::read))).isGreaterThan(50);
	}

	@Test
	void theConnectionAnswersAsRfc6455Reads() {
		assertThat(FuzzRun.run((seed) -> {
			fuzz(seed, (bytes, most, random) -> connected(bytes, most, random, true));
			fuzz(seed, (bytes, most, random) -> connected(bytes, most, random, false));
			compressed(seed);
			cutOff(seed);
		})).isGreaterThan(20);
	}

	/**
	 * There is no simple reading of broken DEFLATE, but there is only one outcome; what
	 * is both too big and broken is refused for what is found first, where it was cut.
	 */
	private static void compressed(long seed) {
		byte[] bytes = new FuzzedFrames(new Random(seed), true).next();
		List<String> whole = null;
		for (int most : CUTS) {
			Random random = new Random(seed);
			try (ConnectionPlayer player = new ConnectionPlayer(true, FuzzedFrames.LIMIT, new Compression(64))) {
				player.send(bytes, () -> 1 + random.nextInt(most));
				List<String> events = player.events()
					.stream()
					.map((event) -> event.replaceFirst("^z", "").replace("close 1009", "close 1007"))
					.toList();
				whole = (whole != null) ? whole : events;
				assertThat(events).as("compressed, cut into pieces of up to %d bytes", most).isEqualTo(whole);
			}
		}
	}

	/** A server that goes in between says goodbye once. */
	private static void cutOff(long seed) {
		Random random = new Random(seed);
		byte[] bytes = new FuzzedFrames(random, false).next();
		int at = random.nextInt(bytes.length + 1);
		try (ConnectionPlayer player = new ConnectionPlayer(random.nextBoolean(), FuzzedFrames.LIMIT, null)) {
			player.send(Arrays.copyOf(bytes, at), () -> 1 + random.nextInt(100));
			player.cut();
			player.send(Arrays.copyOfRange(bytes, at, bytes.length), () -> 1 + random.nextInt(100));
			assertThat(player.events()).filteredOn((event) -> event.startsWith("close ")).hasSize(1);
		}
	}

	@Test
	void anEchoThatForgetsLongPingsIsSeen() {
		seen((bytes, most, random) -> {
			List<String> events = new ArrayList<>(read(bytes, most, random));
			events.removeIf((event) -> event.startsWith("pong ") && event.length() > 240);
			return events;
		});
	}

	@Test
	void anEchoThatReadsSomePiecesTwiceIsSeen() {
		seen((bytes, most, random) -> (most == 3 && bytes.length > 40)
				? read(Arrays.copyOf(bytes, bytes.length + 2), most, random) : read(bytes, most, random));
	}

	@Test
	void anEchoThatTakesAnyTextIsSeen() {
		seen((bytes, most, random) -> {
			List<String> events = new ArrayList<>(read(bytes, most, random));
			events.remove("close 1007");
			return events;
		});
	}

	private static void seen(Echo wrong) {
		assertThatThrownBy(() -> {
			for (int seed = 0; seed < ENOUGH; seed++) {
				fuzz(seed, wrong);
			}
		}).isInstanceOf(AssertionError.class);
	}

	private static void fuzz(long seed, Echo echo) {
		byte[] bytes = new FuzzedFrames(new Random(seed), false).next();
		List<String> expected = ReferenceEcho.events(bytes, FuzzedFrames.LIMIT);
		for (int most : CUTS) {
			assertThat(echo.events(bytes, most, new Random(seed))).as("cut into pieces of up to %d bytes", most)
				.isEqualTo(expected);
		}
	}

	private static List<String> connected(byte[] bytes, int most, Random random, boolean parts) {
		try (ConnectionPlayer player = new ConnectionPlayer(parts, FuzzedFrames.LIMIT, null)) {
			player.send(bytes, () -> 1 + random.nextInt(most));
			List<String> events = player.events();
			boolean end = !events.isEmpty() && events.get(events.size() - 1).startsWith("close ");
			assertThat(player.over()).as("over").isEqualTo(end);
			assertThat(player.held()).as("bytes held").isLessThanOrEqualTo(FuzzedFrames.LIMIT * 3 / 2);
			return events;
		}
	}

	private static List<String> read(byte[] bytes, int most, Random random) {
		FrameReader reader = new FrameReader(() -> new MessageLimit(FuzzedFrames.LIMIT, "a.property"));
		ReadEvents events = new ReadEvents();
		int at = 0;
		while (at < bytes.length && !events.over()) {
			int end = Math.min(bytes.length, at + ((most > bytes.length) ? bytes.length : 1 + random.nextInt(most)));
			try {
				reader.read(ByteBuffer.wrap(bytes, at, end - at).slice(), new byte[end - at], events);
			}
			catch (ProtocolError ex) {
				events.failed(ex);
			}
			byte[] control = (byte[]) ReflectionTestUtils.getField(reader, "control");
			assertThat(control.length).as("bytes held").isLessThanOrEqualTo(125);
			at = end;
		}
		return events.all();
	}

}
