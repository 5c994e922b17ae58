package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Names;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

class PatternIndexTests {

	private static final List<List<String>> PATTERNS = Names.all(List.of("a", "$s", "*", "#"), 1, 3);

	private static final List<List<String>> TOPICS = Names.all(List.of("a", "$s", "other"), 1, 4);

	private final PatternIndex index = new PatternIndex();

	@Test
	void itFindsWhatTheDefinitionSaysAndEachOnce() {
		PATTERNS.forEach((words) -> this.index.add(subscription(String.join(".", words))));
		for (List<String> topic : TOPICS) {
			List<String> expected = PATTERNS.stream()
				.filter((pattern) -> Names.matches(pattern, topic))
				.map((pattern) -> String.join(".", pattern))
				.toList();
			assertThat(found(String.join(".", topic))).as("%s", topic).containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	@Test
	void whatIsRemovedIsNotFoundAndTheRestIs() {
		Random random = new Random(1);
		List<Subscription> in = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			if (in.isEmpty() || random.nextInt(3) > 0) {
				Subscription added = subscription(String.join(".", PATTERNS.get(random.nextInt(PATTERNS.size()))));
				in.add(added);
				this.index.add(added);
			}
			else {
				this.index.remove(in.remove(random.nextInt(in.size())));
			}
			List<String> topic = TOPICS.get(random.nextInt(TOPICS.size()));
			Set<Subscription> found = new HashSet<>();
			this.index.forEachMatching(Topic.parse(String.join(".", topic)), found::add);
			assertThat(found).containsExactlyInAnyOrderElementsOf(
					in.stream().filter((one) -> Names.matches(one.pattern().words(), topic)).toList());
			assertThat(this.index.size()).isEqualTo(in.size());
		}
		in.forEach(this.index::remove);
		assertThat(this.index.isEmpty()).isTrue();
		assertThat(found("a.a")).isEmpty();
	}

	@Test
	void removingTwiceCountsOnce() {
		Subscription one = subscription("a.*");
		Subscription other = subscription("a.*");
		this.index.add(one);
		this.index.add(other);
		this.index.remove(one);
		this.index.remove(one);
		assertThat(this.index.size()).isEqualTo(1);
		assertThat(found("a.b")).containsExactly("a.*");
	}

	/**
	 * Ways through a tree of {@code #} grow with the power of its depth; that they are
	 * not gone one by one shows in that this ends at all.
	 */
	@Test
	void manyWildcardsAreGoneThroughAllAtOnce() {
		String deepest = String.join(".", Collections.nCopies(64, "#")) + ".a." + "*.#.".repeat(20) + "z";
		this.index.add(subscription(deepest));
		for (int i = 1; i <= 60; i++) {
			this.index.add(subscription(String.join(".", Collections.nCopies(i, "#"))));
			this.index.add(subscription(String.join(".", Collections.nCopies(i, "#.a"))));
		}
		assertThat(found("a.".repeat(120) + "b")).hasSize(60);
		assertThat(found("a.".repeat(120) + "a")).hasSize(120);
		assertThat(found("a.".repeat(120) + "z")).hasSize(61).contains(deepest);
	}

	private List<String> found(String topic) {
		List<String> found = new ArrayList<>();
		this.index.forEachMatching(Topic.parse(topic), (one) -> found.add(one.pattern().name()));
		return found;
	}

	private static Subscription subscription(String pattern) {
		return new Subscription(TopicPattern.parse(pattern), (delivery) -> {
		}, null);
	}

}
