package dev.stompbox.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lets others go first. */
public final class Nice {

	private Nice() {
	}

	/**
	 * From now on this process, its threads and those that they start take the cores that
	 * others leave them, as if they were on a machine of their own. Of Linux; there is no
	 * way back.
	 * @param nice up to 19
	 */
	public static void become(int nice) {
		List<String> command = new ArrayList<>(List.of("renice", "-n", String.valueOf(nice), "-p"));
		try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
			threads.map((thread) -> thread.getFileName().toString()).forEach(command::add);
			new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			throw new AssertionError("It takes Linux and its renice", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
