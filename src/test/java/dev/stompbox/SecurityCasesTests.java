package dev.stompbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each case in {@code docs/security-cases.md} names tests, and they are there. */
class SecurityCasesTests {

	private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:IT|Tests))(?:\\.(\\w+))?`");

	@Test
	void eachCaseHasATestThatIsThere() throws IOException {
		Map<String, String> tests;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			tests = files.filter((file) -> file.toString().endsWith(".java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString().replace(".java", ""),
						SecurityCasesTests::text, (one, other) -> one + other));
		}
		List<String> cases = Files.readAllLines(Path.of("docs/security-cases.md"))
			.stream()
			.filter((line) -> line.matches("\\| [A-Z]\\d+ \\|.*"))
			.toList();
		assertThat(cases).hasSizeGreaterThan(70);
		Set<String> numbers = new HashSet<>();
		for (String each : cases) {
			String[] cells = each.split("(?<!\\\\)\\|");
			assertThat(cells).as(each).hasSize(5);
			assertThat(numbers.add(cells[1])).as(each).isTrue();
			List<MatchResult> named = TEST.matcher(cells[4]).results().toList();
			assertThat(named).as(each).isNotEmpty();
			for (MatchResult test : named) {
				assertThat(tests).as(each).containsKey(test.group(1));
				if (test.group(2) != null) {
					String method = "void " + test.group(2) + "(";
					assertThat(tests.getOrDefault(test.group(1), "").contains(method)).as(method + " of " + each)
						.isTrue();
				}
			}
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
