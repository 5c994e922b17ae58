package dev.stompbox.websocket;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.stompbox.websocket.Requirements.Requirement;

/**
 * What the cases prove, as the page {@code docs/rfc6455.md}. A run fills the column of
 * the engine that it played with; the other's stays as the page has it.
 */
final class Rfc6455Table {

	private static final String NOT_PLAYED = "–";

	private static final Map<String, String> ENGINES = new LinkedHashMap<>();

	static {
		ENGINES.put("own", "own engine");
		ENGINES.put("container", "container engine");
	}

	private static final int FIRST_ENGINE = 5;

	private static final String HEAD = """
			# How Stompbox keeps to RFC 6455

			%d requirements of RFC 6455 and RFC 7692; %d cases in
			[`src/test/resources/websocket`](../src/test/resources/websocket/README.md), in the groups that WebSocket servers are usually
			tested by, prove them. Each is played in memory, from the socket to the handler and back (whole, byte by byte, and cut
			anywhere), and over the wire with the jar's `/echo`: with Stompbox's own engine, and with `stompbox.websocket.engine=container`,
			which is Jetty's. `grep -w ID` there finds the cases for a requirement.

			✓ is: goes as it is written. A sentence is how it differs, and why. – is: not played. MUST, SHOULD and MAY are the
			strongest word that the section uses.

			This page is written by `Rfc6455IT`, which fails when a case goes another way, and when the page says something else;
			`-Dstompbox.engine=container` plays, and writes, the other column.

			""";

	private final String engine;

	private final List<Outcome> outcomes;

	private final Map<String, String[]> published;

	/**
	 * @param engine which was played with
	 * @param outcomes what came of all cases
	 * @param published the page as it is, line by line
	 */
	Rfc6455Table(String engine, List<Outcome> outcomes, List<String> published) {
		this.engine = engine;
		this.outcomes = outcomes;
		this.published = published.stream()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.split(" \\| "))
			.collect(Collectors.toMap((cells) -> cells[0], (cells) -> cells, (one, other) -> one));
	}

	/**
	 * What came of a case.
	 *
	 * @param where file and line
	 * @param name what it shows
	 * @param proves which requirements
	 * @param difference why it goes another way there, or {@code ""}
	 * @param failure what went wrong, or {@code ""}; {@code null} when it was not played
	 */
	record Outcome(String where, String name, List<String> proves, String difference, String failure) {

		boolean failed() {
			return this.failure != null && !this.failure.isEmpty();
		}

		@Override
		public String toString() {
			return this.where + " \"" + this.name + "\": " + this.failure;
		}

	}

	@Override
	public String toString() {
		List<Requirement> all = Requirements.all();
		StringBuilder page = new StringBuilder(HEAD.formatted(all.size(), this.outcomes.size()));
		for (String rfc : List.of("RFC 6455", "RFC 7692")) {
			page.append("## ")
				.append(rfc.equals("RFC 6455") ? "RFC 6455: The WebSocket Protocol"
						: "RFC 7692: Compression, with `stompbox.websocket.compression=true`")
				.append("\n\n| id | section | word | what | cases | ")
				.append(String.join(" | ", ENGINES.values()))
				.append(" |\n|")
				.append("---|".repeat(FIRST_ENGINE + ENGINES.size()))
				.append('\n');
			all.stream().filter((it) -> it.section().startsWith(rfc)).forEach((it) -> row(page, it));
			page.append('\n');
		}
		page.setLength(page.length() - 1);
		return page.toString();
	}

	private void row(StringBuilder page, Requirement it) {
		List<Outcome> here = this.outcomes.stream().filter((outcome) -> outcome.proves().contains(it.id())).toList();
		String id = "| `" + it.id() + "`";
		page.append(id).append(" | ").append(it.section().substring("RFC 6455 ".length())).append(" | ");
		page.append(it.level()).append(" | ").append(it.statement()).append(" | ").append(here.size()).append(" | ");
		int column = FIRST_ENGINE;
		for (String each : ENGINES.keySet()) {
			page.append(each.equals(this.engine) ? cell(here) : before(id, column)).append(" | ");
			column++;
		}
		page.setLength(page.length() - 1);
		page.append('\n');
	}

	private String before(String id, int column) {
		String[] cells = this.published.get(id);
		if (cells == null || cells.length <= column) {
			return NOT_PLAYED;
		}
		return cells[column].replaceAll(" \\|$", "");
	}

	private static String cell(List<Outcome> here) {
		List<Outcome> played = here.stream().filter((outcome) -> outcome.failure() != null).toList();
		if (played.isEmpty()) {
			return NOT_PLAYED;
		}
		String differences = played.stream()
			.map(Outcome::difference)
			.filter((difference) -> !difference.isEmpty())
			.distinct()
			.collect(Collectors.joining("; "));
		boolean holds = played.stream().anyMatch((outcome) -> outcome.difference().isEmpty());
		return differences.isEmpty() ? "✓" : (holds ? "✓ but: " : "") + differences;
	}

	/** The engines' names, as the system property {@code stompbox.engine} has them. */
	static List<String> engines() {
		return Arrays.asList(ENGINES.keySet().toArray(String[]::new));
	}

}
