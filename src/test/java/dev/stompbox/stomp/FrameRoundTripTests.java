package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Encode and decode are each other's inverse, and no bytes whatever break the decoder.
 */
class FrameRoundTripTests {

	private static final StompLimits LIMITS = MemoryServer.LIMITS;

	@ParameterizedTest
	@EnumSource(names = { "V1_1", "V1_2" })
	void whatIsEncodedIsDecoded(Version version) {
		Random random = new Random(1);
		for (int round = 0; round < 300; round++) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			List<Frame> expected = new ArrayList<>();
			for (int frame = random.nextInt(5); frame >= 0; frame--) {
				expected.add(random(bytes, random, version));
				bytes.writeBytes("\n\r\n".substring(0, random.nextInt(4)).getBytes(StandardCharsets.US_ASCII));
			}
			List<Frame> decoded = decoded(bytes.toByteArray(), version, random);
			assertThat(decoded).hasSameSizeAs(expected);
			for (int i = 0; i < expected.size(); i++) {
				assertThat(decoded.get(i).command()).isEqualTo(expected.get(i).command());
				assertThat(decoded.get(i).headers()).isEqualTo(expected.get(i).headers());
				assertThat(decoded.get(i).body()).isEqualTo(expected.get(i).body());
			}
		}
	}

	private static Frame random(ByteArrayOutputStream bytes, Random random, Version version) {
		Command command = new Command[] { Command.SEND, Command.SUBSCRIBE, Command.ACK }[random.nextInt(3)];
		FrameEncoder encoder = FrameEncoder.frame(command.name(), version);
		Headers.Builder headers = Headers.builder(4);
		for (int header = random.nextInt(5); header > 0; header--) {
			String name = "x" + text(random, version);
			String value = text(random, version);
			encoder.header(name, value);
			headers.add(name, value);
		}
		byte[] body = new byte[random.nextInt(4) * random.nextInt(200)];
		random.nextBytes(body);
		if (body.length == 0 && random.nextBoolean()) {
			bytes.writeBytes(encoder.end());
		}
		else {
			bytes.writeBytes(encoder.length(body).end(body));
			headers.add("content-length", String.valueOf(body.length));
		}
		return new Frame(command, headers.build(), body);
	}

	private static String text(Random random, Version version) {
		String alphabet = (version == Version.V1_2) ? "ab\\:\n\r ä" : "ab\\:\n ä";
		StringBuilder text = new StringBuilder();
		for (int i = random.nextInt(10); i > 0; i--) {
			text.append(alphabet.charAt(random.nextInt(alphabet.length())));
		}
		return text.toString();
	}

	private static List<Frame> decoded(byte[] bytes, Version version, Random random) {
		FrameDecoder decoder = new FrameDecoder(LIMITS);
		decoder.version(version);
		List<Frame> frames = new ArrayList<>();
		int at = 0;
		while (at < bytes.length) {
			int end = Math.min(bytes.length, at + 1 + random.nextInt(100));
			decoder.decode(bytes, at, end, frames::add);
			at = end;
		}
		return frames;
	}

	@Test
	void noiseIsRefusedOrWaitedForAndNothingElse() {
		Random random = new Random(2);
		for (int round = 0; round < 5000; round++) {
			byte[] noise = new byte[random.nextInt(200)];
			for (int i = 0; i < noise.length; i++) {
				noise[i] = (byte) ((random.nextInt(3) == 0) ? "\n\r:\\\0SEND".charAt(random.nextInt(9))
						: random.nextInt());
			}
			survive(noise, random);
		}
	}

	@Test
	void framesWithMistakesAreRefusedOrReadAndNothingElse() {
		Random random = new Random(3);
		for (int round = 0; round < 5000; round++) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			random(bytes, random, Version.V1_2);
			random(bytes, random, Version.V1_2);
			byte[] mutated = bytes.toByteArray();
			for (int mistakes = random.nextInt(4); mistakes >= 0; mistakes--) {
				int at = random.nextInt(mutated.length);
				mutated[at] = (byte) (random.nextBoolean() ? random.nextInt()
						: "\n\r:\\\0 09-".charAt(random.nextInt(9)));
			}
			survive(mutated, random);
		}
	}

	private static void survive(byte[] bytes, Random random) {
		String whole = outcome(bytes, Version.V1_2, null);
		assertThat(outcome(bytes, Version.V1_2, random)).isEqualTo(whole);
	}

	/** Any exception but a refusal comes out and fails the test. */
	private static String outcome(byte[] bytes, Version version, Random cuts) {
		FrameDecoder decoder = new FrameDecoder(LIMITS);
		decoder.version(version);
		StringBuilder outcome = new StringBuilder();
		int at = 0;
		try {
			while (at < bytes.length) {
				int end = (cuts != null) ? Math.min(bytes.length, at + 1 + cuts.nextInt(20)) : bytes.length;
				decoder.decode(bytes, at, end, (frame) -> {
					outcome.append(frame.command()).append(frame.headers()).append(frame.body().length);
					return true;
				});
				at = end;
			}
		}
		catch (Refused ex) {
			outcome.append(ex.code());
		}
		return outcome.toString();
	}

	/** What never ends is refused when it is over the limit, however slowly it comes. */
	@Test
	void whatDoesNotEndIsRefusedAtTheLimit() {
		assertRefusedWithin(LIMITS.headerSize() + 64, ErrorCode.HEADERS_TOO_BIG, "A");
		assertRefusedWithin(LIMITS.headerSize() + 64, ErrorCode.HEADERS_TOO_BIG, "SEND\nx:");
		assertRefusedWithin(LIMITS.messageSize() + 64, ErrorCode.MESSAGE_TOO_BIG, "SEND\ndestination:/topic/a\n\n");
	}

	private static void assertRefusedWithin(int most, ErrorCode code, String start) {
		FrameDecoder decoder = new FrameDecoder(LIMITS);
		byte[] head = start.getBytes(StandardCharsets.US_ASCII);
		decoder.decode(head, 0, head.length, (frame) -> true);
		assertThatThrownBy(() -> {
			for (int fed = 0; fed <= most; fed++) {
				decoder.decode(new byte[] { 'x' }, 0, 1, (frame) -> true);
			}
		}).isInstanceOfSatisfying(Refused.class, (refused) -> assertThat(refused.code()).isEqualTo(code));
	}

	@Test
	void aFrameKeepsNoBytesOfTheBufferItCameIn() {
		FrameDecoder decoder = new FrameDecoder(LIMITS);
		byte[] buffer = "SEND\na:b\n\nbody\0".getBytes(StandardCharsets.US_ASCII);
		List<Frame> frames = new ArrayList<>();
		decoder.decode(buffer, 0, buffer.length, frames::add);
		java.util.Arrays.fill(buffer, (byte) 'x');
		assertThat(frames.get(0).body()).asString(StandardCharsets.US_ASCII).isEqualTo("body");
		assertThat(frames.get(0).header("a")).isEqualTo("b");
	}

	@Test
	void whoWantsNoMoreFramesGetsNone() {
		FrameDecoder decoder = new FrameDecoder(LIMITS);
		byte[] two = "SEND\n\n\0SEND\nbroken\n\n\0".getBytes(StandardCharsets.US_ASCII);
		List<Frame> frames = new ArrayList<>();
		decoder.decode(two, 0, two.length, (frame) -> {
			frames.add(frame);
			return false;
		});
		assertThat(frames).hasSize(1);
	}

}
