package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;

/** What is on disk: across starts, and when it is damaged. */
@Tag("own-engine")
@Timeout(180)
class DurableIT {

	private static final String TOPIC = "demo.orders";

	@TempDir
	private Path directory;

	private Path data;

	@BeforeEach
	void data() {
		this.data = this.directory.resolve("data");
	}

	private StompboxServer start(String... more) {
		return StompboxServer.with().in(this.directory).start(settings(more));
	}

	private String[] settings(String... more) {
		List<String> all = new ArrayList<>(List.of("--stompbox.topics[0].match=demo.#",
				"--stompbox.topics[0].subscribe=anyone", "--stompbox.topics[0].publish=anyone",
				"--stompbox.topics[0].durable=true", "--stompbox.topics[0].last-value=true"));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	private static String publish(StompboxServer server, String body) {
		HttpAnswer answer = server.operator().publish(TOPIC, body);
		assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
		return answer.json().path("position").asString();
	}

	private Path segment() throws IOException {
		try (var files = Files.list(this.data)) {
			return files.filter((file) -> file.toString().endsWith(".log")).findFirst().orElseThrow();
		}
	}

	@Test
	void allOfItIsThereAfterAStart() {
		String first;
		String repeated;
		try (StompboxServer server = start(); StompClient client = StompClient.operator(server)) {
			first = publish(server, "1");
			repeated = client.confirm("SEND", "2", "destination:/topic/" + TOPIC, "idempotency-key:k")
				.header("position");
			StompFrame none = client.confirm("SEND", "9", "destination:/topic/memory.a");
			assertThat(none.header("position")).isNotEmpty();
			assertThat(server.stop()).isZero();
		}
		try (StompboxServer server = start(); StompClient client = StompClient.operator(server)) {
			assertThat(server.operator().get("/api/topics/" + TOPIC).json().path("position").asString())
				.isEqualTo(repeated);
			assertThat(server.operator().get("/api/topics/memory.a").status()).as("in memory").isEqualTo(404);
			StompFrame again = client.confirm("SEND", "2", "destination:/topic/" + TOPIC, "idempotency-key:k");
			assertThat(again.header("duplicate")).isEqualTo("true");
			assertThat(again.header("position")).isEqualTo(repeated);
			client.send("SUBSCRIBE", "", "id:0", "destination:/topic/" + TOPIC, "since:" + first, "receipt:s");
			assertThat(client.message().text()).isEqualTo("2");
			StompFrame receipt = client.await("RECEIPT");
			assertThat(receipt.header("recovered")).isEqualTo("true");
			assertThat(receipt.header("replayed")).isEqualTo("1");
			assertThat(server.anybody().get("/api/topics/" + TOPIC + "/messages/last").status()).isEqualTo(200);
			assertThat(publish(server, "3")).isEqualTo(first.substring(0, first.indexOf(':')) + ":3");
		}
	}

	/**
	 * A publisher who does not wait is faster than the disk, and a subscriber who reads
	 * is not cut off for what comes from there at once.
	 */
	@Test
	void whoReadsKeepsUpWithWhoDoesNotWait() {
		try (StompboxServer server = start("--stompbox.limits.outbox=256KB");
				StompClient subscriber = StompClient.anybody(server.port());
				StompClient publisher = StompClient.anybody(server.port())) {
			subscriber.subscribe("/topic/" + TOPIC, "0");
			String body = "x".repeat(200);
			CompletableFuture<Void> published = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 20_000; i++) {
					publisher.send("SEND", i + " " + body, "destination:/topic/" + TOPIC);
				}
			});
			for (int i = 0; i < 20_000; i++) {
				assertThat(subscriber.message().text()).startsWith(i + " ");
			}
			published.join();
		}
	}

	@Test
	void whatIsPurgedStaysAwayAndWhatIsImportedStays() {
		try (StompboxServer server = start()) {
			publish(server, "1");
			publish(server, "2");
			byte[] export = server.operator().get("/api/topics/" + TOPIC + "/messages/export").body();
			assertThat(server.operator().call("DELETE", "/api/topics/" + TOPIC + "/messages", new byte[0]).status())
				.isEqualTo(200);
			assertThat(server.operator().call("POST", "/api/topics/demo.again/messages/import", export).status())
				.isEqualTo(200);
			server.kill();
		}
		try (StompboxServer server = start()) {
			JsonNode page = server.anybody().get("/api/topics/" + TOPIC + "/messages?after=start").json();
			assertThat(page.path("messages").size()).isZero();
			assertThat(
					server.anybody().get("/api/topics/demo.again/messages?after=start").json().path("messages").size())
				.isEqualTo(2);
		}
	}

	@Test
	void aDirectoryIsOneServers() {
		try (StompboxServer server = start()) {
			publish(server, "1");
			StompboxServer.Failed second = StompboxServer.with().in(this.directory).fail(settings("--server.port=0"));
			assertThat(second.exit()).isEqualTo(1);
			assertThat(second.output()).contains("SB-353 Another server has data open. Nothing was started.")
				.doesNotContain("at dev.stompbox");
			assertThat(store("check").output()).contains("Another server has data open");
		}
	}

	/**
	 * Found by the start, explained by check, gone on without by repair, and told to who
	 * resumes.
	 */
	@Test
	void whatIsDamagedIsNamedAndGoneOnWithout() throws Exception {
		String first;
		try (StompboxServer server = start()) {
			first = publish(server, "first");
			publish(server, "second, which will be damaged");
			publish(server, "third");
			assertThat(server.stop()).isZero();
		}
		assertThat(store("check")).isEqualTo(new StompboxServer.Failed(0, store("check").output()));
		flip("which will be");
		StompboxServer.Failed refused = StompboxServer.with().in(this.directory).fail(settings("--server.port=0"));
		assertThat(refused.exit()).isEqualTo(1);
		assertThat(refused.output()).contains("SB-353 0000000000000001.log, byte ")
			.contains("store check data")
			.doesNotContain("at dev.stompbox");
		StompboxServer.Failed check = store("check");
		assertThat(check.exit()).isEqualTo(1);
		assertThat(check.output()).contains("DAMAGED", "of demo.orders the messages 2 to 2 are lost");
		StompboxServer.Failed repair = store("repair");
		assertThat(repair.exit()).as(repair.output()).isZero();
		assertThat(store("check").exit()).isZero();
		try (StompboxServer server = start(); StompClient client = StompClient.operator(server)) {
			client.send("SUBSCRIBE", "", "id:0", "destination:/topic/" + TOPIC, "since:" + first, "receipt:s");
			StompFrame third = client.message();
			assertThat(third.text()).isEqualTo("third");
			assertThat(third.header("dropped")).isEqualTo("1");
			StompFrame receipt = client.await("RECEIPT");
			assertThat(receipt.header("recovered")).isEqualTo("false");
			assertThat(receipt.header("missed")).isEqualTo("1");
		}
	}

	private void flip(String text) throws IOException {
		byte[] all = Files.readAllBytes(segment());
		int at = new String(all, StandardCharsets.ISO_8859_1).indexOf(text);
		all[at] ^= 1;
		Files.write(segment(), all);
	}

	/** What the jar's command says. */
	private StompboxServer.Failed store(String what) {
		try {
			Process process = new ProcessBuilder(
					Arrays.asList(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
							StompboxServer.jar().toString(), "store", what, "data"))
				.directory(this.directory.toFile())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return new StompboxServer.Failed(process.waitFor(), output);
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
