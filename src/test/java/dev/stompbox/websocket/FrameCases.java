package dev.stompbox.websocket;

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

import dev.stompbox.websocket.FrameCase.Difference;
import dev.stompbox.websocket.FrameCase.Step;

/** Reads {@code .hex} files. */
final class FrameCases {

	private static final Pattern DIFFERENCE = Pattern.compile("⊘ (\\w+) =>(.*)\\bbecause (.+)");

	private static final Pattern CASE = Pattern.compile("(?:@(\\w+) )?(.*=>.*)");

	private final List<FrameCase> all = new ArrayList<>();

	private String name = "";

	private List<String> proves = List.of();

	private FrameCases() {
	}

	/** All that must hold without an extension, file by file. */
	static Map<String, List<FrameCase>> all() {
		Map<String, List<FrameCase>> all = new LinkedHashMap<>();
		try (Stream<Path> files = Files.list(folder())) {
			files.filter((file) -> file.toString().endsWith(".hex"))
				.sorted()
				.forEach((file) -> all.put(file.getFileName().toString(), in(file)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all;
	}

	/** All that must hold when compression is on. */
	static List<FrameCase> deflate() {
		return in(folder().resolve("deflate.zhex"));
	}

	/** Those that are told wrongly. */
	static List<FrameCase> planted() {
		return in(folder().resolve("planted.wrong"));
	}

	/** Where the data is. */
	static Path folder() {
		try {
			return Path.of(FrameCases.class.getResource("/websocket").toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<FrameCase> in(Path file) {
		try {
			FrameCases cases = new FrameCases();
			int number = 0;
			for (String line : Files.readAllLines(file)) {
				number++;
				cases.read(line.strip(), file.getFileName() + ":" + number);
			}
			return cases.all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(String line, String where) {
		if (line.startsWith("## ")) {
			this.name = line.substring(3);
		}
		else if (line.startsWith("§ ")) {
			this.proves = List.of(line.substring(2).split(" +"));
		}
		else if (line.startsWith("⊘ ")) {
			differs(line, where);
		}
		else if (!line.isEmpty() && line.charAt(0) != '#') {
			Matcher parts = CASE.matcher(line);
			if (!parts.matches()) {
				throw new IllegalArgumentException(where + " is no case: " + line);
			}
			int piece = (parts.group(1) != null) ? CaseText.size(parts.group(1)) : 0;
			this.all.add(new FrameCase(this.name, where, this.proves, piece, steps(parts.group(2)), Map.of()));
		}
	}

	private static List<Step> steps(String line) {
		return Stream.of(line.split(" then ")).map((step) -> {
			String[] sides = step.split("=>", 2);
			return new Step(CaseText.words(sides[0]), CaseText.words(sides[1]));
		}).toList();
	}

	/** Of the case before. */
	private void differs(String line, String where) {
		Matcher parts = DIFFERENCE.matcher(line);
		if (!parts.matches()) {
			throw new IllegalArgumentException(where + " is no difference: " + line);
		}
		FrameCase it = this.all.remove(this.all.size() - 1);
		Map<String, Difference> differs = new LinkedHashMap<>(it.differs());
		differs.put(parts.group(1), new Difference(CaseText.words(parts.group(2)), parts.group(3)));
		this.all.add(new FrameCase(it.name(), it.where(), it.proves(), it.piece(), it.steps(), differs));
	}

}
