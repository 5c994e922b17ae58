package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * A RabbitMQ of the tests' own, with its STOMP plugin: own ports, own name, own files,
 * heard on this machine only. It is started when it is first asked for and ends with the
 * tests.
 */
public final class RabbitMq {

	/** A user who may do everything. */
	public static final String LOGIN = "stompbox";

	/** That user's passcode. */
	public static final String PASSCODE = "a-passcode-that-nobody-may-see";

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private static @Nullable RabbitMq shared;

	private final Path script = RabbitMqPackage.script();

	private final Path home;

	private final int stompPort = freePort();

	private final int amqpPort = freePort();

	private final int epmdPort = freePort();

	private final int distPort = freePort();

	private final Process epmd;

	private @Nullable Process process;

	private RabbitMq() throws IOException {
		this.home = Files.createTempDirectory("stompbox-rabbitmq-");
		Files.writeString(this.home.resolve("enabled_plugins"), "[rabbitmq_stomp].\n");
		Files.writeString(this.home.resolve("rabbitmq.conf"), """
				listeners.tcp.1 = 127.0.0.1:%d
				stomp.listeners.tcp.1 = 127.0.0.1:%d
				default_user = %s
				default_pass = %s
				loopback_users = none
				log.file.level = info
				""".formatted(this.amqpPort, this.stompPort, LOGIN, PASSCODE));
		// Started here and not by Erlang, which would leave it running.
		this.epmd = start("epmd", "-address", "127.0.0.1", "-port", String.valueOf(this.epmdPort));
		Runtime.getRuntime().addShutdownHook(new Thread(this::end));
	}

	/** The one that all tests share; running. */
	public static synchronized RabbitMq shared() {
		try {
			if (shared == null) {
				shared = new RabbitMq();
			}
			shared.start();
			return shared;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Where it speaks STOMP. */
	public int port() {
		return this.stompPort;
	}

	/** What a server is started with that is to use it. */
	public String[] relay() {
		return relay(LOGIN, PASSCODE);
	}

	/** The same as another user. */
	public String[] relay(String login, String passcode) {
		return new String[] { "--stompbox.relay.host=127.0.0.1", "--stompbox.relay.port=" + this.stompPort,
				"--stompbox.relay.login=" + login, "--stompbox.relay.passcode=" + passcode };
	}

	/** Starts it, unless it runs, and waits until it answers. */
	public synchronized void start() {
		if (this.process != null && this.process.isAlive()) {
			return;
		}
		this.process = start(this.script.toString());
		AtomicInteger again = new AtomicInteger();
		await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
			if (!this.process.isAlive()) {
				// Its own parts wait for each other for so long only, and a busy machine
				// is slow.
				if (again.incrementAndGet() > 2) {
					throw new AssertionError("RabbitMQ did not start; its log is in " + this.home);
				}
				this.process = start(this.script.toString());
			}
			return answers();
		});
	}

	/** Stops it as an operator does: what it has promised to keep, it keeps. */
	public synchronized void stop() {
		Process running = this.process;
		if (running != null) {
			running.destroy();
			over(running);
		}
	}

	/** Ends it as a power cut does. */
	public synchronized void kill() {
		Process running = this.process;
		if (running != null) {
			running.descendants().forEach(ProcessHandle::destroyForcibly);
			running.destroyForcibly();
			over(running);
		}
	}

	/** Stops it in its tracks: its sockets stay open and nothing answers. */
	public void freeze() {
		signal("-STOP");
	}

	/** Lets it go on. */
	public void thaw() {
		signal("-CONT");
	}

	private void signal(String signal) {
		Process running = this.process;
		if (running != null) {
			Stream.concat(Stream.of(running.toHandle()), running.descendants())
				.forEach((each) -> over(start("kill", signal, String.valueOf(each.pid()))));
		}
	}

	/** Runs {@code rabbitmqctl} on it. Returns what it prints. */
	public String ctl(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(this.script.resolveSibling("rabbitmqctl").toString(), "-q", "-n", node()));
		command.addAll(List.of(arguments));
		try {
			Path output = Files.createTempFile(this.home, "ctl", ".txt");
			Process ctl = builder(command.toArray(String[]::new)).redirectOutput(output.toFile()).start();
			over(ctl);
			String printed = Files.readString(output);
			if (ctl.exitValue() != 0) {
				throw new AssertionError(String.join(" ", command) + ":\n" + printed);
			}
			return printed;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean answers() {
		try (RabbitMqClient client = new RabbitMqClient(this.stompPort)) {
			return client.connect(LOGIN, PASSCODE).command().equals("CONNECTED");
		}
		catch (UncheckedIOException | AssertionError ex) {
			return false;
		}
	}

	private String node() {
		return "stompbox" + this.stompPort + "@localhost";
	}

	private Process start(String... command) {
		try {
			return builder(command).redirectOutput(this.home.resolve("output.txt").toFile()).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ProcessBuilder builder(String... command) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.home.toFile()).redirectErrorStream(true);
		Map<String, String> environment = builder.environment();
		environment.keySet().removeIf((name) -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
		environment.put("HOME", this.home.toString());
		environment.put("ERL_EPMD_PORT", String.valueOf(this.epmdPort));
		environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
		environment.put("RABBITMQ_NODENAME", node());
		environment.put("RABBITMQ_DIST_PORT", String.valueOf(this.distPort));
		environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}");
		environment.put("RABBITMQ_CONF_ENV_FILE", this.home.resolve("rabbitmq-env.conf").toString());
		environment.put("RABBITMQ_CONFIG_FILE", this.home.resolve("rabbitmq.conf").toString());
		environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", this.home.resolve("enabled_plugins").toString());
		environment.put("RABBITMQ_MNESIA_BASE", this.home.resolve("data").toString());
		environment.put("RABBITMQ_LOG_BASE", this.home.resolve("log").toString());
		environment.put("RABBITMQ_PID_FILE", this.home.resolve("pid").toString());
		return builder;
	}

	private void end() {
		kill();
		this.epmd.destroyForcibly();
		over(this.epmd);
		try (Stream<Path> files = Files.walk(this.home)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			// the system's own clean-up takes what is left
		}
	}

	private static void over(Process process) {
		try {
			if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError(process.info().command().orElse("A process") + " does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
