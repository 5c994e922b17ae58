package dev.stompbox;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import dev.stompbox.bench.BenchCommand;
import dev.stompbox.message.Release;
import dev.stompbox.store.StoreCommand;

/**
 * What the jar does besides being the server: {@code java -jar stompbox.jar NAME …}. A
 * command is a program of its own that starts at once, without Spring.
 */
@Command(name = "java -jar stompbox.jar", subcommands = { BenchCommand.class, StoreCommand.class },
		mixinStandardHelpOptions = true, versionProvider = Commands.Version.class,
		description = { "Without a command it is the server, and arguments are settings:",
				"  java -jar stompbox.jar --server.port=8081", "" },
		commandListHeading = "%nCommands:%n", synopsisSubcommandLabel = "[COMMAND]")
final class Commands {

	private static final List<String> ASK = List.of("-h", "--help", "-V", "--version");

	private Commands() {
	}

	/** Whether these arguments name a command, so that no server has to be started. */
	static boolean areMeantBy(String[] arguments) {
		return arguments.length > 0
				&& (ASK.contains(arguments[0]) || !(arguments[0].isBlank() || arguments[0].startsWith("-")));
	}

	/**
	 * Runs the command.
	 * @return the exit code: 2 when the arguments are wrong, else the command's own
	 */
	static int run(String[] arguments) {
		List<String> all = List.of(arguments);
		CommandLine line = new CommandLine(new Commands()).setOut(utf8(System.out))
			.setErr(utf8(System.err))
			.setParameterExceptionHandler(Commands::wrong);

		return line
			.execute((all.get(0).equals(BenchCommand.NAME) ? BenchCommand.withMode(all) : all).toArray(String[]::new));
	}

	/** Says in one line what is wrong, and where to read on. */
	private static int wrong(ParameterException ex, String[] arguments) {
		CommandLine of = ex.getCommandLine();
		PrintWriter err = of.getErr();
		err.println(sentence(ex, of));
		if (ex instanceof UnmatchedArgumentException unmatched) {
			UnmatchedArgumentException.printSuggestions(unmatched, err);
		}
		err.println("Help: " + of.getCommandSpec().qualifiedName() + " --help");
		return of.getCommandSpec().exitCodeOnInvalidInput();
	}

	private static String sentence(ParameterException ex, CommandLine of) {
		String first = (ex instanceof UnmatchedArgumentException unmatched) ? unmatched.getUnmatched().get(0) : "-";
		return (first.startsWith("-") || of.getSubcommands().isEmpty()) ? String.valueOf(ex.getMessage())
				: "There is no \"" + first + "\" here; there is: " + String.join(", ", of.getSubcommands().keySet());
	}

	/** Bars and dots are the same everywhere, and so is JSON. */
	private static PrintWriter utf8(PrintStream to) {
		return new PrintWriter(to, true, StandardCharsets.UTF_8);
	}

	/** {@code --version}. */
	static final class Version implements IVersionProvider {

		@Override
		public String[] getVersion() {
			return new String[] { "stompbox " + Release.VERSION + " · Java " + Runtime.version() };
		}

	}

}
