package dev.stompbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each promise in {@code docs/guarantees.md} names tests, and they are there. */
class GuaranteesTests {

	private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:IT|Tests))`");

	@Test
	void eachPromiseHasATestThatIsThere() throws IOException {
		Set<String> tests;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			tests = files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".java"))
				.map((name) -> name.substring(0, name.length() - ".java".length()))
				.collect(Collectors.toSet());
		}
		List<String> promises = Files.readAllLines(Path.of("docs/guarantees.md"))
			.stream()
			.filter((line) -> line.startsWith("| **"))
			.toList();
		assertThat(promises).hasSizeGreaterThan(10);
		for (String promise : promises) {
			String[] cells = promise.split("\\|");
			assertThat(cells).as(promise).hasSize(4);
			Matcher named = TEST.matcher(cells[3]);
			List<String> found = named.results().map((each) -> each.group(1)).toList();
			assertThat(found).as(promise).isNotEmpty();
			assertThat(tests).as(promise).containsAll(found);
		}
	}

}
