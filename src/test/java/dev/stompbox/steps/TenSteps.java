package dev.stompbox.steps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A run of the ten steps. */
public interface TenSteps extends AutoCloseable {

	/**
	 * A step, by its heading in {@code docs/ten-steps.md}.
	 *
	 * @param number its place, from 1
	 * @param name what it is called
	 */
	record Step(int number, String name) {

		@Override
		public String toString() {
			return this.number + " " + this.name;
		}

	}

	/** The steps, as the page has them. */
	static List<Step> all() {
		try {
			String page = Files.readString(Path.of("docs/ten-steps.md"));
			return Pattern.compile("^## (\\d+) (.+)$", Pattern.MULTILINE)
				.matcher(page)
				.results()
				.map((heading) -> new Step(Integer.parseInt(heading.group(1)), heading.group(2)))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Takes the next step, or fails with what was wrong. */
	void take(Step step) throws Exception;

	@Override
	void close();

}
