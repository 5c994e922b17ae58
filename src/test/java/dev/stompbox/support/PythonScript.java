package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that runs on Python 3 with nothing but its standard library. Python is
 * {@code $PYTHON}, or {@code python3} of the PATH, or Debian's own package. A test never
 * skips: without Python it stops and says what to type.
 */
public final class PythonScript extends Script {

	/** Where the programs are. */
	public static final Path HOME = Path.of("src/test/python").toAbsolutePath();

	private static final String NEEDED = "import sys; sys.exit(sys.version_info < (3, 8))";

	private PythonScript(Process process) {
		super(process);
	}

	/** Starts {@code script}. */
	public static PythonScript start(Path script, String... arguments) {
		// Without -B it would leave compiled files among the sources.
		List<String> command = new ArrayList<>(List.of(python(), "-B", script.toString()));
		command.addAll(List.of(arguments));
		try {
			return new PythonScript(new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String python() {
		String chosen = System.getenv("PYTHON");
		if (chosen != null && !chosen.isBlank()) {
			if (starts(chosen)) {
				return chosen;
			}
			throw new AssertionError(
					"PYTHON=" + chosen + " does not start. Set it to a Python 3.8 or newer, or unset it.");
		}
		if (starts("python3") || DebianPackage.install("python3") && starts("python3")) {
			return "python3";
		}
		throw new AssertionError(
				"This test needs Python 3.8 or newer. Install it with\n\n    " + DebianPackage.command("python3")
						+ "\n\nor your system's own command, or name one: PYTHON=/path/to/python3 ./mvnw verify");
	}

	private static boolean starts(String python) {
		return DebianPackage.run(List.of(python, "-c", NEEDED));
	}

}
