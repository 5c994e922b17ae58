package dev.stompbox.message;

import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class TopicPatternTests {

	private static final List<List<String>> PATTERNS = Names.all(List.of("a", "$s", "*", "#"), 1, 4);

	// "other" stands for all words that no pattern names
	private static final List<List<String>> TOPICS = Names.all(List.of("a", "$s", "other"), 1, 4);

	@ParameterizedTest
	@CsvSource({ "demo.a, demo.a, true", "demo.a, demo.b, false", "demo.*, demo.a, true", "demo.*, demo, false",
			"demo.*, demo.a.b, false", "demo.#, demo, true", "demo.#, demo.a.b.c, true", "demo.#, demos, false",
			"#, a.b, true", "#, $SYS.stats, false", "*, $SYS, false", "*.stats, $SYS.stats, false",
			"#.stats, $SYS.stats, false", "$SYS.*, $SYS.stats, true", "$SYS.#, $SYS.stats, true", "a.#.z, a.z, true",
			"a.#.z, a.b.c.z, true", "a.#.z, a.b.c, false", "#.#, a, true", "*.#, a, true", "a/*, a.b, true" })
	void aPatternMatches(String pattern, String topic, boolean expected) {
		assertThat(TopicPattern.parse(pattern).matches(Topic.parse(topic))).isEqualTo(expected);
	}

	@Test
	void matchingIsWhatItsDefinitionSays() {
		for (List<String> pattern : PATTERNS) {
			TopicPattern parsed = parse(pattern);
			for (List<String> topic : TOPICS) {
				if (parsed.matches(Topic.parse(String.join(".", topic))) != Names.matches(pattern, topic)) {
					fail("%s and %s", pattern, topic);
				}
			}
		}
	}

	/** The side on which rights depend: what is contained can reach no topic outside. */
	@Test
	void whatIsContainedMatchesNoTopicOutside() {
		List<List<String>> patterns = Names.all(List.of("a", "$s", "*", "#"), 1, 3);
		List<BitSet> matched = matched(patterns, TOPICS);
		for (int outer = 0; outer < patterns.size(); outer++) {
			TopicPattern pattern = parse(patterns.get(outer));
			for (int inner = 0; inner < patterns.size(); inner++) {
				if (pattern.contains(parse(patterns.get(inner)))) {
					BitSet outside = (BitSet) matched.get(inner).clone();
					outside.andNot(matched.get(outer));
					if (!outside.isEmpty()) {
						fail("%s contains %s, but not %s", pattern, patterns.get(inner),
								TOPICS.get(outside.nextSetBit(0)));
					}
				}
			}
		}
	}

	/** The other side. Longer topics tell these patterns apart no further. */
	@ParameterizedTest
	@CsvSource({ "b", "$s" })
	void whatMatchesNoTopicOutsideIsContained(String word) {
		List<List<String>> patterns = Names.all(List.of("a", word, "*", "#"), 1, 3);
		List<BitSet> matched = matched(patterns, Names.all(List.of("a", word, "other"), 1, 7));
		for (int outer = 0; outer < patterns.size(); outer++) {
			TopicPattern pattern = parse(patterns.get(outer));
			for (int inner = 0; inner < patterns.size(); inner++) {
				BitSet outside = (BitSet) matched.get(inner).clone();
				outside.andNot(matched.get(outer));
				if (pattern.contains(parse(patterns.get(inner))) != outside.isEmpty()) {
					fail("%s contains %s? It should be %s", pattern, patterns.get(inner), outside.isEmpty());
				}
			}
		}
	}

	private static List<BitSet> matched(List<List<String>> patterns, List<List<String>> topics) {
		return patterns.stream().map((pattern) -> {
			BitSet matched = new BitSet();
			for (int i = 0; i < topics.size(); i++) {
				matched.set(i, Names.matches(pattern, topics.get(i)));
			}
			return matched;
		}).toList();
	}

	private static TopicPattern parse(List<String> words) {
		return TopicPattern.parse(String.join(".", words));
	}

	@Test
	void aPatternContainsItself() {
		for (List<String> words : PATTERNS) {
			TopicPattern pattern = TopicPattern.parse(String.join(".", words));
			assertThat(pattern.contains(pattern)).as("%s", words).isTrue();
		}
	}

	@Test
	void aHostilePatternIsRefusedAndNotThoughtAboutForLong() {
		TopicPattern outer = TopicPattern.parse(String.join(".", Collections.nCopies(40, "#.*.a")));
		TopicPattern inner = TopicPattern.parse(String.join(".", Collections.nCopies(40, "*.#.a")));
		assertThat(outer.contains(inner)).isIn(true, false);
		assertThat(TopicPattern.parse("demo.#").contains(inner)).isFalse();
		Random random = new Random(5);
		for (int i = 0; i < 20; i++) {
			assertThat(randomly(random).contains(randomly(random))).isIn(true, false);
		}
	}

	private static TopicPattern randomly(Random random) {
		StringBuilder name = new StringBuilder("a");
		while (name.length() < 253) {
			name.append('.').append("ab*##".charAt(random.nextInt(5)));
		}
		return TopicPattern.parse(name.toString());
	}

	@Test
	void aNameIsAPatternOfItself() {
		assertThat(TopicPattern.parse("demo.a").exact()).isTrue();
		assertThat(TopicPattern.parse("demo.*").exact()).isFalse();
		assertThat(TopicPattern.parse("#").exact()).isFalse();
		assertThat(TopicPattern.of(Topic.parse("demo.a"))).isEqualTo(TopicPattern.parse("demo/a"))
			.hasToString("demo.a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a..b", ".", "a.", ".a", "a*", "*a", "a.b#", "**", "a.>", "a b", "a.{x}", "ä" })
	void whatIsNoPatternIsRefused(String text) {
		assertThatThrownBy(() -> TopicPattern.parse(text)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_TOPIC));
	}

}
