package dev.stompbox.stomp;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.stompbox.stomp.Catalogue.Requirement;

/** What the conversations prove, as the page {@code docs/conformance.md}. */
final class ConformanceTable {

	private static final String NOT_PLAYED = "–";

	private static final String HEAD = """
			# How Stompbox keeps to STOMP

			%d requirements of STOMP 1.0, 1.1 and 1.2, and %d that are Stompbox's own; %d conversations in
			[`src/test/resources/conformance`](../src/test/resources/conformance/README.md) prove them. Each is played with sessions in
			memory (whole, byte by byte, and cut anywhere) and over the wire against the jar: with the embedded broker at `/ws`, over
			SockJS, and as a relay before RabbitMQ. `grep -rw ID` there finds the conversations for a requirement.

			✓ is: goes as it is written. A sentence is how it differs, and why. – is: not played. MUST, SHOULD and MAY are the
			strongest word that one of the versions uses.

			This page is written by `ConformanceIT`, which fails when a conversation goes another way, and when the page says
			something else.

			""";

	private final List<Outcome> outcomes;

	ConformanceTable(List<Outcome> outcomes) {
		this.outcomes = outcomes;
	}

	/**
	 * What came of a conversation.
	 *
	 * @param difference why it goes another way there, or {@code ""}
	 * @param failure what went wrong, or {@code ""}
	 */
	record Outcome(Target target, Conversation conversation, String difference, String failure) {

		boolean failed() {
			return !this.failure.isEmpty();
		}

		@Override
		public String toString() {
			return this.target + " " + this.conversation.where() + " \"" + this.conversation.name() + "\": "
					+ this.failure;
		}

	}

	@Override
	public String toString() {
		List<Requirement> all = Catalogue.all();
		long conversations = this.outcomes.stream().map(Outcome::conversation).distinct().count();
		StringBuilder page = new StringBuilder(HEAD.formatted(all.stream().filter((it) -> !it.own()).count(),
				all.stream().filter(Requirement::own).count(), conversations));
		page.append("## STOMP\n\n");
		table(page, all.stream().filter((it) -> !it.own()).toList());
		page.append("\n## What STOMP leaves to the server\n\n");
		table(page, all.stream().filter(Requirement::own).toList());
		return page.toString();
	}

	private void table(StringBuilder page, List<Requirement> requirements) {
		String targets = Arrays.stream(Target.values()).map(Target::title).collect(Collectors.joining(" | "));
		page.append("| id | versions | section | word | what | ").append(targets).append(" |\n|");
		page.append("---|".repeat(5 + Target.values().length)).append('\n');
		for (Requirement it : requirements) {
			page.append("| `")
				.append(it.id())
				.append("` | ")
				.append(it.own() ? "" : String.join(" ", it.sections().keySet()))
				.append(" | ");
			page.append(it.sections().values().stream().distinct().collect(Collectors.joining(", "))).append(" | ");
			page.append(it.level()).append(" | ").append(it.statement().replace("\\", "\\\\")).append(" | ");
			for (Target target : Target.values()) {
				page.append(cell(it, target)).append(" | ");
			}
			page.setLength(page.length() - 1);
			page.append('\n');
		}
	}

	private String cell(Requirement requirement, Target target) {
		List<Outcome> here = this.outcomes.stream()
			.filter((outcome) -> outcome.target() == target)
			.filter((outcome) -> outcome.conversation()
				.proves()
				.stream()
				.anyMatch((proof) -> proof.requirement().equals(requirement.id())))
			.toList();
		if (here.isEmpty()) {
			return NOT_PLAYED;
		}
		String general = requirement.differs().getOrDefault(target.id(), "");
		boolean holds = general.isEmpty() && here.stream().anyMatch((outcome) -> outcome.difference().isEmpty());
		String differences = Stream.concat(Stream.of(general), here.stream().map(Outcome::difference))
			.filter((difference) -> !difference.isEmpty())
			.distinct()
			.collect(Collectors.joining("; "));
		return differences.isEmpty() ? "✓" : (holds ? "✓ but: " : "") + differences;
	}

}
