package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: what a server can do. */
@Command(name = "bench",
		subcommands = { FanoutCommand.class, TopicsCommand.class, EchoCommand.class, IdleCommand.class },
		description = { "Measures what a server can do, this one or another that speaks STOMP.", "",
				"Without a mode it is fanout. Each mode has its options: bench fanout --help" },
		synopsisSubcommandLabel = "[fanout|topics|echo|idle]", commandListHeading = "%nModes:%n",
		footer = { "", "Examples:", "  bench", "  bench fanout --subscribers 5000 --rate 5",
				"  bench topics --topics 1000 --pid 4711 --json",
				"  bench echo --connections 1 --size 1048576 --binary", "  bench idle --subscribers 20000" })
public final class BenchCommand {

	/** Its name on the command line. */
	public static final String NAME = "bench";

	@Option(names = { "-h", "--help" }, usageHelp = true, description = "Shows this.")
	private boolean help;

	/** The command, for picocli to fill. */
	public BenchCommand() {
	}

	/**
	 * The arguments with the mode that is meant when none is named.
	 * @param arguments the command's own name first
	 */
	public static List<String> withMode(List<String> arguments) {
		List<String> all = new ArrayList<>(arguments);
		boolean named = all.size() > 1 && (!all.get(1).startsWith("-") || all.get(1).matches("-h|--help"));
		if (!named) {
			all.add(1, "fanout");
		}
		return all;
	}

}
