package dev.stompbox.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that prints lines, and ends with the test at the latest. */
public class Script implements AutoCloseable {

	/**
	 * Longer than a script's own 60 s, so that it is the script who says what it waited
	 * for.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final Process process;

	private final Thread reader;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private final StringBuffer output = new StringBuffer();

	/** Reads what {@code process} prints. */
	protected Script(Process process) {
		this.process = process;
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		this.reader = new Thread(this::read, "output of " + process.pid());
		this.reader.setDaemon(true);
		this.reader.start();
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
			String line = this.lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
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
