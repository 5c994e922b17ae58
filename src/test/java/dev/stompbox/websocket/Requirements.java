package dev.stompbox.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code websocket/requirements.txt} asks of a server. */
final class Requirements {

	private static final Pattern ENTRY = Pattern.compile("([a-z0-9-]+) +(MUST|SHOULD|MAY|–) +(.+)");

	private Requirements() {
	}

	/**
	 * One thing that a server has to do.
	 *
	 * @param id its name in {@code §} lines
	 * @param level how strongly it is asked for; {@code –} where no such word is used
	 * @param statement what, one sentence
	 * @param section where it stands
	 */
	record Requirement(String id, String level, String statement, String section) {
	}

	/** All of them, in the order of the file. */
	static List<Requirement> all() {
		List<Requirement> all = new ArrayList<>();
		String section = "";
		for (String line : lines()) {
			if (line.startsWith("§ ")) {
				section = line.substring(2);
			}
			else if (!line.isEmpty() && !line.startsWith("#")) {
				Matcher entry = ENTRY.matcher(line);
				if (!entry.matches()) {
					throw new IllegalArgumentException("This is no requirement: " + line);
				}
				all.add(new Requirement(entry.group(1), entry.group(2), entry.group(3), section));
			}
		}
		return all;
	}

	private static List<String> lines() {
		try {
			return Files.readAllLines(FrameCases.folder().resolve("requirements.txt"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
