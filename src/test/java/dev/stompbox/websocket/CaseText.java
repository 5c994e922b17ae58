package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One side of a case: what a client sends, or what it is to see.
 * {@code websocket/README.md} explains the words. Nothing large is made before it is
 * asked for.
 */
final class CaseText {

	private static final List<String> KINDS = List.of("cont", "text", "binary", "close", "ping", "pong");

	private static final int[] OPCODES = { 0, 1, 2, 8, 9, 10 };

	private static final Pattern WORD = Pattern.compile("\\s*(?:(?<group>\\()|(?<end>\\))"
			+ "|(?<not>-?)(?<z>z?)(?<kind>cont|text|binary|ping|pong|close)(?<body>\"[^\"]*\"|\\[\\w+\\]|<[0-9a-f ]*>)"
			+ "(?:×(?<times>\\w+))?(?:/(?<part>\\w+))?|(?:close|!) (?<code>\\d+)|(?<hex>[0-9a-f]{2,}))");

	private static final Pattern TIMES = Pattern.compile("×(\\d+)");

	private static final Pattern SIZE = Pattern.compile("(\\d+)(KiB|MiB)?");

	private final String text;

	private final Matcher words;

	private int at;

	private CaseText(String text) {
		this.text = text;
		this.words = WORD.matcher(text);
	}

	/** One word of a side. */
	sealed interface Word {

	}

	/** Bytes as they are. */
	record Raw(byte[] bytes) implements Word {
	}

	/**
	 * How the server ends it: {@code close 1000} to a goodbye, {@code ! 1002} to a
	 * mistake.
	 */
	record End(String code) implements Word {
	}

	/**
	 * A message, a part of one, or a control frame.
	 *
	 * @param kind its kind
	 * @param last whether the message ends with it
	 * @param compressed whether it is compressed (RFC 7692)
	 * @param part the most bytes in one frame
	 */
	record Message(String kind, boolean last, boolean compressed, Body body, int part) implements Word {

		int opcode() {
			return OPCODES[KINDS.indexOf(this.kind)];
		}

		/** As a client sends it. */
		void writeTo(ByteArrayOutputStream out) {
			byte[] bytes = this.compressed ? Deflated.deflated(this.body.bytes()) : this.body.bytes();
			int first = opcode() | (this.compressed ? 0x40 : 0);
			int start = 0;
			do {
				int end = (int) Math.min(bytes.length, (long) start + this.part);
				byte[] part = (end - start == bytes.length) ? bytes : Arrays.copyOfRange(bytes, start, end);
				out.writeBytes(FrameCase.frame(first, this.last && end == bytes.length, part));
				first = 0;
				start = end;
			}
			while (start < bytes.length);
		}

	}

	/**
	 * What a message holds.
	 *
	 * @param unit bytes that are repeated; {@code null} for bytes that never are the same
	 * for long
	 * @param count how often, or how many
	 */
	record Body(byte[] unit, int count) {

		byte[] bytes() {
			if (this.unit == null) {
				byte[] bytes = new byte[this.count];
				for (int i = 0; i < bytes.length; i++) {
					bytes[i] = (byte) ('a' + (i * 7 + (i >> 8) * 11 + (i >> 16) * 3) % 26);
				}
				return bytes;
			}
			byte[] bytes = new byte[this.unit.length * this.count];
			for (int i = 0; i < bytes.length; i += this.unit.length) {
				System.arraycopy(this.unit, 0, bytes, i, this.unit.length);
			}
			return bytes;
		}

	}

	/** The words of a side, groups written out. */
	static List<Word> words(String side) {
		CaseText text = new CaseText(side);
		List<Word> words = text.read(false);
		if (!side.substring(text.at).isBlank()) {
			throw text.notUnderstood();
		}
		return words;
	}

	private List<Word> read(boolean inGroup) {
		List<Word> words = new ArrayList<>();
		while (this.words.region(this.at, this.text.length()).lookingAt()) {
			this.at = this.words.end();
			if (this.words.group("end") != null) {
				if (!inGroup) {
					throw notUnderstood();
				}
				return words;
			}
			if (this.words.group("group") != null) {
				List<Word> group = read(true);
				Matcher times = TIMES.matcher(this.text).region(this.at, this.text.length());
				if (!times.lookingAt()) {
					throw notUnderstood();
				}
				this.at = times.end();
				for (int i = Integer.parseInt(times.group(1)); i > 0; i--) {
					words.addAll(group);
				}
				continue;
			}
			words.add(word());
		}
		if (inGroup) {
			throw notUnderstood();
		}
		return words;
	}

	private Word word() {
		if (this.words.group("hex") != null) {
			return new Raw(HexFormat.of().parseHex(this.words.group("hex")));
		}
		if (this.words.group("code") != null) {
			return new End(this.words.group("code"));
		}
		String times = this.words.group("times");
		String part = this.words.group("part");
		return new Message(this.words.group("kind"), this.words.group("not").isEmpty(),
				!this.words.group("z").isEmpty(), body(this.words.group("body"), (times != null) ? size(times) : 1),
				(part != null) ? size(part) : Integer.MAX_VALUE);
	}

	private static Body body(String word, int times) {
		String inside = word.substring(1, word.length() - 1);
		return switch (word.charAt(0)) {
			case '"' -> new Body(inside.getBytes(StandardCharsets.UTF_8), times);
			case '<' -> new Body(HexFormat.of().parseHex(inside.replace(" ", "")), times);
			default -> new Body(null, size(inside));
		};
	}

	/** A number of bytes: {@code 125}, {@code 64KiB}, {@code 16MiB}. */
	static int size(String text) {
		Matcher size = SIZE.matcher(text);
		if (!size.matches()) {
			throw new IllegalArgumentException("No size: " + text);
		}
		int unit = (size.group(2) == null) ? 1 : size.group(2).equals("KiB") ? 1 << 10 : 1 << 20;
		return Math.multiplyExact(Integer.parseInt(size.group(1)), unit);
	}

	private IllegalArgumentException notUnderstood() {
		return new IllegalArgumentException("Not understood from " + this.at + " on: " + this.text);
	}

}
