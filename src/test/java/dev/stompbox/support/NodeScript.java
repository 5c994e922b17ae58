package dev.stompbox.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that runs on Node, with the packages of {@code src/test/node}. */
public final class NodeScript implements AutoCloseable {

	/** Where the programs and their packages are. */
	public static final Path HOME = Path.of("src/test/node").toAbsolutePath();

	private final Process process;

	private final Thread reader;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final StringBuffer output = new StringBuffer();

	private NodeScript(Process process) {
		this.process = process;
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		this.reader = new Thread(this::read, "node " + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
	}

	/** Starts {@code script}. */
	public static NodeScript start(Path script, String... arguments) {
		List<String> command = new ArrayList<>(List.of("node", script.toString()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
		builder.environment().put("NODE_PATH", HOME.resolve("node_modules").toString());
		try {
			return new NodeScript(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Node.js is needed for this test", ex);
		}
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.append(line).append('\n');
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			// it was ended
		}
	}

	/** The next line that it prints. */
	public String line() {
		try {
			String line = this.lines.poll(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (line == null) {
				throw new AssertionError("The script printed nothing more:\n" + this.output);
			}
			return line;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** All that it printed until it ended, with its exit code in the last line. */
	public String outcome() {
		try {
			if (!this.process.waitFor(2 * Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("The script did not end:\n" + this.output);
			}
			this.reader.join(Wire.PATIENCE.toMillis());
			return this.output + "exit code " + this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
