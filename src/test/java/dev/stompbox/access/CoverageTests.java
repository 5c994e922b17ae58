package dev.stompbox.access;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Names;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Rights to patterns, against all topics of a small alphabet. */
class CoverageTests {

	private static final List<String> WORDS = List.of("a", "ana", "$s", "*", "#");

	private static final List<List<String>> ASKED = Names.all(WORDS, 1, 3);

	/** "other" stands for all words that no pattern names. */
	private static final List<Topic> TOPICS = Names.all(List.of("a", "ana", "$s", "other"), 1, 6)
		.stream()
		.map((words) -> new Topic(String.join(".", words)))
		.toList();

	private static final List<List<String>> TERMS = List.of(List.of(), List.of("anyone"), List.of("user:{1}"),
			List.of("role:x"), List.of("role:y"), List.of("user:{2}", "role:y"));

	private static final Caller ANA = new Caller("ana", Caller.Proof.JWT, Set.of("x"));

	private static final long SEED = Long.getLong("stompbox.seed", 7);

	@Test
	void aPatternIsGrantedExactlyWhenEachOfItsTopicsIs() {
		Random random = new Random(SEED);
		int granted = 0;
		for (int round = 0; round < 60; round++) {
			List<Rule> rules = rules(random);
			RuleSet set = new RuleSet(rules);
			List<Topic> denied = TOPICS.stream()
				.filter((topic) -> !set.decide(ANA, Action.SUBSCRIBE, topic).allowed())
				.toList();
			for (int i = 0; i < 40; i++) {
				List<String> words = ASKED.get(random.nextInt(ASKED.size()));
				TopicPattern asked = TopicPattern.parse(String.join(".", words));
				boolean expected = denied.stream().noneMatch(asked::matches);
				Decision decision = set.decide(ANA, Action.SUBSCRIBE, asked);
				if (decision.allowed() != expected) {
					fail("seed %d: %s by %s should be %s and is %s", SEED, asked, rules, expected, decision);
				}
				checkException(set, asked, decision);
				granted += expected ? 1 : 0;
			}
		}
		assertThat(granted).as("both answers occur").isBetween(200, 2200);
	}

	/**
	 * What a refusal names as not granted is one of the pattern's topics, and is not
	 * granted.
	 */
	private static void checkException(RuleSet set, TopicPattern asked, Decision decision) {
		if (decision.except() != null) {
			Topic topic = new Topic(decision.except());
			assertThat(asked.matches(topic)).as("%s matches %s", asked, topic).isTrue();
			assertThat(set.decide(ANA, Action.SUBSCRIBE, topic).allowed()).as("%s", topic).isFalse();
		}
	}

	private static List<Rule> rules(Random random) {
		List<Rule> rules = new ArrayList<>();
		int count = 1 + random.nextInt(4);
		while (rules.size() < count) {
			String match = String.join(".", ASKED.get(random.nextInt(ASKED.size())));
			try {
				rules.add(Rule.of(rules.size(), match, TERMS.get(random.nextInt(TERMS.size())), null, null));
			}
			catch (IllegalArgumentException ex) {
				// Not every term goes with every pattern.
			}
		}
		if (random.nextBoolean()) {
			rules.add(Rule.of(rules.size(), "#", List.of("authenticated"), null, null));
		}
		return rules;
	}

	@Test
	void patternsMeetExactlyWhenTheyHaveATopicInCommon() {
		for (List<String> left : ASKED) {
			TopicPattern one = TopicPattern.parse(String.join(".", left));
			List<Topic> matched = TOPICS.stream().filter(one::matches).toList();
			for (int i = 0; i < ASKED.size(); i += 3) {
				TopicPattern two = TopicPattern.parse(String.join(".", ASKED.get(i)));
				boolean expected = matched.stream().anyMatch(two::matches);
				if (expected && !Coverage.meet(left, ASKED.get(i))) {
					fail("%s and %s meet", one, two);
				}
			}
		}
	}

	@Test
	void aHostilePatternIsRefusedAndNotThoughtAboutForLong() {
		List<Rule> rules = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			rules.add(Rule.of(i, "*.#.w" + i + ".*.#.v" + i, List.of("anyone"), null, null));
		}
		rules.add(Rule.of(200, "#", List.of("anyone"), null, null));
		TopicPattern asked = TopicPattern.parse(String.join(".", Collections.nCopies(60, "#.*")));
		assertThat(new RuleSet(rules).decide(ANA, Action.SUBSCRIBE, asked).why()).contains("too complicated");
	}

}
