package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an outbox writes is found again as the frames that were put into it. */
class FrameSplitterTests {

	private final FrameSplitter splitter = new FrameSplitter();

	/** A frame as it is sent, or received. */
	private record Sent(int opcode, boolean fin, byte[] payload) {

		byte[] bytes() {
			ByteBuffer frame = ByteBuffer.allocate(10 + this.payload.length)
				.put((byte) ((this.fin ? 0x80 : 0) | this.opcode));
			if (this.payload.length < 126) {
				frame.put((byte) this.payload.length);
			}
			else if (this.payload.length < 1 << 16) {
				frame.put((byte) 126).putShort((short) this.payload.length);
			}
			else {
				frame.put((byte) 127).putLong(this.payload.length);
			}
			frame.put(this.payload);
			return Arrays.copyOf(frame.array(), frame.position());
		}

	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 125, 4096, 65_536 })
	void framesAreTheSameHoweverTheirBytesAreSplit(int size) {
		List<Sent> sent = List.of(sent(OpCode.TEXT, true, 0), sent(OpCode.BINARY, false, 125),
				sent(OpCode.PING, true, 125), sent(OpCode.CONTINUATION, false, 0), sent(OpCode.CONTINUATION, true, 126),
				sent(OpCode.TEXT, true, 65_535), sent(OpCode.BINARY, true, 65_536), sent(OpCode.PONG, true, 0),
				sent(OpCode.CLOSE, true, 2));
		List<Sent> got = new ArrayList<>();
		for (byte[] piece : pieces(sent, size)) {
			got.addAll(split(piece));
		}
		assertThat(got).usingRecursiveComparison().isEqualTo(sent);
	}

	@Test
	void aLongMessageGoesOnInFragmentsOfWhatIsThereAndControlFramesStayBetweenMessages() {
		Sent message = sent(OpCode.BINARY, true, 1_000_000);
		List<Sent> got = new ArrayList<>();
		for (byte[] piece : pieces(List.of(message, sent(OpCode.PING, true, 3)), 65_536)) {
			List<Sent> parts = split(piece);
			assertThat(parts.size()).isLessThanOrEqualTo(2);
			got.addAll(parts);
		}
		Sent ping = got.remove(got.size() - 1);
		assertThat(ping.opcode()).isEqualTo(OpCode.PING);
		assertThat(got).hasSizeGreaterThan(10);
		assertThat(got.get(0).opcode()).isEqualTo(OpCode.BINARY);
		assertThat(got.subList(1, got.size())).allMatch((part) -> part.opcode() == OpCode.CONTINUATION);
		assertThat(got.subList(0, got.size() - 1)).noneMatch(Sent::fin);
		assertThat(got.get(got.size() - 1).fin()).isTrue();
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		got.forEach((part) -> whole.writeBytes(part.payload()));
		assertThat(whole.toByteArray()).isEqualTo(message.payload());
	}

	@Test
	void aLongFragmentOfSomebodyElseStaysOne() {
		List<Sent> got = new ArrayList<>();
		for (byte[] piece : pieces(List.of(sent(OpCode.TEXT, false, 200_000), sent(OpCode.CONTINUATION, true, 1)),
				65_536)) {
			got.addAll(split(piece));
		}
		assertThat(got.subList(0, got.size() - 1)).noneMatch(Sent::fin);
		assertThat(got.get(got.size() - 1)).usingRecursiveComparison().isEqualTo(sent(OpCode.CONTINUATION, true, 1));
	}

	private List<Sent> split(byte[] piece) {
		List<Sent> all = new ArrayList<>();
		ByteBuffer bytes = ByteBuffer.wrap(piece);
		for (Frame frame = this.splitter.next(bytes); frame != null; frame = this.splitter.next(bytes)) {
			byte[] payload = new byte[frame.getPayloadLength()];
			frame.getPayload().get(payload);
			all.add(new Sent(frame.getOpCode(), frame.isFin(), payload));
		}
		assertThat(bytes.hasRemaining()).isFalse();
		return all;
	}

	private static List<byte[]> pieces(List<Sent> frames, int size) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		frames.forEach((frame) -> stream.writeBytes(frame.bytes()));
		byte[] all = stream.toByteArray();
		List<byte[]> pieces = new ArrayList<>();
		for (int from = 0; from < all.length; from += size) {
			pieces.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
		}
		return pieces;
	}

	private static Sent sent(int opcode, boolean fin, int length) {
		byte[] payload = new byte[length];
		new Random(length).nextBytes(payload);
		return new Sent(opcode, fin, payload);
	}

}
