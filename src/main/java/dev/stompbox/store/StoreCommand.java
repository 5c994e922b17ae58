package dev.stompbox.store;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code java -jar stompbox.jar store}: looks after the log on disk of a server that does
 * not run.
 */
@Command(name = "store", mixinStandardHelpOptions = true,
		description = "Looks after the log on disk of a server that does not run.", synopsisSubcommandLabel = "COMMAND")
public final class StoreCommand {

	private static final int FINE = 0;

	private static final int DAMAGED = 1;

	private static final int FAILED = 3;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	/** Which directory it is about. */
	static final class Directory {

		@Parameters(paramLabel = "DIR", defaultValue = "data",
				description = "what stompbox.store.dir is; ${DEFAULT-VALUE} when it is left out")
		@SuppressWarnings("NullAway.Init")
		private Path path;

	}

	@Command(name = "check", mixinStandardHelpOptions = true,
			description = { "Reads everything and says what is damaged, and what would be lost without that.",
					"Exit code 0 when nothing is, 1 when something is, 3 when it cannot be read." })
	int check(@picocli.CommandLine.Mixin Directory directory) {
		return run(directory, false);
	}

	@Command(name = "repair", mixinStandardHelpOptions = true,
			description = { "Goes on without what is damaged: writes those files anew. The damaged ones are kept",
					"beside them, named .damaged. Who resumes is told what is missing." })
	int repair(@picocli.CommandLine.Mixin Directory directory) {
		return run(directory, true);
	}

	private int run(Directory directory, boolean repair) {
		PrintWriter out = this.spec.commandLine().getOut();
		PrintWriter err = this.spec.commandLine().getErr();
		Path path = directory.path;
		if (!java.nio.file.Files.isDirectory(path)) {
			err.println("There is no directory " + path + ".");
			return FAILED;
		}
		try {
			Inspection found = repair ? Inspection.repair(path) : Inspection.of(path);
			print(out, found);
			out.println(sentence(found, path, repair));
			return (found.damaged() && !repair) ? DAMAGED : FINE;
		}
		catch (IOException ex) {
			String why = Reason.of(ex);
			err.println(Character.toUpperCase(why.charAt(0)) + why.substring(1) + '.');
			return FAILED;
		}
	}

	private static void print(PrintWriter out, Inspection found) {
		for (Inspection.Found each : found.segments()) {
			out.println(String.format(Locale.ROOT, "%s  %,13d bytes  %,9d messages  %s", each.file(), each.bytes(),
					each.messages(), each.damaged() ? "DAMAGED" : "whole"));
			each.damage().forEach((line) -> out.println("    " + line));
			each.lost().forEach((line) -> out.println("    " + line));
			if (each.torn() > 0) {
				out.println(String.format(Locale.ROOT,
						"    %,d bytes at its end are of a write that was not finished, of which nobody was told that it is"
								+ " safe: the next start cuts them off",
						each.torn()));
			}
		}
	}

	private static String sentence(Inspection found, Path path, boolean repaired) {
		if (found.segments().isEmpty()) {
			return "There is no log in " + path + '.';
		}
		if (!found.damaged()) {
			return (found.segments().size() == 1) ? "Its one file is whole."
					: "All " + found.segments().size() + " files are whole.";
		}
		return repaired ? "Repaired: the server goes on with what is left."
				: "The server does not start with this. `store repair " + path
						+ "` goes on without what is damaged; it keeps the damaged files too.";
	}

}
