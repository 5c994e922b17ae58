package dev.stompbox.bench;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all modes have in common: the run, the report and the exit code. */
@Command(abbreviateSynopsis = true, sortOptions = false, usageHelpAutoWidth = true,
		exitCodeListHeading = "%nExit codes:%n",
		exitCodeList = { "0:All came, once and in order, and no connection was closed.",
				"1:Something was lost, doubled, out of order or closed.",
				"2:It could not be done: wrong options, nobody there, refused." })
abstract class ModeCommand implements Callable<Integer> {

	/** It could not be done. */
	private static final int NOT_DONE = 2;

	private static final int LAST_WORDS_SECONDS = 10;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Mixin
	private final CommonOptions common = new CommonOptions();

	/** What the options ask for. */
	abstract Plan plan();

	/** Where the endpoint is on one's own machine. */
	abstract String defaultUrl();

	final CommonOptions common() {
		return this.common;
	}

	/** Asks for a number within limits. */
	final void check(String option, double value, double least, double most) {
		if (!(value >= least && value <= most)) {
			throw wrong(option + " has to be from " + Words.count(least) + " to " + Words.count(most) + ", and "
					+ Words.count(value) + " is not");
		}
	}

	final ParameterException wrong(String sentence) {
		return new ParameterException(this.spec.commandLine(), sentence);
	}

	@Override
	public final Integer call() {
		PrintWriter out = this.spec.commandLine().getOut();
		Plan plan = plan();
		check("--threads", plan.wire().threads(), 1, 64);
		check("--connect-rate", plan.wire().connectRate(), 0, 1_000_000);
		CountDownLatch reported = new CountDownLatch(1);
		try {
			Progress progress = new Progress(this.spec.commandLine().getErr(), Terminal.isThere(), this.common.quiet());
			Bench bench = new Bench(plan, this.common.target(defaultUrl()), progress);
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				bench.interrupt();
				await(reported);
			}));
			Outcome outcome = bench.run();
			out.print(this.common.json() ? JsonReport.of(outcome) + System.lineSeparator() : TableReport.of(outcome));
			return outcome.sound() ? 0 : 1;
		}
		catch (BenchFailure ex) {
			this.spec.commandLine().getErr().println("✗ " + String.valueOf(ex.getMessage()).replace("\n", "\n    "));
			if (this.common.json()) {
				out.println(JsonReport.of(ex));
			}
			return NOT_DONE;
		}
		finally {
			out.flush();
			this.spec.commandLine().getErr().flush();
			reported.countDown();
		}
	}

	/** Ctrl-C does not cut off the report of what was measured so far. */
	private static void await(CountDownLatch reported) {
		try {
			reported.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
