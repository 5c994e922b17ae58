package dev.stompbox.bench;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

	private final StringWriter written = new StringWriter();

	@Test
	void aTerminalHasOneLineThatIsTakenAwayAtTheEnd() {
		Progress progress = new Progress(new PrintWriter(this.written), true, false);
		progress.measuring("measuring 1/3", 2, 3000);
		progress.measuring("measuring 1/3", 2, 3000);
		assertThat(this.written.toString()).as("the second comes too soon")
			.startsWith("\rmeasuring 1/3: 2 s, 3,000 deliveries, 1,500 per second ")
			.doesNotContain("\n");
		progress.end();
		assertThat(this.written.toString()).endsWith(" \r");
	}

	@Test
	void elsewhereItIsALineNowAndThen() {
		Progress progress = new Progress(new PrintWriter(this.written), false, false);
		progress.connecting(5, 10);
		progress.connecting(6, 10);
		progress.end();
		assertThat(this.written.toString()).isEqualTo("connecting: 5 of 10" + System.lineSeparator());
	}

	@Test
	void quietIsQuiet() {
		Progress progress = new Progress(new PrintWriter(this.written), true, true);
		progress.connecting(5, 10);
		progress.holding(5, 1);
		progress.end();
		assertThat(this.written.toString()).isEmpty();
	}

}
