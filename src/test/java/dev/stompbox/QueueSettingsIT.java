package dev.stompbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.StompboxServer.Failed;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code stompbox.queues}: what is right holds, and what is wrong stops the start. */
@Tag("no-websocket") // queues are looked at over HTTP alone
@Timeout(180)
class QueueSettingsIT {

	@TempDir
	private Path directory;

	@Test
	void theFirstRuleThatMatchesHolds() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), """
				stompbox:
				  queues:
				    - { match: "demo.mail.#", max-messages: 2, max-size: 1MB, dead-letter: demo/lost, ack-timeout: 0 }
				    - match: "demo.*.a"
				      max-deliveries: 1
				  limits:
				    queues: 2
				    queued: 1MB
				""");
		try (StompboxServer server = StompboxServer.with().in(this.directory).start()) {
			assertThat(server.anybody().send("demo.mail.a", new byte[1]).status()).isEqualTo(201);
			JsonNode queue = server.anybody().get("/api/queues/demo.mail.a").json();
			assertThat(queue.get("maxMessages").asInt()).isEqualTo(2);
			assertThat(queue.get("maxSize").asInt()).isEqualTo(1 << 20);
			assertThat(queue.get("deadLetter").asString()).isEqualTo("demo.lost");
			assertThat(server.anybody().send("demo.x.a", new byte[1]).status()).isEqualTo(201);
			assertThat(server.anybody().get("/api/queues/demo.x.a").json().get("deadLetter").asString())
				.isEqualTo("demo.x.a.dead");
			GuardIT.assertProblem(server.anybody().send("demo.third", new byte[1]), 429, "SB-315");
			for (int i = 0; i < 16; i++) {
				server.anybody().send("demo.x.a", new byte[64 * 1024]);
			}
			GuardIT.assertProblem(server.anybody().send("demo.x.a", new byte[64 * 1024]), 429, "SB-314");
			assertThat(server.anybody().send("demo.x.a", new byte[64 * 1024]).text())
				.contains("stompbox.limits.queued");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			match=demo.a | max-mesages=5     | stompbox.queues.max-messages
			match=demo.a | max-size=plenty   | stompbox.queues[0].max-size
			match=demo.a | dead-letter=a.*   | dead-letter
			match=a..b   | max-messages=5    | match
			max-size=1MB | max-messages=5    | match
			""")
	void whatIsWrongIsNamed(String first, String second, String named) {
		Failed failed = StompboxServer.with()
			.fail("--server.port=0", "--stompbox.queues[0]." + first, "--stompbox.queues[0]." + second);
		assertThat(failed.exit()).isNotZero();
		assertThat(failed.output()).contains("SB-102", named)
			.doesNotContain("\tat ", "Dashboard", "BeanCreationException", "NullPointer");
	}

}
