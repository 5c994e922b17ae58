package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.stompbox.stomp.Conversation.Sends;

/** Frames that go wrong, made of those of the conversations. */
final class Mutations {

	private static final List<byte[]> FRAMES = frames();

	private static final String[] LIES = { "-1", "0", "1", "7", "2048", "2049", "2147483647", "2147483648",
			"99999999999999999999", "", " 3", "3 ", "0x3", "+3", "1e3" };

	private static final String[] RUNS = { "\n", "\r\n", "\r", "\0", "a:b\n", ":", "\\", "\\c", "x", "\n\n\0", "é" };

	private final Random random;

	Mutations(Random random) {
		this.random = random;
	}

	/** What clients send in all conversations. */
	private static List<byte[]> frames() {
		List<byte[]> all = new ArrayList<>();
		Conversations.all()
			.values()
			.forEach((file) -> file.forEach((conversation) -> conversation.steps()
				.stream()
				.filter(Sends.class::isInstance)
				.forEach((step) -> all.add(((Sends) step).bytes(Map.of())))));
		return all;
	}

	/** Some frames, most of them with mistakes. */
	byte[] next() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int frames = this.random.nextInt(4); frames >= 0; frames--) {
			bytes.writeBytes(any());
		}
		byte[] mutated = bytes.toByteArray();
		for (int mistakes = this.random.nextInt(5); mistakes > 0; mistakes--) {
			mutated = mutated(mutated);
		}
		return mutated;
	}

	/** One message of a client as it stands. */
	byte[] any() {
		return FRAMES.get(this.random.nextInt(FRAMES.size()));
	}

	/** With a mistake. */
	byte[] mutated(byte[] bytes) {
		if (bytes.length == 0) {
			return run();
		}
		int at = this.random.nextInt(bytes.length);
		int to = Math.min(bytes.length, at + 1 + this.random.nextInt(40));
		return switch (this.random.nextInt(8)) {
			case 0 -> flipped(bytes, at);
			case 1 -> joined(bytes, at, new byte[0], to);
			case 2 -> joined(bytes, at, run(), at);
			case 3 -> joined(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
			case 4 -> joined(bytes, at, any(), to);
			case 5 -> lied(bytes);
			case 6 -> Arrays.copyOf(bytes, at);
			default -> joined(bytes, at, new byte[] { (byte) this.random.nextInt() }, at + 1);
		};
	}

	private byte[] flipped(byte[] bytes, int at) {
		byte[] flipped = bytes.clone();
		flipped[at] ^= (byte) (1 << this.random.nextInt(8));
		return flipped;
	}

	private byte[] run() {
		int length = this.random.nextBoolean() ? this.random.nextInt(20) : this.random.nextInt(3000);
		return RUNS[this.random.nextInt(RUNS.length)].repeat(length).getBytes(StandardCharsets.UTF_8);
	}

	private byte[] lied(byte[] bytes) {
		String lie = LIES[this.random.nextInt(LIES.length)];
		String text = new String(bytes, StandardCharsets.ISO_8859_1);
		String told = text.contains("content-length:")
				? text.replaceFirst("content-length:[^\n]*", "content-length:" + lie)
				: text.replaceFirst("\n", "\ncontent-length:" + lie + "\n");
		return told.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(bytes, 0, to);
		joined.writeBytes(middle);
		joined.write(bytes, from, bytes.length - from);
		return joined.toByteArray();
	}

}
