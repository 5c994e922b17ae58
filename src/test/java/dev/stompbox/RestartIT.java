package dev.stompbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.Api;
import dev.stompbox.support.NodeScript;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A restart under load, with stock clients that do nothing but reconnect and resume on
 * durable topics: nothing acknowledged is lost, and nothing comes twice.
 */
@Timeout(180)
class RestartIT {

	private static final int SUBSCRIBERS = 200;

	private static final int PUBLISHERS = 20;

	private StompboxServer first;

	@TempDir
	private Path directory;

	private StompboxServer start(int port) {
		return StompboxServer.with()
			.compiled()
			.in(this.directory)
			.start("--server.port=" + port, "--stompbox.topics[0].match=demo.restart.*",
					"--stompbox.topics[0].subscribe=anyone", "--stompbox.topics[0].publish=anyone",
					"--stompbox.topics[0].durable=true");
	}

	@Test
	void everyPublicationThatWasTakenHasItsReceiptAndEverybodyComesBackAndMissesNothing() {
		this.first = start(0);
		int port;
		try (NodeScript clients = restart()) {
			port = this.first.port();
			assertThat(clients.line()).isEqualTo("ready");
			Api operator = this.first.operator();
			assertThat(operator.call("POST", "/api/drain?window=5s", new byte[0]).status()).isEqualTo(200);
			String[] gone = clients.line().split(" ");
			assertThat(gone[0]).as(String.join(" ", gone)).isEqualTo("gone");
			List<String> receipts = Arrays.asList(gone).subList(1, gone.length);
			assertThat(receipts).hasSize(PUBLISHERS);
			for (int i = 0; i < PUBLISHERS; i++) {
				assertThat(operator.get("/api/topics/demo.restart." + i).json().get("messagesIn").asString())
					.as("taken from publisher " + i + ", and its receipts")
					.isEqualTo(receipts.get(i));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> operator.get("/api/drain").json().get("connections").asInt() == 0);
			assertThat(this.first.stop()).isZero();
			try (StompboxServer second = start(port)) {
				assertThat(clients.line()).isEqualTo("back");
				assertThat(second.log()).doesNotContain("Exception", "\tat ");
			}
		}
		finally {
			this.first.close();
		}
	}

	private NodeScript restart() {
		return NodeScript.start(NodeScript.HOME.resolve("restart.mjs"), "" + this.first.port(), "" + SUBSCRIBERS,
				"" + PUBLISHERS, this.first.token());
	}

}
