package dev.stompbox.websocket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.stompbox.websocket.FrameCase.Step;

/**
 * One case of an {@code .http} file; {@code websocket/README.md} explains the format.
 *
 * @param name what it shows
 * @param where file and line
 * @param proves which requirements hold if it goes as it is written
 * @param request what the client sends, one line each, without the empty one
 * @param after what it sends right after it, and what comes of that
 * @param status of the answer
 * @param headers which the answer has; {@code ""} for those that it does not have
 * @param differs the status where it is known to be another, and why, by the engine's
 * name
 */
record HandshakeCase(String name, String where, List<String> proves, List<String> request, @Nullable Step after,
		int status, Map<String, String> headers, Map<String, Difference> differs) {

	/** RFC 6455 §1.3, without what a server may ignore. */
	private static final List<String> SHOWN = List.of("GET /echo HTTP/1.1", "Host: localhost", "Upgrade: websocket",
			"Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13");

	private static final Pattern DIFFERENCE = Pattern.compile("⊘ (\\w+) < (\\d+) because (.+)");

	/**
	 * How it is answered elsewhere.
	 *
	 * @param status the status there
	 * @param why a sentence
	 */
	record Difference(int status, String why) {
	}

	/** The cases of {@code file}. */
	static List<HandshakeCase> in(String file) {
		try {
			List<HandshakeCase> all = new ArrayList<>();
			List<String> proves = List.of();
			Draft draft = null;
			int number = 0;
			for (String line : Files.readAllLines(FrameCases.folder().resolve(file))) {
				number++;
				if (line.startsWith("== ") || line.startsWith("§ ")) {
					if (draft != null) {
						all.add(draft.finished());
					}
					draft = line.startsWith("== ") ? new Draft(line.substring(3), file + ":" + number, proves) : null;
					proves = (draft == null) ? List.of(line.substring(2).split(" +")) : proves;
				}
				else if (!line.isBlank() && line.charAt(0) != '#') {
					draft.read(line);
				}
			}
			if (draft != null) {
				all.add(draft.finished());
			}
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A case that is being read. */
	private static final class Draft {

		private final String name;

		private final String where;

		private final List<String> proves;

		private final List<String> request = new ArrayList<>(SHOWN);

		private Step after;

		private int status;

		private final Map<String, String> headers = new LinkedHashMap<>();

		private final Map<String, Difference> differs = new LinkedHashMap<>();

		Draft(String name, String where, List<String> proves) {
			this.name = name;
			this.where = where;
			this.proves = proves;
		}

		void read(String line) {
			String rest = line.substring(2);
			switch (line.charAt(0)) {
				case '>' -> this.request.set(0, rest);
				case '+' -> this.request.add(rest);
				case '-' -> without(rest);
				case '&' -> {
					String[] sides = rest.split("=>", 2);
					this.after = new Step(CaseText.words(sides[0]), CaseText.words(sides[1]));
				}
				case '<' -> expected(rest);
				default -> {
					Matcher difference = DIFFERENCE.matcher(line);
					if (!difference.matches()) {
						throw new IllegalArgumentException(this.where + " is not understood: " + line);
					}
					this.differs.put(difference.group(1),
							new Difference(Integer.parseInt(difference.group(2)), difference.group(3)));
				}
			}
		}

		private void without(String header) {
			if (!this.request.removeIf((line) -> line.startsWith(header + ":"))) {
				throw new IllegalArgumentException(this.where + ": there is no " + header);
			}
		}

		private void expected(String rest) {
			int colon = rest.indexOf(':');
			if (colon < 0) {
				this.status = Integer.parseInt(rest);
			}
			else {
				this.headers.put(rest.substring(0, colon), rest.substring(colon + 1).strip());
			}
		}

		HandshakeCase finished() {
			if (this.status == 0) {
				throw new IllegalArgumentException(this.where + " expects no status");
			}
			return new HandshakeCase(this.name, this.where, this.proves, this.request, this.after, this.status,
					this.headers, this.differs);
		}

	}

}
