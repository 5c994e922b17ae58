package dev.stompbox.rest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.stompbox.broker.TopicInfo;
import dev.stompbox.message.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicQueryTests {

	private static final List<TopicInfo> ALL = shuffled(10);

	private static List<TopicInfo> shuffled(int count) {
		List<TopicInfo> all = new ArrayList<>(IntStream.range(0, count).mapToObj(TopicQueryTests::info).toList());
		Collections.shuffle(all, new Random(1));
		return all;
	}

	private static TopicInfo info(int i) {
		return new TopicInfo("demo." + ((i % 2 == 0) ? "Even." : "odd.") + i, i, 10L * i, 5, 100L * i, i, 0,
				(i == 3) ? null : 1000L - i, "e-1:" + i, 0, new TopicInfo.Kept(i, 0, null));
	}

	@ParameterizedTest
	@CsvSource({ "'', 10", "even, 5", "ODD.3, 1", "demo., 10", "nothing, 0" })
	void findsByAPartOfTheName(String text, int matching) {
		assertThat(TopicQuery.of(Map.of("text", text)).of(ALL, 2).matching()).isEqualTo(matching);
	}

	@Test
	void pagesByName() {
		TopicQuery.Result first = TopicQuery.of(Map.of("text", "odd")).of(ALL, 3);
		assertThat(first.shown()).extracting(TopicInfo::topic)
			.containsExactly("demo.odd.1", "demo.odd.3", "demo.odd.5");
		assertThat(first.next()).isEqualTo("demo.odd.5");
		TopicQuery.Result second = TopicQuery.of(Map.of("text", "odd", "after", "demo.odd.5")).of(ALL, 3);
		assertThat(second.shown()).extracting(TopicInfo::topic).containsExactly("demo.odd.7", "demo.odd.9");
		assertThat(second.next()).isNull();
		assertThat(second.matching()).isEqualTo(5);
	}

	@Test
	void sortsByWhatATopicHas() {
		TopicQuery.Result most = TopicQuery.of(Map.of("sort", "messagesIn", "descending", "true")).of(ALL, 2);
		assertThat(most.shown()).extracting(TopicInfo::messagesIn).containsExactly(90L, 80L);
		assertThat(most.next()).isNull();
		assertThat(TopicQuery.of(Map.of("sort", "messagesOut")).of(ALL, 2).shown()).as("equal ones by name")
			.extracting(TopicInfo::topic)
			.containsExactly("demo.Even.0", "demo.Even.2");
		assertThat(TopicQuery.of(Map.of("sort", "lastMessageAt")).of(ALL, 1).shown()).extracting(TopicInfo::topic)
			.containsExactly("demo.odd.3");
	}

	@Test
	void ofAHundredThousandOneIsFound() {
		TopicQuery.Result found = TopicQuery.of(Map.of("text", "odd.98765", "sort", "subscribers"))
			.of(shuffled(100_000), 500);
		assertThat(found.shown()).extracting(TopicInfo::topic).containsExactly("demo.odd.98765");
	}

	@Test
	void saysWhatItCannotDo() {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> TopicQuery.of(Map.of("sort", "shoes")))
			.satisfies((ex) -> assertThat(ex.hint()).contains("inPerSecond", "topic"));
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> TopicQuery.of(Map.of("sort", "subscribers", "after", "a")));
	}

}
