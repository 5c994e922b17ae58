package dev.stompbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.stompbox.support.StompboxServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The jar's {@code bench} against the jar's server. */
@Timeout(180)
class BenchIT {

	private static final String[] SHORT = { "--warm-up", "200ms", "--duration", "700ms", "--repeat", "2", "--json",
			"--quiet" };

	private static StompboxServer server;

	@BeforeAll
	static void start() {
		server = StompboxServer.with().compiled().start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	/** A run of {@code bench}. */
	private record Ran(int exit, String out, String err) {

		JsonNode json() {
			assertThat(this.out.lines()).as(this.err).hasSize(1);
			return JsonMapper.shared().readTree(this.out);
		}

	}

	@Test
	void fanout(@TempDir Path folder) throws Exception {
		JsonNode json = sound(folder, "fanout", "--url", url("/ws"), "--subscribers", "50", "--pid", pid());
		assertThat(json.path("mode").asString()).isEqualTo("fanout");
		assertThat(json.path("repetitions").asInt()).isEqualTo(2);
		assertThat(json.path("serverCpuMicrosPerDelivery").path("median").asDouble()).isPositive();
		assertThat(json.path("connectServerCpuMicros").isNumber()).isTrue();
		assertThat(json.path("latencyP99Micros").path("median").asDouble())
			.isGreaterThanOrEqualTo(json.path("latencyP50Micros").path("median").asDouble());
	}

	@Test
	void pacedWithSeveralPublishersThreadsAndIdsOfTheirOwn(@TempDir Path folder) throws Exception {
		JsonNode json = sound(folder, "fanout", "--url", url("/ws"), "--subscribers", "20", "--rate", "200",
				"--publishers", "3", "--threads", "2", "--unique-ids", "--binary", "--size", "5000", "--connect-rate",
				"500");
		assertThat(json.path("deliveries").asLong()).as("some 140 publications each time")
			.isBetween(2L * 20 * 70, 2L * 20 * 210);
	}

	@Test
	void topics(@TempDir Path folder) throws Exception {
		JsonNode json = sound(folder, "topics", "--url", url("/ws"), "--topics", "30", "--subscribers", "60",
				"--threads", "2");
		assertThat(json.path("topics").asInt()).isEqualTo(30);
		assertThat(json.path("window").asInt()).isEqualTo(30);
	}

	@Test
	void echo(@TempDir Path folder) throws Exception {
		JsonNode json = sound(folder, "echo", "--url", url("/echo"), "--connections", "10", "--window", "3");
		assertThat(json.path("connections").asInt()).isEqualTo(10);
		assertThat(json.path("topics").isMissingNode()).isTrue();
	}

	@Test
	void echoOfLargeMessages(@TempDir Path folder) throws Exception {
		sound(folder, "echo", "--url", url("/echo"), "--connections", "2", "--window", "2", "--size", "1500000",
				"--binary");
		sound(folder, "echo", "--url", url("/echo"), "--connections", "1", "--size", "16777216");
	}

	@Test
	void idle(@TempDir Path folder) throws Exception {
		Ran ran = bench(folder, "idle", "--url", url("/ws"), "--subscribers", "100", "--duration", "500ms", "--pid",
				pid(), "--json", "--quiet");
		assertThat(ran.exit()).as(ran.err()).isZero();
		assertThat(ran.json().path("subscribers").asInt()).isEqualTo(100);
		assertThat(ran.json().path("connectSeconds").asDouble()).isPositive();
		assertThat(ran.json().path("closed").size()).isZero();
	}

	@Test
	void peopleGetATable(@TempDir Path folder) throws Exception {
		Ran ran = bench(folder, "--url", url("/ws"), "--subscribers", "5", "--warm-up", "0", "--duration", "300ms",
				"--repeat", "1");
		assertThat(ran.exit()).as(ran.err()).isZero();
		assertThat(ran.out()).contains("bench fanout",
				"1 topic, 5 subscribers, 1 publisher, 128 bytes, 16 messages in flight", "deliveries per second",
				"latency, 99 %", "none lost, doubled or out of order");
		assertThat(ran.err()).as("progress").contains("connecting");
	}

	@Test
	void nobodyThere(@TempDir Path folder) throws Exception {
		Ran ran = bench(folder, "fanout", "--url", "ws://127.0.0.1:1/ws", "--json", "--quiet");
		assertThat(ran.exit()).isEqualTo(2);
		assertThat(ran.err()).contains("Nobody listens at ws://127.0.0.1:1/ws");
		assertThat(ran.json().path("sound").asBoolean(true)).isFalse();
		assertThat(ran.json().path("error").asString()).contains("Nobody listens");
	}

	@Test
	void theWrongPathAndTheWrongToken(@TempDir Path folder) throws Exception {
		Ran path = bench(folder, "fanout", "--url", url("/wrong"), "--quiet");
		assertThat(path.exit()).isEqualTo(2);
		assertThat(path.err()).contains("The server refused the upgrade: HTTP 40").doesNotContain("Exception");
		Ran token = bench(folder, "fanout", "--url", url("/ws"), "--token", "wrong", "--subscribers", "2", "--quiet");
		assertThat(token.exit()).isEqualTo(2);
		assertThat(token.err()).contains("SB-201").doesNotContain("Exception");
	}

	@Test
	void whatTheTokenDecides(@TempDir Path folder) throws Exception {
		String[] closed = { "fanout", "--url", url("/ws"), "--destination", "/topic/orders", "--subscribers", "2" };
		Ran without = bench(folder, closed);
		assertThat(without.exit()).isEqualTo(2);
		assertThat(without.err()).contains("Closed by the server: 4", "It had sent this ERROR frame", "SB-201");
		List<String> with = new ArrayList<>(Arrays.asList(closed));
		with.addAll(List.of("--token", server.token()));
		sound(folder, with.toArray(String[]::new));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void tooFewOpenFiles(@TempDir Path folder) throws Exception {
		Process process = launch(folder, "sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh", java(), "-jar",
				StompboxServer.jar().toString(), "bench", "--url", url("/ws"), "--quiet");
		Ran ran = end(process, folder);
		assertThat(ran.exit()).isEqualTo(2);
		assertThat(ran.err()).contains("ulimit -n").doesNotContain("Exception");
	}

	@Test
	void whatIsWrongOnTheCommandLine(@TempDir Path folder) throws Exception {
		Ran option = bench(folder, "fanout", "--subscriber", "5");
		assertThat(option.exit()).isEqualTo(2);
		assertThat(option.err()).contains("Unknown option", "--subscribers", "bench fanout --help");
		Ran mode = bench(folder, "fanin");
		assertThat(mode.exit()).isEqualTo(2);
		assertThat(mode.err()).contains("There is no \"fanin\" here; there is: fanout, topics, echo, idle");
		Ran command = run(folder, "bensh");
		assertThat(command.exit()).isEqualTo(2);
		assertThat(command.err()).contains("There is no \"bensh\" here; there is: bench");
		Ran pid = bench(folder, "fanout", "--url", url("/ws"), "--pid", "999999999");
		assertThat(pid.exit()).isEqualTo(2);
		assertThat(pid.err()).contains("There is no process 999999999");
	}

	@Test
	void helpIsThereAndStartsNoServer(@TempDir Path folder) throws Exception {
		assertThat(run(folder, "--help").out()).contains("Commands:", "bench");
		assertThat(run(folder, "--version").out()).startsWith("stompbox ");
		assertThat(bench(folder, "--help").out()).contains("Modes:", "fanout", "topics", "echo", "idle");
		Ran help = bench(folder, "fanout", "--help");
		assertThat(help.exit()).isZero();
		assertThat(help.out()).contains("--subscribers", "--rate", "Exit codes:").doesNotContain("Dashboard");
	}

	@Test
	void aServerThatIsStoppedInTheMiddle(@TempDir Path folder) throws Exception {
		try (StompboxServer other = StompboxServer.start()) {
			Process process = begin(folder, "bench", "fanout", "--url", "ws://127.0.0.1:" + other.port() + "/ws",
					"--subscribers", "10", "--warm-up", "0", "--duration", "60s", "--json");
			await().until(() -> Files.readString(folder.resolve("err")).contains("measuring"));
			other.stop();
			Ran ran = end(process, folder);
			assertThat(ran.exit()).as(ran.err()).isEqualTo(1);
			assertThat(ran.json().path("closed").toString()).contains("Closed by the server: 1001", "SB-120");
			assertThat(ran.json().path("deliveries").asLong()).isPositive();
			assertThat(ran.err()).doesNotContain("Exception");
		}
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "A process there cannot be sent what Ctrl-C sends")
	void controlCEndsItWithWhatWasMeasured(@TempDir Path folder) throws Exception {
		Process process = begin(folder, "bench", "fanout", "--url", url("/ws"), "--subscribers", "10", "--warm-up", "0",
				"--duration", "60s", "--json");
		await().until(() -> Files.readString(folder.resolve("err")).contains("measuring"));
		new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
		Ran ran = end(process, folder);
		assertThat(ran.json().path("interrupted").asBoolean()).isTrue();
		assertThat(ran.json().path("sound").asBoolean()).isTrue();
		assertThat(ran.json().path("deliveries").asLong()).isPositive();
	}

	@Test
	void overTls(@TempDir Path folder) throws Exception {
		Path store = folder.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12",
				"-storepass", "secret", "-keystore", store.toString())
			.redirectErrorStream(true)
			.start();
		assertThat(keytool.waitFor()).as(new String(keytool.getInputStream().readAllBytes())).isZero();
		try (StompboxServer secure = StompboxServer.start("--server.ssl.key-store=" + store,
				"--server.ssl.key-store-password=secret")) {
			String url = "wss://localhost:" + secure.port();
			sound(folder, "fanout", "--url", url + "/ws", "--subscribers", "20", "--insecure");
			sound(folder, "echo", "--url", url + "/echo", "--connections", "3", "--size", "300000", "--insecure");
			Ran ran = bench(folder, "fanout", "--url", url + "/ws", "--subscribers", "2", "--quiet");
			assertThat(ran.exit()).isEqualTo(2);
			assertThat(ran.err()).contains("TLS with " + url, "--insecure");
		}
	}

	private static JsonNode sound(Path folder, String... arguments) throws Exception {
		List<String> all = new ArrayList<>(Arrays.asList(arguments));
		all.addAll(Arrays.asList(SHORT));
		Ran ran = bench(folder, all.toArray(String[]::new));
		assertThat(ran.exit()).as(ran.err() + ran.out()).isZero();
		JsonNode json = ran.json();
		assertThat(json.path("sound").asBoolean()).isTrue();
		assertThat(json.path("deliveries").asLong()).isPositive().isEqualTo(json.path("expected").asLong());
		assertThat(json.path("lost").asLong(-1)).isZero();
		assertThat(json.path("doubled").asLong(-1)).isZero();
		assertThat(json.path("outOfOrder").asLong(-1)).isZero();
		assertThat(json.path("strange").asLong(-1)).isZero();
		assertThat(json.path("deliveriesPerSecond").path("median").asDouble()).isPositive();
		return json;
	}

	private static Ran bench(Path folder, String... arguments) throws Exception {
		List<String> all = new ArrayList<>(List.of("bench"));
		all.addAll(Arrays.asList(arguments));
		return run(folder, all.toArray(String[]::new));
	}

	private static Ran run(Path folder, String... arguments) throws Exception {
		return end(begin(folder, arguments), folder);
	}

	private static Process begin(Path folder, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(java(), "-jar", StompboxServer.jar().toString()));
		command.addAll(Arrays.asList(arguments));
		return launch(folder, command.toArray(String[]::new));
	}

	private static Process launch(Path folder, String... command) throws IOException {
		return new ProcessBuilder(command).directory(folder.toFile())
			.redirectOutput(folder.resolve("out").toFile())
			.redirectError(folder.resolve("err").toFile())
			.start();
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static Ran end(Process process, Path folder) throws Exception {
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return new Ran(process.exitValue(), Files.readString(folder.resolve("out"), StandardCharsets.UTF_8),
				Files.readString(folder.resolve("err"), StandardCharsets.UTF_8));
	}

	private static String url(String path) {
		return "ws://127.0.0.1:" + server.port() + path;
	}

	private static String pid() {
		return String.valueOf(server.process().pid());
	}

}
