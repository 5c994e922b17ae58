package dev.stompbox.stomp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.stompbox.stomp.ConformanceTable.Outcome;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The conversations of {@code conformance/*.stomp} with servers that run; what came of
 * them is {@code docs/conformance.md}.
 */
@Timeout(900)
class ConformanceIT {

	private static final Path WRITTEN = Path.of("target/conformance.md");

	private static final Path PUBLISHED = Path.of("docs/conformance.md");

	@Test
	void conversationsGoAsTheyAreWrittenAndTheTableSaysSo() throws IOException {
		List<Outcome> outcomes = new ArrayList<>();
		for (Target target : Target.played()) {
			outcomes.addAll(Stage.play(target));
		}
		assertThat(outcomes).filteredOn(Outcome::failed).map(Outcome::toString).isEmpty();
		String table = new ConformanceTable(outcomes).toString();
		Files.writeString(WRITTEN, table);
		List<String> published = Files.exists(PUBLISHED) ? Files.readAllLines(PUBLISHED) : List.of();
		assertThat(table.lines().filter((line) -> !published.contains(line)))
			.as("What %s does not say; if it is right: cp %s %s", PUBLISHED, WRITTEN, PUBLISHED)
			.isEmpty();
		assertThat(published).as("What %s says; if it is not right: cp %s %s", PUBLISHED, WRITTEN, PUBLISHED)
			.isEqualTo(table.lines().toList());
	}

	@ParameterizedTest
	@MethodSource("dev.stompbox.stomp.Target#played")
	void aConversationThatGoesAnotherWayIsSeen(Target target) {
		try (StompboxServer server = target.start()) {
			assertThat(Conversations.planted()).filteredOn((each) -> each.difference(target.id()).isEmpty())
				.hasSizeGreaterThan(5)
				.allSatisfy(
						(conversation) -> assertThat(Stage.play(target, server.port(), conversation, "planted", true))
							.as(conversation.name())
							.isNotEmpty());
		}
	}

}
