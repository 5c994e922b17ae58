package dev.stompbox.stomp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code conformance/requirements.txt} asks of a server. */
final class Catalogue {

	/** The "version" of what STOMP leaves to the server. */
	static final String OWN = "Stompbox";

	private static final Pattern SECTION = Pattern.compile("((?:(?:1\\.\\d|" + OWN + ") )+)\"([^\"]+)\"(?:; |$)");

	private static final Pattern ENTRY = Pattern.compile("([a-z0-9-]+) +(MUST|SHOULD|MAY|–) +(.+)");

	private Catalogue() {
	}

	/**
	 * One thing that a server has to do.
	 *
	 * @param id its name in {@code §} lines
	 * @param level how strongly it is asked for; {@code –} where no such word is used
	 * @param statement what, one sentence
	 * @param sections the section's name, by version
	 * @param differs how it is otherwise over a target, and why
	 */
	record Requirement(String id, String level, String statement, Map<String, String> sections,
			Map<String, String> differs) {

		/** Whether STOMP leaves it to the server. */
		boolean own() {
			return this.sections.containsKey(OWN);
		}

	}

	/** All of them, in the order of the file. */
	static List<Requirement> all() {
		List<Requirement> all = new ArrayList<>();
		Map<String, String> sections = Map.of();
		for (String line : lines()) {
			if (line.startsWith("§ ")) {
				sections = sections(line.substring(2));
			}
			else if (line.startsWith("⊘ ")) {
				int colon = line.indexOf(": ");
				all.get(all.size() - 1).differs().put(line.substring(2, colon), line.substring(colon + 2));
			}
			else if (!line.isEmpty() && !line.startsWith("#")) {
				Matcher entry = ENTRY.matcher(line);
				if (!entry.matches()) {
					throw new IllegalArgumentException("This is no requirement: " + line);
				}
				all.add(new Requirement(entry.group(1), entry.group(2), entry.group(3), sections,
						new LinkedHashMap<>()));
			}
		}
		return all;
	}

	private static Map<String, String> sections(String text) {
		Map<String, String> sections = new LinkedHashMap<>();
		Matcher part = SECTION.matcher(text);
		int end = 0;
		while (part.find() && part.start() == end) {
			for (String version : part.group(1).strip().split(" ")) {
				sections.put(version, part.group(2));
			}
			end = part.end();
		}
		if (end < text.length()) {
			throw new IllegalArgumentException("This is no section: " + text);
		}
		return sections;
	}

	private static List<String> lines() {
		try {
			return Files.readAllLines(Conversations.folder().resolve("requirements.txt"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
