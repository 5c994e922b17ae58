package dev.stompbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code deploy/Dockerfile} has Java do, without the container: the commands are
 * read from it.
 */
@Tag("no-websocket") // the same whatever speaks WebSocket
@Timeout(180)
class ImageIT {

	private static final Pattern WORD = Pattern.compile("\"([^\"]+)\"");

	@TempDir
	private Path directory;

	@Test
	void theUnpackedJarStartsWithTheClassesOfItsTrainingRun() throws Exception {
		List<String> lines = Files.readAllLines(Path.of("deploy/Dockerfile"));
		String copied = startOf(lines, "COPY ")[1];
		Files.copy(StompboxServer.jar(), this.directory.resolve(copied));
		for (String line : lines) {
			if (line.startsWith("RUN java ")) {
				run(line.substring("RUN ".length()).replaceFirst(" && .*", "").split(" "));
			}
		}
		List<String> entry = WORD
			.matcher(lines.stream().filter((line) -> line.startsWith("ENTRYPOINT")).findFirst().orElseThrow())
			.results()
			.map((word) -> word.group(1))
			.toList();
		int jar = entry.indexOf("-jar");
		List<String> options = new ArrayList<>(entry.subList(1, jar));
		// Java says nothing and goes on without where the archive does not fit, else.
		options.add("-Xshare:on");
		try (StompboxServer server = StompboxServer.with()
			.in(this.directory)
			.jar(Path.of(entry.get(jar + 1)))
			.jvm(options.toArray(String[]::new))
			.start()) {
			assertThat(server.operator().publish("demo.hello", "x").status()).isEqualTo(201);
			assertThat(server.anybody().get("/").text()).contains("<title>");
			assertThat(server.anybody().get("/lib/stomp.js").status()).isEqualTo(200);
		}
	}

	private static String[] startOf(List<String> lines, String word) {
		return lines.stream()
			.filter((line) -> line.startsWith(word))
			.findFirst()
			.map((line) -> line.substring(word.length()).split(" "))
			.orElseThrow();
	}

	private void run(String... command) throws IOException, InterruptedException {
		assertThat(command[0]).isEqualTo("java");
		command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		File output = this.directory.resolve("output").toFile();
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output)
			.start();
		assertThat(process.waitFor()).as(Arrays.toString(command) + Files.readString(output.toPath())).isZero();
	}

}
