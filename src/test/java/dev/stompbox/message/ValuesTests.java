package dev.stompbox.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ValuesTests {

	@Test
	void aPositionIsWrittenAsEpochAndOffset() {
		assertThat(new Position("x1-2", 17)).hasToString("x1-2:17");
	}

	@Test
	void positionsOfTwoEpochsAreNotTheSame() {
		assertThat(new Position("a", 1)).isNotEqualTo(new Position("b", 1)).isEqualTo(new Position("a", 1));
	}

	@Test
	void ofARepeatedHeaderTheFirstValueCounts() {
		Headers headers = Headers.builder(1).add("foo", "World").add("foo", "Hello").build();
		assertThat(headers.get("foo")).isEqualTo("World");
		assertThat(headers.size()).isEqualTo(2);
	}

	@Test
	void headersKeepTheirOrderAndTheirRepetitions() {
		List<String> seen = new ArrayList<>();
		Headers.builder(0)
			.add("b", "1")
			.add("a", "2")
			.add("b", "3")
			.build()
			.forEach((name, value) -> seen.add(name + "=" + value));
		assertThat(seen).containsExactly("b=1", "a=2", "b=3");
	}

	@Test
	void aNameIsNotTakenForAValue() {
		Headers headers = Headers.builder(1).add("a", "b").build();
		assertThat(headers.get("b")).isNull();
		assertThat(headers.get("A")).isNull();
		assertThat(Headers.NONE.get("a")).isNull();
	}

	@Test
	void headersAreEqualWhenTheySayTheSame() {
		Headers one = Headers.builder(1).add("a", "b").build();
		assertThat(one).isEqualTo(Headers.builder(9).add("a", "b").build())
			.hasSameHashCodeAs(Headers.builder(9).add("a", "b").build())
			.isNotEqualTo(Headers.builder(1).add("a", "c").build());
		assertThat(Headers.builder(3).build()).isSameAs(Headers.NONE);
	}

	@Test
	void noTwoRefusalsHaveTheSameCode() {
		assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates()
			.allMatch((code) -> code.matches("SB-\\d{3}"));
	}

	@Test
	void aRefusalHasNoStackTrace() {
		Refused refused = new Refused(ErrorCode.NOT_FOUND, "It is not there.", "Look elsewhere.");
		assertThat(refused.getStackTrace()).isEmpty();
		assertThat(refused.detail()).isEqualTo("It is not there.");
		assertThat(refused.hint()).isEqualTo("Look elsewhere.");
	}

}
