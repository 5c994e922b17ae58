package dev.stompbox.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server uses.
 *
 * @param connections open
 * @param threads alive
 * @param files open
 * @param heap bytes after a collection
 */
public record Use(long connections, long threads, long files, long heap) {

	/** What it uses now. */
	public static Use of(StompboxServer server) {
		collect(server.process().pid());
		String numbers = server.operator().get("/actuator/prometheus").text();
		return new Use(sum(numbers, "stompbox_connections{"), sum(numbers, "jvm_threads_live_threads"),
				sum(numbers, "process_files_open_files"), sum(numbers, "jvm_memory_used_bytes{area=\"heap\""));
	}

	private static void collect(long pid) {
		try {
			Process collecting = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					"" + pid, "GC.run")
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(collecting.waitFor(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (IOException ex) {
			throw new AssertionError("A JDK is needed, whose jcmd collects the server's garbage", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	private static long sum(String numbers, String name) {
		return (long) numbers.lines()
			.filter((line) -> line.startsWith(name))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

}
