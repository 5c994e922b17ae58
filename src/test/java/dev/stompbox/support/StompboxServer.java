package dev.stompbox.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * The real jar in a process of its own, on a random port and in an empty directory. Ends
 * with the test, however that ends.
 */
public final class StompboxServer implements AutoCloseable {

	/** The operator's token, unless a test says another. */
	public static final String TOKEN = "the-token-of-the-tests";

	private static final String ENGINE = System.getProperty("stompbox.engine", "own");

	private static final Pattern READY = Pattern
		.compile("Dashboard +https?://[^ ]*?:(\\d+)/(?:#token=(\\S+))?[\\s\\S]*Try it .*\n");

	/** A signed token, by what each begins with. */
	private static final Pattern SIGNED = Pattern.compile("eyJ[\\w-]{10,}\\.[\\w-]{10,}");

	private static final long PATIENCE_SECONDS = 120;

	private final Process process;

	private final Thread endedWithTheTests;

	private final StringBuffer log = new StringBuffer();

	private final CountDownLatch readyOrOver = new CountDownLatch(1);

	private final Thread reader;

	private final String configured;

	private volatile MatchResult ready;

	private StompboxServer(Process process, String configured) {
		this.process = process;
		this.configured = configured;
		this.endedWithTheTests = new Thread(process::destroyForcibly);
		Runtime.getRuntime().addShutdownHook(this.endedWithTheTests);
		this.reader = new Thread(this::read, "log of " + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/** Starts a server with these arguments. */
	public static StompboxServer start(String... arguments) {
		return with().start(arguments);
	}

	/**
	 * Whether the servers speak WebSocket by Jetty and not by themselves:
	 * {@code -Dstompbox.engine=container}. What is different then stands in
	 * {@code docs/websocket.md}.
	 */
	public static boolean onContainer() {
		return ENGINE.equals("container");
	}

	/** A server that needs more than arguments. */
	public static Launch with() {
		return new Launch();
	}

	/** How a server is started. */
	public static final class Launch {

		private final Map<String, String> environment = new HashMap<>(Map.of("STOMPBOX_TOKEN", TOKEN));

		private final List<String> jvm = new ArrayList<>();

		private Path directory = empty();

		private boolean quick = true;

		private Path jar = StompboxServer.jar();

		private Launch() {
		}

		/**
		 * As it is in use, for load. The others live for seconds, in which the second
		 * compiler costs as much as the start does.
		 */
		public Launch compiled() {
			this.quick = false;
			return this;
		}

		/** With a variable in its environment; {@code ""} for without it. */
		public Launch env(String name, String value) {
			this.environment.put(name, value);
			return this;
		}

		/** With arguments to Java, and {@link #compiled}. */
		public Launch jvm(String... arguments) {
			this.quick = false;
			this.jvm.addAll(List.of(arguments));
			return this;
		}

		/** From another jar than the one that is tested everywhere. */
		public Launch jar(Path jar) {
			this.jar = jar;
			return this;
		}

		/** Started in {@code directory} and not in an empty one. */
		public Launch in(Path directory) {
			this.directory = directory;
			return this;
		}

		/** Starts it and waits until it can be used. */
		public StompboxServer start(String... arguments) {
			List<String> all = new ArrayList<>(Arrays.asList(arguments));
			if (onContainer()) {
				all.add("--stompbox.websocket.engine=container");
			}
			if (all.stream().noneMatch((argument) -> argument.startsWith("--server.port="))) {
				all.add("--server.port=0");
			}
			StompboxServer server = launch(all);
			server.awaitReadyOrOver();
			if (!READY.matcher(server.log()).find()) {
				server.kill();
				throw new AssertionError("The server did not start:\n" + server.log());
			}
			return server;
		}

		/**
		 * Starts it, though it is not expected to get far, and waits until it is over.
		 */
		public Failed fail(String... arguments) {
			try (StompboxServer server = launch(Arrays.asList(arguments))) {
				server.awaitReadyOrOver();
				if (READY.matcher(server.log()).find()) {
					throw new AssertionError("The server started all the same:\n" + server.log());
				}
				server.process.waitFor();
				server.awaitLog();
				return new Failed(server.process.exitValue(), server.log());
			}
			catch (InterruptedException ex) {
				throw interrupted(ex);
			}
		}

		private StompboxServer launch(List<String> arguments) {
			List<String> command = new ArrayList<>();
			command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			if (this.quick) {
				command.add("-XX:TieredStopAtLevel=1");
			}
			command.addAll(this.jvm);
			command.addAll(List.of("-jar", this.jar.toString()));
			command.addAll(arguments);
			ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectErrorStream(true);
			builder.environment().keySet().removeIf((name) -> name.matches("(STOMPBOX|SERVER|SPRING)_.*"));
			this.environment.forEach((name, value) -> {
				if (!value.isEmpty()) {
					builder.environment().put(name, value);
				}
			});
			try {
				return new StompboxServer(builder.start(), this.environment.get("STOMPBOX_TOKEN"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static Path empty() {
			try {
				Path directory = Files.createTempDirectory("stompbox-it-");
				directory.toFile().deleteOnExit();
				return directory;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * A start that came to nothing.
	 *
	 * @param exit the exit code
	 * @param output all that was printed
	 */
	public record Failed(int exit, String output) {
	}

	/** The jar that is tested. */
	public static Path jar() {
		Path jar = Path.of(System.getProperty("stompbox.jar", "target/stompbox.jar")).toAbsolutePath();
		if (!Files.exists(jar)) {
			throw new AssertionError(jar + " is not there; build it with ./mvnw -DskipTests package");
		}
		return jar;
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.log.append(line).append('\n');
				if (line.contains("Try it ")) {
					this.readyOrOver.countDown();
				}
			}
		}
		catch (IOException ex) {
			this.log.append("(the log broke: ").append(ex.getMessage()).append(")\n");
		}
		this.readyOrOver.countDown();
	}

	private void awaitReadyOrOver() {
		try {
			if (!this.readyOrOver.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				kill();
				throw new AssertionError("The server was not ready in time:\n" + log());
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/** The port that it printed. */
	public int port() {
		return Integer.parseInt(ready().group(1));
	}

	/** The operator's token: the configured one, or the one that was made and printed. */
	public String token() {
		String made = ready().group(2);
		return (made != null) ? made : this.configured;
	}

	/**
	 * Waits until its readiness is UP: on RabbitMQ that is a while after it listens, and
	 * a longer one on a busy machine.
	 */
	public StompboxServer awaitReadiness() {
		Api api = anybody();
		Awaitility.await()
			.atMost(Duration.ofSeconds(PATIENCE_SECONDS))
			.until(() -> api.get("/actuator/health/readiness").status() == 200);
		return this;
	}

	/** Looked for once: a log may become long. */
	private MatchResult ready() {
		MatchResult known = this.ready;
		if (known == null) {
			Matcher matcher = READY.matcher(log());
			if (!matcher.find()) {
				throw new AssertionError("The server printed no address:\n" + log());
			}
			known = matcher.toMatchResult();
			this.ready = known;
		}
		return known;
	}

	/** Its process. */
	public ProcessHandle process() {
		return this.process.toHandle();
	}

	/** All that it has printed so far. */
	public String log() {
		return this.log.toString();
	}

	/** Its REST API, as the operator. */
	public Api operator() {
		return new Api(port(), token());
	}

	/** Its REST API, as nobody in particular. */
	public Api anybody() {
		return new Api(port(), "");
	}

	/** Asks it to stop (SIGTERM), which it does in its own time. */
	public void terminate() {
		// Not destroy(), which closes the log too.
		signal("-TERM");
	}

	/** Asks it to stop and waits for it. Returns the exit code. */
	public int stop() {
		terminate();
		return awaitExit();
	}

	/** Waits until it is gone. Returns the exit code. */
	public int awaitExit() {
		try {
			if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new AssertionError("The server did not stop:\n" + log());
			}
			awaitLog();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/** Asks it to read its configuration again (SIGHUP). */
	public void hangUp() {
		signal("-HUP");
	}

	/** Stops it in its tracks (SIGSTOP): its sockets stay open and nothing answers. */
	public void freeze() {
		signal("-STOP");
	}

	/** Lets it go on (SIGCONT). */
	public void thaw() {
		signal("-CONT");
	}

	private void signal(String signal) {
		try {
			new ProcessBuilder("kill", signal, String.valueOf(this.process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/** Ends it at once. */
	public void kill() {
		this.process.destroyForcibly();
	}

	@Override
	public void close() {
		kill();
		this.process.onExit().join();
		if (Thread.currentThread() != this.endedWithTheTests) {
			Runtime.getRuntime().removeShutdownHook(this.endedWithTheTests);
			awaitLog();
			assertNoTokenWasPrinted();
		}
	}

	private void awaitLog() {
		try {
			this.reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/** Whatever the test was about; the one that a server makes is in its link, once. */
	private void assertNoTokenWasPrinted() {
		long lines = log().lines()
			.filter((line) -> (!this.configured.isEmpty() && line.contains(this.configured))
					|| SIGNED.matcher(line).find())
			.count();
		if (lines > 0) {
			throw new AssertionError("The server printed a token, in " + lines + " lines");
		}
	}

	private static AssertionError interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new AssertionError("Interrupted while waiting for the server", ex);
	}

}
