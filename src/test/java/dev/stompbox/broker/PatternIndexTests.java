package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Names;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

import static org.assertj.core.api.Assertions.assertThat;

class PatternIndexTests {

	private static final List<List<String>> PATTERNS = Names.all(List.of("a", "$s", "*", "#"), 1, 3);

	private static final List<List<String>> TOPICS = Names.all(List.of("a", "$s", "other"), 1, 4);

	private static final Delivery MESSAGE = new Delivery(
			new Message(Topic.parse("a"), "e", 1, 0, null, Headers.NONE, new byte[0]));

	private final PatternIndex index = new PatternIndex();

	private final List<String> found = new ArrayList<>();

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
			String name = String.join(".", topic);
			List<String> expected = in.stream()
				.map(Subscription::pattern)
				.filter((pattern) -> Names.matches(pattern.words(), topic))
				.map(TopicPattern::name)
				.toList();
			assertThat(found(name)).containsExactlyInAnyOrderElementsOf(expected);
			assertThat(this.index.countMatching(Topic.parse(name))).isEqualTo(expected.size());
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
		assertThat(found("a.b")).containsExactly("a.*");
		this.index.remove(other);
		assertThat(this.index.isEmpty()).isTrue();
	}

	/** A topic looks its patterns up again only when a pattern has come or gone. */
	@Test
	void whatWasFoundHoldsUntilAPatternComesOrGoes() {
		Topic topic = Topic.parse("a.b");
		Matches nobody = this.index.matching(topic, Matches.UNKNOWN);
		assertThat(nobody.count()).isZero();
		assertThat(this.index.matching(Topic.parse("other"), nobody)).as("shared by all that nobody wants")
			.isSameAs(nobody);
		Subscription first = subscription("a.*");
		this.index.add(first);
		Matches one = this.index.matching(topic, nobody);
		assertThat(one.count()).isEqualTo(1);
		Subscription second = subscription("a.*");
		this.index.add(second);
		assertThat(this.index.matching(topic, one)).isSameAs(one);
		assertThat(one.count()).isEqualTo(2);
		this.index.remove(first);
		assertThat(this.index.matching(topic, one)).isSameAs(one);
		this.index.remove(second);
		assertThat(this.index.matching(topic, one)).isNotSameAs(one);
		assertThat(one.count()).isZero();
	}

	@Test
	void whatVeryManyPatternsMatchIsNotKept() {
		for (int i = 1; i <= 32; i++) {
			this.index.add(subscription(String.join(".", Collections.nCopies(i, "#"))));
		}
		Matches most = this.index.matching(Topic.parse("a"), Matches.UNKNOWN);
		assertThat(most.kept()).isSameAs(most);
		this.index.add(subscription("a"));
		Matches tooMany = this.index.matching(Topic.parse("a"), most);
		assertThat(tooMany.count()).isEqualTo(33);
		assertThat(tooMany.kept()).isSameAs(Matches.UNKNOWN);
	}

	@Test
	void subscribersOfOnePatternComeAndGoByTheThousand() {
		Random random = new Random(3);
		List<Subscription> in = new ArrayList<>();
		for (int up = 0; up < 3; up++) {
			while (in.size() < 5000) {
				in.add(subscription("a.#"));
				this.index.add(in.get(in.size() - 1));
			}
			assertThat(found("a.b")).hasSize(5000);
			Collections.shuffle(in, random);
			while (in.size() > 7) {
				this.index.remove(in.remove(in.size() - 1));
			}
			assertThat(found("a.b")).hasSize(7);
		}
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
		this.found.clear();
		int reached = this.index.matching(Topic.parse(topic), Matches.UNKNOWN).deliver(MESSAGE);
		assertThat(this.found).hasSize(reached);
		return this.found;
	}

	private Subscription subscription(String pattern) {
		return new Subscription(TopicPattern.parse(pattern), (delivery) -> this.found.add(pattern), null);
	}

}
