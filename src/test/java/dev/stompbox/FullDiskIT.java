package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.stompbox.support.Api;
import dev.stompbox.support.HttpAnswer;
import dev.stompbox.support.StompClient;
import dev.stompbox.support.StompFrame;
import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A disk that is really full: a file system of 8 MB that something else fills, where one
 * may be mounted (as root on Linux); else, on Linux, a limit that the kernel sets to the
 * size of the server's files. Elsewhere this is skipped, with the reason, and
 * {@code StoreTests.aFullDiskRefusesAndGoesOnWhenThereIsRoom} has a disk that says it is
 * full.
 */
@Tag("own-engine")
@Timeout(180)
class FullDiskIT {

	private static final String BODY = "x".repeat(20_000);

	@TempDir
	private Path directory;

	private boolean mounted;

	private Path data() {
		return this.directory.resolve("data");
	}

	private StompboxServer start() {
		return StompboxServer.with()
			.in(this.directory)
			.start("--stompbox.topics[0].match=demo.orders", "--stompbox.topics[0].subscribe=anyone",
					"--stompbox.topics[0].publish=anyone", "--stompbox.topics[0].durable=true",
					"--stompbox.topics[0].history.messages=100000", "--stompbox.topics[1].match=demo.#",
					"--stompbox.topics[1].subscribe=anyone", "--stompbox.topics[1].publish=anyone",
					"--stompbox.queues[0].match=demo.#", "--stompbox.queues[0].durable=true");
	}

	@AfterEach
	void unmount() throws Exception {
		if (this.mounted) {
			assertThat(run("umount", data().toString())).isTrue();
		}
	}

	@Test
	void nothingIsLostElsewhereGoesOnAndSoDoesThisWhenThereIsRoom() throws Exception {
		Files.createDirectories(data());
		this.mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", data().toString());
		assertThat(this.mounted || run("prlimit", "--version"))
			.as("A full disk takes root, or prlimit: apt-get install util-linux")
			.isTrue();
		List<String> acknowledged = new ArrayList<>();
		try (StompboxServer server = start()) {
			fillAndEmpty(server, acknowledged);
			server.kill();
		}
		try (StompboxServer server = start()) {
			assertThat(bodies(server.anybody())).isEqualTo(acknowledged);
			assertThat(publish(server.anybody(), "last", acknowledged)).isEqualTo(201);
		}
	}

	private void fillAndEmpty(StompboxServer server, List<String> acknowledged) throws IOException {
		try (StompClient subscriber = StompClient.anybody(server.port());
				StompClient elsewhere = StompClient.anybody(server.port())) {
			Api anybody = server.anybody();
			subscriber.subscribe("/topic/demo.orders", "s");
			elsewhere.subscribe("/topic/demo.memory", "m");
			assertThat(publish(anybody, "0", acknowledged)).isEqualTo(201);
			fill(server);
			int refused = 0;
			for (int i = 1; refused < 3; i++) {
				HttpAnswer answer = anybody.publish("demo.orders", i + " " + BODY);
				if (answer.status() == 201) {
					acknowledged.add(i + " " + BODY);
					continue;
				}
				GuardIT.assertProblem(answer, 507, "SB-350");
				refused++;
			}
			assertThat(acknowledged).as("taken while there was room").hasSizeGreaterThan(1);
			try (StompClient client = StompClient.operator(server, "soft-deny:true")) {
				StompFrame answer = client.confirm("SEND", "no " + BODY, "destination:/queue/demo.work");
				assertThat(answer.header("code")).isEqualTo("SB-350");
			}
			assertThat(anybody.publish("demo.memory", "goes on").status()).isEqualTo(201);
			assertThat(elsewhere.message().text()).isEqualTo("goes on");
			assertThat(bodies(anybody)).as("what is there can be read").isEqualTo(acknowledged);
			empty(server);
			await().until(() -> publish(anybody, "after " + BODY, acknowledged) == 201);
			for (String body : acknowledged) {
				assertThat(subscriber.message().text()).as("nobody sees what was refused").isEqualTo(body);
			}
		}
	}

	private static int publish(Api anybody, String body, List<String> acknowledged) {
		int status = anybody.publish("demo.orders", body).status();
		if (status == 201) {
			acknowledged.add(body);
		}
		return status;
	}

	private static List<String> bodies(Api anybody) {
		List<String> bodies = new ArrayList<>();
		String after = "start";
		while (true) {
			JsonNode page = anybody.get("/api/topics/demo.orders/messages?limit=1000&after=" + after).json();
			assertThat(page.path("recovered").asBoolean()).isTrue();
			if (page.path("messages").isEmpty()) {
				return bodies;
			}
			page.path("messages").forEach((message) -> bodies.add(message.path("body").asString()));
			after = page.path("next").asString();
		}
	}

	/** Leaves room for a few messages. */
	private void fill(StompboxServer server) throws IOException {
		if (this.mounted) {
			long free = Files.getFileStore(data()).getUsableSpace();
			byte[] bytes = new byte[(int) free - 100_000];
			Arrays.fill(bytes, (byte) 1);
			Files.write(data().resolve("something-else"), bytes);
			return;
		}
		assertThat(run("prlimit", "--pid", "" + server.process().pid(), "--fsize=100000:unlimited")).isTrue();
	}

	private void empty(StompboxServer server) throws IOException {
		if (this.mounted) {
			Files.delete(data().resolve("something-else"));
			return;
		}
		assertThat(run("prlimit", "--pid", "" + server.process().pid(), "--fsize=unlimited")).isTrue();
	}

	private static boolean run(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
