package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds RabbitMQ for the tests: {@code $RABBITMQ_SERVER}, then the PATH and the places
 * where packages put it, then Debian's own package. It never skips: without RabbitMQ it
 * stops and says what to type.
 */
final class RabbitMqPackage {

	private static final List<String> INSTALL = List.of("install", "-y", "--no-install-recommends", "rabbitmq-server");

	/** Below each of these is a folder for each version. */
	private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/rabbitmq/lib"), Path.of("/opt"),
			Path.of("/usr/local/Cellar/rabbitmq"), Path.of("/opt/homebrew/Cellar/rabbitmq"));

	private static final Path POLICY = Path.of("/usr/sbin/policy-rc.d");

	private RabbitMqPackage() {
	}

	/** The server's own start script; beside it is {@code rabbitmqctl}. */
	static Path script() {
		String chosen = System.getenv("RABBITMQ_SERVER");
		if (chosen != null && !chosen.isBlank()) {
			if (Files.isExecutable(Path.of(chosen))) {
				return Path.of(chosen);
			}
			throw new AssertionError("RABBITMQ_SERVER=" + chosen
					+ " does not start. Set it to RabbitMQ's own rabbitmq-server script, or unset it.");
		}
		return find().or(() -> install() ? find() : Optional.empty())
			.orElseThrow(() -> new AssertionError("The tests of the relay need RabbitMQ. Install it with"
					+ "\n\n    sudo apt-get update && sudo apt-get " + String.join(" ", INSTALL)
					+ "\n\nor your system's own command, or name one: RABBITMQ_SERVER=/path/to/sbin/rabbitmq-server ./mvnw verify"));
	}

	// Packages put a wrapper on the PATH that becomes another user and starts the
	// system's broker; the script that is meant is in the library.
	private static Optional<Path> find() {
		return Stream.concat(LIBRARIES.stream().flatMap(RabbitMqPackage::below), onThePath())
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static Stream<Path> below(Path library) {
		try (Stream<Path> versions = Files.list(library)) {
			return versions.sorted(Comparator.reverseOrder())
				.map((version) -> version.resolve("sbin/rabbitmq-server"))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	private static Stream<Path> onThePath() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
			.map((folder) -> Path.of(folder, "rabbitmq-server"))
			.filter((script) -> Files.isExecutable(script.resolveSibling("rabbitmq-env")));
	}

	/** Debian and Ubuntu, as root or with a sudo that does not ask. */
	private static boolean install() {
		if (!Files.exists(Path.of("/etc/debian_version"))
				|| "false".equals(System.getProperty("stompbox.provision", "true"))) {
			return false;
		}
		boolean root = "root".equals(System.getProperty("user.name"));
		if (!root && !run(List.of("sudo", "-n", "true"))) {
			return false;
		}
		System.err.println("No RabbitMQ here: apt-get " + String.join(" ", INSTALL));
		boolean guarded = !Files.exists(POLICY) && guard(root);
		try {
			return aptGet(root, List.of("update")) && aptGet(root, INSTALL);
		}
		finally {
			if (guarded) {
				run(as(root, "rm", POLICY.toString()));
			}
		}
	}

	/**
	 * Debian starts what it installs, unless this says no; a broker of the system is
	 * nothing that a test should leave behind.
	 */
	private static boolean guard(boolean root) {
		try {
			Path policy = Files.createTempFile("policy", ".sh",
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			Files.writeString(policy, "#!/bin/sh\nexit 101\n");
			boolean copied = run(as(root, "install", "-m", "755", policy.toString(), POLICY.toString()));
			Files.delete(policy);
			return copied;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Another apt-get is waited for. */
	private static boolean aptGet(boolean root, List<String> arguments) {
		List<String> command = new ArrayList<>(
				as(root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"));
		command.addAll(arguments);
		return run(command);
	}

	private static List<String> as(boolean root, String... command) {
		List<String> all = new ArrayList<>(root ? List.of() : List.of("sudo", "-n"));
		all.addAll(List.of(command));
		return all;
	}

	private static boolean run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.start();
			return process.waitFor(15, TimeUnit.MINUTES) && process.exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
