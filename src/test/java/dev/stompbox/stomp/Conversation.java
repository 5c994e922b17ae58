package dev.stompbox.stomp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One conversation of a {@code .stomp} file; {@code conformance/README.md} explains the
 * format.
 *
 * @param name what it shows, one sentence
 * @param where file and line
 * @param steps what happens, in order
 */
record Conversation(String name, String where, List<Step> steps) {

	private static final Pattern LINE = Pattern.compile("([2-9]?)([<>!@~])(?: (.*))?");

	private static final Pattern BYTES = Pattern.compile("⟨(?:([0-9a-f ]+)|(.+?)×(\\d+))⟩");

	/** What one client does or sees; clients count from 1. */
	sealed interface Step {

		int client();

	}

	/** The client sends. */
	record Sends(int client, byte[] bytes) implements Step {
	}

	/** The server answers with this frame next; {@code lines} as they stand. */
	record Sees(int client, List<String> lines) implements Step {
	}

	/** The server closes with code and reason. */
	record Closes(int client, String code) implements Step {
	}

	/** Says something about the client before it comes. */
	record Is(int client, String what) implements Step {
	}

	/** So many seconds go by. */
	record Waits(int client, int seconds) implements Step {
	}

	static List<Conversation> in(Path file) throws IOException {
		List<Conversation> all = new ArrayList<>();
		List<Step> steps = new ArrayList<>();
		int number = 0;
		for (String line : Files.readAllLines(file)) {
			number++;
			String where = file.getFileName() + ":" + number;
			if (line.startsWith("== ")) {
				steps = new ArrayList<>();
				all.add(new Conversation(line.substring(3), where, steps));
			}
			else if (!line.isEmpty() && line.charAt(0) != '#') {
				Matcher parts = LINE.matcher(line);
				if (!parts.matches()) {
					throw new IllegalArgumentException(where + " is no line of a conversation: " + line);
				}
				int client = parts.group(1).isEmpty() ? 1 : Integer.parseInt(parts.group(1));
				add(steps, client, parts.group(2).charAt(0), (parts.group(3) != null) ? parts.group(3) : "");
			}
		}
		return all;
	}

	private static void add(List<Step> steps, int client, char sign, String text) {
		Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
		switch (sign) {
			case '>' -> {
				boolean noEnd = text.endsWith("␀") || text.endsWith("¬");
				byte[] bytes = bytes(
						text.endsWith("¬") ? text.substring(0, text.length() - 1) : text + (noEnd ? "" : "\n"));
				if (last instanceof Sends before && before.client == client) {
					steps.set(steps.size() - 1, new Sends(client, joined(before.bytes, bytes)));
				}
				else {
					steps.add(new Sends(client, bytes));
				}
			}
			case '<' -> {
				if (last instanceof Sees before && before.client == client && !ended(before.lines)) {
					before.lines.add(text);
				}
				else {
					steps.add(new Sees(client, new ArrayList<>(List.of(text))));
				}
			}
			case '!' -> steps.add(new Closes(client, text));
			case '@' -> steps.add(new Is(client, text));
			default -> steps.add(new Waits(client, Integer.parseInt(text)));
		}
	}

	private static boolean ended(List<String> lines) {
		String last = lines.get(lines.size() - 1);
		return last.endsWith("␀") || last.equals("␊");
	}

	private static byte[] joined(byte[] first, byte[] second) {
		byte[] both = new byte[first.length + second.length];
		System.arraycopy(first, 0, both, 0, first.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	/** The bytes that a text of the format stands for. */
	static byte[] bytes(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Matcher special = BYTES.matcher(text);
		int at = 0;
		while (special.find()) {
			bytes.writeBytes(plain(text.substring(at, special.start())));
			if (special.group(1) != null) {
				for (String hex : special.group(1).trim().split(" +")) {
					bytes.write(Integer.parseInt(hex, 16));
				}
			}
			else {
				bytes.writeBytes(plain(special.group(2).repeat(Integer.parseInt(special.group(3)))));
			}
			at = special.end();
		}
		bytes.writeBytes(plain(text.substring(at)));
		return bytes.toByteArray();
	}

	private static byte[] plain(String text) {
		return text.replace('␀', '\0').replace('␍', '\r').replace('␊', '\n').getBytes(StandardCharsets.UTF_8);
	}

}
