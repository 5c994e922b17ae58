package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.stompbox.stomp.Catalogue.Requirement;
import dev.stompbox.stomp.Conversation.Proof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of what STOMP demands and the conversations hold each other to account: none
 * of the former without one of the latter, in each version, and the other way round.
 */
class CatalogueTests {

	private static final Map<String, Requirement> REQUIREMENTS = Catalogue.all()
		.stream()
		.collect(Collectors.toMap(Requirement::id, (requirement) -> requirement));

	private static final List<Conversation> CONVERSATIONS = Conversations.all()
		.values()
		.stream()
		.flatMap(List::stream)
		.toList();

	@Test
	void everyRequirementIsProvenInEachOfItsVersions() {
		Set<Proof> proven = CONVERSATIONS.stream()
			.flatMap((conversation) -> conversation.proves().stream())
			.collect(Collectors.toSet());
		List<Proof> missing = new ArrayList<>();
		REQUIREMENTS.forEach((id, requirement) -> requirement.sections()
			.keySet()
			.stream()
			.map((version) -> new Proof(version, id))
			.filter((proof) -> !proven.contains(proof))
			.forEach(missing::add));
		assertThat(missing).isEmpty();
	}

	@Test
	void everyConversationProvesSomethingThatIsAskedFor() {
		assertThat(CONVERSATIONS).allSatisfy((conversation) -> {
			assertThat(conversation.proves()).as(conversation.where() + " names what it proves").isNotEmpty();
			assertThat(conversation.proves()).as(conversation.where())
				.allSatisfy((proof) -> assertThat(REQUIREMENTS).containsKey(proof.requirement())
					.extractingByKey(proof.requirement())
					.satisfies((it) -> assertThat(it.sections()).containsKey(proof.version())));
		});
	}

	@Test
	void noTwoRequirementsAreTheSame() {
		Set<String> statements = new HashSet<>();
		assertThat(REQUIREMENTS.values())
			.allSatisfy((requirement) -> assertThat(statements.add(requirement.statement())).isTrue());
	}

	@Test
	void nothingTakesTooLongToBePlayedOverTheWire() {
		assertThat(CONVERSATIONS).extracting(Conversation::longestWait).allMatch((seconds) -> seconds <= 15);
	}

}
