package dev.stompbox.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench echo}. */
@Command(name = "echo",
		description = { "Each connection sends to a raw echo endpoint, and again when its message comes back.", "" })
final class EchoCommand extends ModeCommand {

	@Option(names = "--connections", paramLabel = "N", defaultValue = "100",
			description = "Connections. Default: ${DEFAULT-VALUE}.")
	private int connections = 100;

	@Option(names = "--window", paramLabel = "N", defaultValue = "1",
			description = "Messages in flight on each connection. Default: ${DEFAULT-VALUE}.")
	private int window = 1;

	@Mixin
	private final LoadOptions load = new LoadOptions();

	@Override
	String defaultUrl() {
		return "ws://localhost:8080/echo";
	}

	@Override
	Plan plan() {
		check("--connections", this.connections, 1, 1_000_000);
		check("--window", this.window, 1, 10_000);
		this.load.check(this);
		return new Plan(Plan.Mode.ECHO, this.connections, 0, 0, this.load.size(), new Plan.Pace(this.window, 0),
				this.load.timing(),
				new Plan.Speech("", false, this.load.binary(), common().threads(), common().connectRate()),
				common().pids());
	}

}
