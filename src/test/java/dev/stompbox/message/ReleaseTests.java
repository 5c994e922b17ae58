package dev.stompbox.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReleaseTests {

	@Test
	void isThePomsVersion() throws IOException {
		assertThat(Files.readString(Path.of("pom.xml")))
			.containsPattern("<artifactId>stompbox</artifactId>\\s*<version>" + Release.VERSION + "</version>");
	}

}
