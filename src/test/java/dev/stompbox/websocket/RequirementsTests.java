package dev.stompbox.websocket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import dev.stompbox.websocket.Requirements.Requirement;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The list of what RFC 6455 and RFC 7692 demand and the cases hold each other to account:
 * none of the former without one of the latter, and the other way round.
 */
class RequirementsTests {

	private static final Map<String, List<String>> PROVES = proves();

	private static Map<String, List<String>> proves() {
		Map<String, List<String>> proves = new LinkedHashMap<>();
		List<FrameCase> frames = new ArrayList<>(FrameCases.deflate());
		FrameCases.all().values().forEach(frames::addAll);
		frames.forEach((one) -> proves.put(one.where(), one.proves()));
		for (String file : List.of("handshake.http", "deflate.http")) {
			HandshakeCase.in(file).forEach((one) -> proves.put(one.where(), one.proves()));
		}
		return proves;
	}

	@Test
	void everyRequirementIsProven() {
		Set<String> proven = new TreeSet<>();
		PROVES.values().forEach(proven::addAll);
		assertThat(Requirements.all()).extracting(Requirement::id).allMatch(proven::contains);
	}

	@Test
	void everyCaseProvesSomethingThatIsAskedFor() {
		Set<String> asked = new HashSet<>();
		Requirements.all().forEach((requirement) -> asked.add(requirement.id()));
		PROVES.forEach((where, ids) -> {
			assertThat(ids).as(where).isNotEmpty();
			assertThat(asked).as(where).containsAll(ids);
		});
	}

	@Test
	void noTwoRequirementsAreTheSame() {
		assertThat(Requirements.all()).extracting(Requirement::id).doesNotHaveDuplicates();
		assertThat(Requirements.all()).extracting(Requirement::statement).doesNotHaveDuplicates();
	}

}
