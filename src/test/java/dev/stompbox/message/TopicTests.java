package dev.stompbox.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopicTests {

	@ParameterizedTest
	@CsvSource({ "a, a", "demo.prices, demo.prices", "demo/prices, demo.prices", "A-1_b~c@d:e+f$g, A-1_b~c@d:e+f$g",
			"$SYS.stats, $SYS.stats" })
	void aNameIsReadIntoItsOneSpelling(String text, String name) {
		assertThat(Topic.parse(text)).hasToString(name).isEqualTo(new Topic(name));
	}

	@Test
	void aNameHasUpTo255Characters() {
		assertThat(Topic.parse("a".repeat(255)).name()).hasSize(255);
		assertThatThrownBy(() -> Topic.parse("a".repeat(256)))
			.hasMessage("A topic's name has at most 255 characters; this one has 256.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "/", "a..b", "a//b", "a.", ".a", "a b", " a", "a\t", "a\u0000", "a\nb", "a\rb",
			"ä", "ａ", "á", "a%2eb", "a\\b", "a*", "*", "#", "a.#", "a.>", "a,b", "a;b", "a?b", "a=b", "a&b", "{a}",
			"(a)", "[a]", "a\"b", "a'b", "a`b", "a|b", "a^b", "a!b", "a<b", "\uD83D\uDE00" })
	void whatIsNoNameIsRefused(String text) {
		assertThatThrownBy(() -> Topic.parse(text)).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.code()).isEqualTo(ErrorCode.BAD_TOPIC);
			assertThat(refused.hint()).contains("words joined by '.'");
			assertThat(refused.getStackTrace()).isEmpty();
		});
	}

	@Test
	void aRefusalPointsAtTheCharacter() {
		assertThatThrownBy(() -> Topic.parse("demo.a b")).hasMessage("\"demo.a b\" has U+0020 at character 7.");
		assertThatThrownBy(() -> Topic.parse("demo?")).hasMessage("\"demo?\" has '?' at character 5.");
		assertThatThrownBy(() -> Topic.parse("a/*")).hasMessageContaining("is a pattern")
			.hasMessageContaining("for subscribing only");
	}

	@Test
	void aRefusalShowsLittleOfAStrangersName() {
		assertThatThrownBy(() -> Topic.parse("evil\r\n\u001b[31m" + "x".repeat(200))).satisfies((refused) -> {
			assertThat(refused.getMessage()).doesNotContain("\n", "\r", "\u001b").hasSizeLessThan(120);
		});
	}

	@Test
	void theServersOwnBeginWithADollar() {
		assertThat(Topic.parse("$SYS.stats").system()).isTrue();
		assertThat(Topic.parse("demo.$x").system()).isFalse();
	}

	@Test
	void topicsAreInTheOrderOfTheirNames() {
		assertThat(Topic.parse("a.b")).isLessThan(Topic.parse("a.c"));
	}

}
