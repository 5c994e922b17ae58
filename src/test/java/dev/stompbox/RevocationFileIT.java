package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompboxServer;
import dev.stompbox.support.StompboxServer.Failed;
import dev.stompbox.support.Tokens;

import static org.assertj.core.api.Assertions.assertThat;

/** What was taken back stays so, whatever becomes of the server. */
@Timeout(120)
class RevocationFileIT {

	private static final byte[] SECRET = "a-secret-of-more-than-thirty-two-bytes".getBytes(StandardCharsets.UTF_8);

	private static final String[] SETTINGS = { "--stompbox.jwt.secret=" + new String(SECRET, StandardCharsets.UTF_8),
			"--stompbox.topics[0].match=orders.#", "--stompbox.topics[0].publish=authenticated" };

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void find() {
		this.file = this.directory.resolve("data/revocations.ndjson");
	}

	private StompboxServer start() {
		return StompboxServer.with().in(this.directory).start(SETTINGS);
	}

	private static String token(String id) {
		return Tokens.hs256(SECRET,
				Tokens.claims("sub", "mia", "jti", id, "exp", Instant.now().plus(Duration.ofMinutes(5))));
	}

	private static HttpAnswer revoke(StompboxServer server, String what) {
		return server.operator()
			.call("POST", "/api/revocations", what.getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
	}

	@Test
	void aKilledServerKnowsThemWhenItIsBack() {
		String stolen = token("t-1");
		String other = token("t-2");
		try (StompboxServer server = start()) {
			assertThat(new Api(server.port(), stolen).publish("orders.a", "x").status()).isEqualTo(201);
			assertThat(this.file).doesNotExist();
			assertThat(revoke(server, "{\"tokenId\":\"t-1\"}").status()).isEqualTo(201);
			server.kill();
		}
		try (StompboxServer server = start()) {
			GuardIT.assertProblem(new Api(server.port(), stolen).publish("orders.a", "x"), 401, "SB-205");
			assertThat(new Api(server.port(), other).publish("orders.a", "x").status()).isEqualTo(201);
			HttpAnswer list = server.operator().get("/api/revocations");
			assertThat(list.text()).contains("\"tokenId\":\"t-1\"", "\"surviveRestart\":true");
			assertThat(server.operator().call("DELETE", "/api/revocations?tokenId=t-1", new byte[0]).status())
				.isEqualTo(204);
			server.kill();
		}
		try (StompboxServer server = start()) {
			assertThat(new Api(server.port(), stolen).publish("orders.a", "x").status()).isEqualTo(201);
		}
	}

	@Test
	void aListThatCannotBeWrittenIsInForceAndSaysSo() throws IOException {
		// Where it is written first.
		Files.createDirectories(this.file.resolveSibling("revocations.ndjson.new"));
		String stolen = token("t-1");
		try (StompboxServer server = start();
				StompClient mia = StompClient.anybody(server.port(), "passcode:" + stolen)) {
			HttpAnswer answer = revoke(server, "{\"tokenId\":\"t-1\"}");
			GuardIT.assertProblem(answer, 503, "SB-211");
			assertThat(answer.text()).contains("stays out until this server ends", "stompbox.access.revocations-file");
			assertThat(mia.error().header("code")).isEqualTo("SB-205");
			GuardIT.assertProblem(new Api(server.port(), stolen).publish("orders.a", "x"), 401, "SB-205");
		}
	}

	@Test
	void aListThatCannotBeReadStopsTheStart() throws IOException {
		Files.createDirectories(this.file.getParent());
		Files.writeString(this.file, "{\"kind\":\"name\",\"value\":\"mia\"}\nand bob\n");
		Failed failed = StompboxServer.with().in(this.directory).fail("--server.port=0");
		assertThat(failed.exit()).isNotZero();
		assertThat(failed.output())
			.contains("SB-102", "revocations.ndjson, line 2", "Nothing was started", "take it away")
			.doesNotContain("\tat ");
	}

}
