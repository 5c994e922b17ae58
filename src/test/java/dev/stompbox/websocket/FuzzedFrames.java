package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/**
 * What a client sends in one conversation: much of it right, some of it from the cases,
 * and then with mistakes.
 */
final class FuzzedFrames {

	/** What {@link ReferenceEcho} and the readers are given as the limit. */
	static final int LIMIT = 3000;

	private static final List<byte[]> CASES = FrameCases.all()
		.values()
		.stream()
		.flatMap(Collection::stream)
		.map(FrameCase::bytes)
		.filter((bytes) -> bytes.length > 0 && bytes.length < 2000)
		.toList();

	private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz 0123456789ß€é߿ࠀ퟿\uffff";

	private static final int[] SIZES = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 124, 125, 126, 127, 128, 2999, 3000, 3001 };

	private static final int[] CODES = { 0, 999, 1000, 1001, 1004, 1005, 1006, 1011, 1014, 1015, 3000, 4999, 5000 };

	private final Random random;

	private final boolean compresses;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	/**
	 * @param compresses whether some messages are compressed
	 */
	FuzzedFrames(Random random, boolean compresses) {
		this.random = random;
		this.compresses = compresses;
	}

	/** All that the client sends. */
	byte[] next() {
		this.out.reset();
		for (int i = this.random.nextInt(8); i >= 0; i--) {
			switch (this.random.nextInt(10)) {
				case 0, 1 -> control();
				case 2 -> this.out.writeBytes(CASES.get(this.random.nextInt(CASES.size())));
				default -> message();
			}
		}
		byte[] bytes = this.out.toByteArray();
		for (int mistakes = this.random.nextInt(4) - 1; mistakes > 0 && bytes.length > 0; mistakes--) {
			bytes = mutated(bytes);
		}
		return bytes;
	}

	private void message() {
		boolean text = this.random.nextBoolean();
		byte[] body = text ? text() : bytes(size());
		int at = 0;
		int opcode = text ? 1 : 2;
		if (this.compresses && this.random.nextInt(4) > 0) {
			body = Deflated.deflated(body);
			opcode |= 0x40;
		}
		boolean last;
		do {
			int end = this.random.nextBoolean() ? body.length : at + this.random.nextInt(body.length - at + 1);
			last = end == body.length && this.random.nextInt(4) > 0;
			frame(opcode, last, Arrays.copyOfRange(body, at, end));
			if (this.random.nextInt(4) == 0) {
				control();
			}
			opcode = 0;
			at = end;
		}
		while (!last);
	}

	private byte[] text() {
		StringBuilder text = new StringBuilder();
		for (int left = size() / 2; left > 0; left--) {
			text.append(CHARACTERS.charAt(this.random.nextInt(CHARACTERS.length())));
			if (this.random.nextInt(20) == 0) {
				text.appendCodePoint(0x10000 + this.random.nextInt(0x100000));
			}
		}
		byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
		return (this.random.nextInt(6) > 0 || bytes.length == 0) ? bytes : flipped(bytes);
	}

	private void control() {
		switch (this.random.nextInt(12)) {
			case 0 -> close();
			case 1, 2, 3 -> frame(10, true, bytes(this.random.nextInt(126)));
			default -> frame(9, true, bytes(this.random.nextInt(126)));
		}
	}

	private void close() {
		byte[] reason = text();
		int code = CODES[this.random.nextInt(CODES.length)];
		byte[] body = new byte[2 + Math.min(123, reason.length)];
		body[0] = (byte) (code >> 8);
		body[1] = (byte) code;
		System.arraycopy(reason, 0, body, 2, body.length - 2);
		frame(8, true, (this.random.nextInt(5) > 0) ? body : Arrays.copyOf(body, this.random.nextInt(2)));
	}

	private void frame(int opcode, boolean last, byte[] body) {
		this.out.writeBytes(FrameCase.frame(opcode, last, body, bytes(4)));
	}

	private int size() {
		return (this.random.nextInt(3) > 0) ? this.random.nextInt(60) : SIZES[this.random.nextInt(SIZES.length)];
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private byte[] mutated(byte[] bytes) {
		int at = this.random.nextInt(bytes.length);
		int to = Math.min(bytes.length, at + 1 + this.random.nextInt(20));
		return switch (this.random.nextInt(6)) {
			case 0, 1 -> flipped(bytes);
			case 2 -> joined(bytes, at, new byte[0], to);
			case 3 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
			case 4 -> joined(bytes, at, bytes(1 + this.random.nextInt(10)), at);
			default -> Arrays.copyOf(bytes, at);
		};
	}

	private byte[] flipped(byte[] bytes) {
		byte[] flipped = bytes.clone();
		flipped[this.random.nextInt(bytes.length)] ^= (byte) (1 << this.random.nextInt(8));
		return flipped;
	}

	private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(bytes, 0, to);
		joined.writeBytes(middle);
		joined.write(bytes, from, bytes.length - from);
		return joined.toByteArray();
	}

}
