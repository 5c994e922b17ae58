package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all modes. */
final class CommonOptions {

	@Option(names = "--url", paramLabel = "URL",
			description = "Where the server is: ws://HOST:PORT/PATH, or wss:// for TLS."
					+ " Default: ws://localhost:8080/ws, and /echo for echo.")
	private @Nullable String url;

	@Option(names = "--token", paramLabel = "TOKEN",
			description = "Sent as Authorization: Bearer, with the upgrade and in CONNECT. Default: none.")
	private @Nullable String token;

	@Option(names = "--insecure", description = "With wss://, takes any certificate.")
	private boolean insecure;

	@Option(names = "--connect-rate", paramLabel = "N",
			description = "Connections opened per second. Default: as fast as they become ready, 100 at a time.")
	private double connectRate;

	@Option(names = "--threads", paramLabel = "N", defaultValue = "1",
			description = "Threads of the load generator. Default: ${DEFAULT-VALUE}.")
	private int threads = 1;

	@Option(names = "--pid", paramLabel = "PID", split = ",",
			description = "The server's process, or several, on this machine: adds its CPU time and memory.")
	private List<Long> pids = new ArrayList<>();

	@Option(names = "--json", description = "Prints one JSON object, and nothing else, to standard output.")
	private boolean json;

	@Option(names = "--quiet", description = "Says nothing while it runs.")
	private boolean quiet;

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	/**
	 * The server.
	 * @param defaultUrl where it is when nothing was said
	 */
	Target target(String defaultUrl) {
		return Target.of(Objects.requireNonNullElse(this.url, defaultUrl), this.insecure, this.token);
	}

	double connectRate() {
		return this.connectRate;
	}

	int threads() {
		return this.threads;
	}

	List<Long> pids() {
		return this.pids;
	}

	boolean json() {
		return this.json;
	}

	boolean quiet() {
		return this.quiet;
	}

}
