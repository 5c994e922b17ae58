package dev.stompbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Stock JavaScript clients: {@code ws} and {@code @stomp/stompjs}. */
@Timeout(90)
class NodeClientsIT {

	private static final String ADDRESS = "ws://localhost:8080";

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.start("--stompbox.limits.heart-beat=500ms");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theClientOfTheSourceDocumentLogsTheEcho(@TempDir Path directory) throws IOException {
		String source = Files.readString(NodeScript.HOME.resolve("hello.cjs"));
		assertThat(source).containsOnlyOnce(ADDRESS);
		Path script = directory.resolve("hello.cjs");
		Files.writeString(script, source.replace(ADDRESS, "ws://localhost:" + server.port()));
		try (NodeScript client = NodeScript.start(script)) {
			assertThat(client.line()).isEqualTo("Received: Hello, WebSocket!");
		}
	}

	@Test
	void stompjsDoesAllThatAnApplicationDoesWithIt() {
		try (NodeScript client = NodeScript.start(NodeScript.HOME.resolve("stomp.mjs"), "" + server.port())) {
			assertThat(client.outcome()).isEqualTo("""
					text messages: ok
					binary messages: ok
					wrong token: ok
					heart-beats: ok
					done
					exit code 0""");
		}
	}

}
