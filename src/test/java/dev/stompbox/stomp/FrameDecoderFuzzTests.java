package dev.stompbox.stomp;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import dev.stompbox.message.Refused;
import dev.stompbox.support.FuzzRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes, and however it is cut, the decoder gives the same frames, refuses or
 * waits, and holds no more than its limits and one read.
 */
class FrameDecoderFuzzTests {

	private static final StompLimits LIMITS = MemoryServer.LIMITS;

	private static final int MOST_HELD = LIMITS.headerSize() + LIMITS.messageSize();

	@Test
	void whateverComesIsReadRefusedOrWaitedFor() {
		long cases = FuzzRun.run(FrameDecoderFuzzTests::decode);
		assertThat(cases).isGreaterThan(50);
	}

	private static void decode(long seed) {
		Random random = new Random(seed);
		byte[] bytes = new Mutations(random).next();
		String whole = new Reading().all(bytes, bytes.length, random);
		for (int most : new int[] { 1, 3, 60, 700 }) {
			assertThat(new Reading().all(bytes, most, random)).as("cut into pieces of up to %d bytes", most)
				.isEqualTo(whole);
		}
	}

	/** One decoder, which learns the version as a session's does. */
	private static final class Reading {

		private final FrameDecoder decoder = new FrameDecoder(LIMITS);

		private final StringBuilder read = new StringBuilder();

		private String all(byte[] bytes, int most, Random random) {
			int at = 0;
			try {
				while (at < bytes.length) {
					int end = Math.min(bytes.length, at + ((most >= bytes.length) ? most : 1 + random.nextInt(most)));
					// What was read is only valid during the call, and lies anywhere.
					byte[] buffer = new byte[end - at + 5];
					System.arraycopy(bytes, at, buffer, 3, end - at);
					this.decoder.decode(buffer, 3, 3 + end - at, this::frame);
					Arrays.fill(buffer, (byte) 'X');
					held(end - at);
					at = end;
				}
			}
			catch (Refused ex) {
				this.read.append(ex.code());
			}
			return this.read.toString();
		}

		private boolean frame(Frame frame) {
			assertThat(frame.body().length).isLessThanOrEqualTo(LIMITS.messageSize());
			assertThat(frame.headers().size()).isLessThanOrEqualTo(LIMITS.headers());
			this.read.append(frame.command())
				.append(frame.headers())
				.append(Arrays.hashCode(frame.body()))
				.append('\n');
			if (frame.command().opens()) {
				Version version = Version.negotiate(frame.header("accept-version"));
				this.decoder.version((version != null) ? version : Version.V1_2);
			}
			return true;
		}

		private void held(int justRead) {
			byte[] kept = (byte[]) ReflectionTestUtils.getField(this.decoder, "kept");
			assertThat(kept.length).as("bytes held").isLessThanOrEqualTo(MOST_HELD + justRead);
		}

	}

}
