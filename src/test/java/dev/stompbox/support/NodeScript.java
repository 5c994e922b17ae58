package dev.stompbox.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that runs on Node, with the packages of {@code src/test/node}. */
public final class NodeScript extends Script {

	/** Where the programs and their packages are. */
	public static final Path HOME = Path.of("src/test/node").toAbsolutePath();

	private NodeScript(Process process) {
		super(process);
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

}
