package dev.stompbox.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds RabbitMQ for the tests: {@code $RABBITMQ_SERVER}, then the PATH and the places
 * where packages put it, then Debian's own package. It never skips: without RabbitMQ it
 * stops and says what to type.
 */
final class RabbitMqPackage {

	private static final String NAME = "rabbitmq-server";

	/** Below each of these is a folder for each version. */
	private static final List<Path> LIBRARIES = List.of(Path.of("/usr/lib/rabbitmq/lib"), Path.of("/opt"),
			Path.of("/usr/local/Cellar/rabbitmq"), Path.of("/opt/homebrew/Cellar/rabbitmq"));

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
		return find().or(() -> DebianPackage.install(NAME) ? find() : Optional.empty())
			.orElseThrow(() -> new AssertionError("The tests of the relay need RabbitMQ. Install it with" + "\n\n    "
					+ DebianPackage.command(NAME)
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
			.map((folder) -> Path.of(folder, NAME))
			.filter((script) -> Files.isExecutable(script.resolveSibling("rabbitmq-env")));
	}

}
