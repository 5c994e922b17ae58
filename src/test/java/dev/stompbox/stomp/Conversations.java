package dev.stompbox.stomp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.stompbox.stomp.Conversation.Closes;
import dev.stompbox.stomp.Conversation.Is;
import dev.stompbox.stomp.Conversation.Proof;
import dev.stompbox.stomp.Conversation.Sees;
import dev.stompbox.stomp.Conversation.Sends;
import dev.stompbox.stomp.Conversation.Step;
import dev.stompbox.stomp.Conversation.Waits;

/** Reads {@code .stomp} files. */
final class Conversations {

	private static final Pattern LINE = Pattern.compile("([2-9]?)([<>!@~])(?: (.*))?");

	/** Stands for each version that the conversation proves something of. */
	private static final Pattern EACH_VERSION = Pattern.compile("(connected |accept-version:|\\bversion:)V\\b");

	private final Path file;

	private final List<Conversation> all = new ArrayList<>();

	/** What each conversation of the file proves that does not say it itself. */
	private final List<Proof> common = new ArrayList<>();

	private Draft draft = new Draft("", "");

	private Conversations(Path file) {
		this.file = file;
	}

	/** A conversation that is being read. */
	private record Draft(String name, String where, List<Proof> proves, Map<String, String> differs, List<Step> steps) {

		Draft(String name, String where) {
			this(name, where, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
		}

	}

	/** All that must hold, file by file. */
	static Map<String, List<Conversation>> all() {
		Map<String, List<Conversation>> all = new LinkedHashMap<>();
		try (Stream<Path> files = Files.list(folder())) {
			files.filter((file) -> file.toString().endsWith(".stomp"))
				.sorted()
				.forEach((file) -> all.put(file.getFileName().toString(), in(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all;
	}

	/** Those that are told wrongly. */
	static List<Conversation> planted() {
		return in(folder().resolve("planted.wrong"));
	}

	/** Where the data is. */
	static Path folder() {
		try {
			return Path.of(Conversations.class.getResource("/conformance").toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Conversation> in(Path file) {
		try {
			return new Conversations(file).read(Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private List<Conversation> read(List<String> lines) {
		int number = 0;
		for (String line : lines) {
			number++;
			String where = this.file.getFileName() + ":" + number;
			if (line.startsWith("== ")) {
				finish();
				this.draft = new Draft(line.substring(3), where);
			}
			else if (!line.isEmpty() && line.charAt(0) != '#') {
				read(line, where);
			}
		}
		finish();
		return this.all;
	}

	private void read(String line, String where) {
		if (line.startsWith("§ ")) {
			(this.draft.name.isEmpty() ? this.common : this.draft.proves).addAll(proofs(line.substring(2)));
			return;
		}
		if (line.startsWith("⊘ ")) {
			int colon = line.indexOf(": ");
			for (String target : line.substring(2, colon).split(" ")) {
				this.draft.differs.put(target, line.substring(colon + 2));
			}
			return;
		}
		Matcher parts = LINE.matcher(line);
		if (!parts.matches()) {
			throw new IllegalArgumentException(where + " is no line of a conversation: " + line);
		}
		int client = parts.group(1).isEmpty() ? 1 : Integer.parseInt(parts.group(1));
		add(this.draft.steps, client, parts.group(2).charAt(0), (parts.group(3) != null) ? parts.group(3) : "");
	}

	/** Versions, then ids: each of these in each of those. */
	private static List<Proof> proofs(String text) {
		List<String> words = List.of(text.split(" +"));
		List<String> versions = words.stream().filter(Conversations::isVersion).toList();
		return words.stream()
			.filter((word) -> !isVersion(word))
			.flatMap((id) -> versions.stream().map((version) -> new Proof(version, id)))
			.toList();
	}

	private static boolean isVersion(String word) {
		return word.matches("1\\.\\d") || word.equals(Catalogue.OWN);
	}

	private void finish() {
		Draft it = this.draft;
		if (it.name.isEmpty()) {
			return;
		}
		List<Proof> proves = List.copyOf(it.proves.isEmpty() ? this.common : it.proves);
		if (it.steps.stream().noneMatch((step) -> EACH_VERSION.matcher(step.toString()).find())) {
			this.all.add(new Conversation(it.name, it.where, proves, it.differs, it.steps));
			return;
		}
		proves.stream()
			.map(Proof::version)
			.filter((version) -> !version.equals(Catalogue.OWN))
			.distinct()
			.forEach((version) -> this.all.add(in(version, it, proves)));
	}

	private static Conversation in(String version, Draft it, List<Proof> proves) {
		List<Step> steps = it.steps.stream().map((step) -> in(version, step)).toList();
		List<Proof> own = proves.stream()
			.filter((proof) -> proof.version().equals(version) || proof.version().equals(Catalogue.OWN))
			.toList();
		return new Conversation(it.name + " (" + version + ")", it.where, own, it.differs, steps);
	}

	private static Step in(String version, Step step) {
		if (step instanceof Is is) {
			return new Is(is.client(), in(version, is.what()));
		}
		if (step instanceof Sends sends) {
			return new Sends(sends.client(), in(version, sends.text()));
		}
		if (step instanceof Sees sees) {
			return new Sees(sees.client(),
					sees.lines()
						.stream()
						.filter((line) -> version.equals("1.2") || !line.startsWith("ack:"))
						.map((line) -> in(version, line))
						.toList());
		}
		return step;
	}

	private static String in(String version, String text) {
		return EACH_VERSION.matcher(text).replaceAll("$1" + version);
	}

	private static void add(List<Step> steps, int client, char sign, String text) {
		Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
		switch (sign) {
			case '>' -> {
				String line = (text.endsWith("␀") || text.endsWith("¬")) ? text : text + "\n";
				if (last instanceof Sends before && before.client() == client) {
					steps.set(steps.size() - 1, new Sends(client, before.text() + line));
				}
				else {
					steps.add(new Sends(client, line));
				}
			}
			case '<' -> {
				if (last instanceof Sees before && before.client() == client && !ended(before.lines())) {
					before.lines().add(text);
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

}
