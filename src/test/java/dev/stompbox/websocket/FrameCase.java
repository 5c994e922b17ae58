package dev.stompbox.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of a {@code .hex} file; {@code websocket/README.md} explains the format.
 *
 * @param name what it shows
 * @param bytes what the client sends
 * @param events what is to come of it
 */
record FrameCase(String name, byte[] bytes, List<String> events) {

	private static final List<String> KINDS = List.of("cont", "text", "binary", "close", "ping", "pong");

	private static final int[] OPCODES = { 0, 1, 2, 8, 9, 10 };

	private static final Pattern PART = Pattern.compile(
			"(-?)(cont|text|binary|close|ping|pong)(\"[^\"]*\"|\\[\\d+\\]|<[0-9a-f ]*>)|(?:close|!) \\d+|[0-9a-f]+");

	private static final byte[] MASK = { 0x37, (byte) 0xfa, 0x21, 0x3d };

	static List<FrameCase> in(Path file) throws IOException {
		List<FrameCase> all = new ArrayList<>();
		String name = "";
		for (String line : Files.readAllLines(file)) {
			if (line.startsWith("## ")) {
				name = line.substring(3);
			}
			else if (!line.isBlank() && line.charAt(0) != '#') {
				String[] sides = line.split("=>", 2);
				all.add(new FrameCase(name, bytes(sides[0]), events(sides[1])));
			}
		}
		return all;
	}

	private static List<Matcher> parts(String side) {
		List<Matcher> parts = new ArrayList<>();
		Matcher part = PART.matcher(side);
		int at = 0;
		while (part.find()) {
			if (!side.substring(at, part.start()).isBlank()) {
				throw new IllegalArgumentException("Not understood: " + side);
			}
			at = part.end();
			Matcher found = PART.matcher(part.group());
			found.matches();
			parts.add(found);
		}
		if (!side.substring(at).isBlank()) {
			throw new IllegalArgumentException("Not understood: " + side);
		}
		return parts;
	}

	private static byte[] bytes(String side) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (Matcher part : parts(side)) {
			if (part.group(2) == null) {
				bytes.writeBytes(HexFormat.of().parseHex(part.group()));
			}
			else {
				int opcode = OPCODES[KINDS.indexOf(part.group(2))];
				bytes.writeBytes(frame(opcode, part.group(1).isEmpty(), body(part.group(3))));
			}
		}
		return bytes.toByteArray();
	}

	private static byte[] body(String text) {
		String inside = text.substring(1, text.length() - 1);
		return switch (text.charAt(0)) {
			case '"' -> inside.getBytes(StandardCharsets.UTF_8);
			case '<' -> HexFormat.of().parseHex(inside.replace(" ", ""));
			default -> filled(Integer.parseInt(inside));
		};
	}

	private static byte[] filled(int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) 'x');
		return bytes;
	}

	private static List<String> events(String side) {
		return parts(side).stream()
			.map((part) -> (part.group(2) == null) ? part.group() : event(part.group(2), body(part.group(3))))
			.toList();
	}

	/** How a message or ping is compared and shown. */
	static String event(String kind, byte[] body) {
		return kind + " " + ((body.length > 200) ? body.length + " bytes, hash " + Arrays.hashCode(body)
				: HexFormat.of().formatHex(body));
	}

	/** A client's frame. */
	static byte[] frame(int opcode, boolean last, byte[] body) {
		ByteBuffer frame = ByteBuffer.allocate(14 + body.length);
		frame.put((byte) ((last ? 0x80 : 0) | opcode));
		if (body.length < 126) {
			frame.put((byte) (0x80 | body.length));
		}
		else if (body.length < 1 << 16) {
			frame.put((byte) 0xfe).putShort((short) body.length);
		}
		else {
			frame.put((byte) 0xff).putLong(body.length);
		}
		frame.put(MASK);
		for (int i = 0; i < body.length; i++) {
			frame.put((byte) (body[i] ^ MASK[i & 3]));
		}
		return Arrays.copyOf(frame.array(), frame.position());
	}

}
