package dev.stompbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The script of {@code docs/access.md} holds somebody's rules to their table, as their CI
 * would run it.
 */
@Timeout(60)
@Tag("no-websocket")
class AccessTableIT {

	private record Ran(int exit, String output) {
	}

	@Test
	void itsExitCodeSaysWhetherTheRulesAreAsTheTableHasThem() throws Exception {
		for (String program : List.of("bash", "curl", "grep")) {
			assumeThat(isThere(program)).as(program).isTrue();
		}
		String script = script();
		try (StompboxServer server = StompboxServer.start("--stompbox.topics[0].match=orders.*",
				"--stompbox.topics[0].subscribe=user:{1},role:staff", "--stompbox.topics[1].match=chat.#",
				"--stompbox.topics[1].subscribe=authenticated")) {
			String here = script.replace("localhost:8080", "localhost:" + server.port());
			assertThat(run(here, server.token())).isEqualTo(new Ran(0, ""));
			String row = "false caller=ana&action=subscribe&destination=orders.bob";
			assertThat(here).contains(row);
			assertThat(run(here.replace(row, row.replace("false", "true")), server.token()))
				.isEqualTo(new Ran(1, "not true: " + row.substring("false ".length()) + "\n"));
			assertThat(run(here, "not-the-token").exit()).as("without an answer it is not as the table has it")
				.isEqualTo(1);
		}
	}

	private static String script() throws IOException {
		String page = Files.readString(Path.of("docs/access.md"));
		int from = page.indexOf("    while read -r allowed query");
		int to = page.indexOf("    TABLE\n", from) + "    TABLE\n".length();
		return page.substring(from, to).indent(-4);
	}

	private static Ran run(String script, String token) throws Exception {
		ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true);
		bash.environment().put("TOKEN", token);
		Process process = bash.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Ran(process.waitFor(), output);
	}

	private static boolean isThere(String program) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

}
