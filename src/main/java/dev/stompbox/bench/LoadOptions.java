package dev.stompbox.bench;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import dev.stompbox.bench.Plan.Pace;
import dev.stompbox.bench.Plan.Timing;

/** The options of the modes that send messages. */
final class LoadOptions {

	private static final int LARGEST = 16 * 1024 * 1024;

	@Option(names = "--size", paramLabel = "BYTES", defaultValue = "128",
			description = "Of a message's body, from 40 (it carries who sent it, its number and time) to 16777216."
					+ " Default: ${DEFAULT-VALUE}.")
	private int size = 128;

	@Option(names = "--binary", description = "Sends binary WebSocket messages. Default: text.")
	private boolean binary;

	@Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "5s", converter = TimeConverter.class,
			description = "Before anything counts: 500ms, 5s, 2m. A server in Java needs it. Default: ${DEFAULT-VALUE}.")
	private Duration warmUp = Duration.ofSeconds(5);

	@Option(names = "--duration", paramLabel = "TIME", defaultValue = "10s", converter = TimeConverter.class,
			description = "Of one repetition. Default: ${DEFAULT-VALUE}.")
	private Duration duration = Duration.ofSeconds(10);

	@Option(names = "--repeat", paramLabel = "N", defaultValue = "3",
			description = "How often it is measured; the median counts. Default: ${DEFAULT-VALUE}.")
	private int repeat = 3;

	int size() {
		return this.size;
	}

	boolean binary() {
		return this.binary;
	}

	Timing timing() {
		return new Timing(this.warmUp, this.duration, this.repeat);
	}

	void check(ModeCommand command) {
		command.check("--size", this.size, Stamp.LENGTH, LARGEST);
		command.check("--repeat", this.repeat, 1, 1000);
	}

	/** One or the other way to pace. */
	static final class PaceOptions {

		@Option(names = "--window", paramLabel = "N",
				description = "Closed loop: publications in flight at most. Default: 16, and one for each topic with topics.")
		private @Nullable Integer window;

		@Option(names = "--rate", paramLabel = "N",
				description = "Paced: publications per second. Latency counts from when each was due, so that a"
						+ " server that stalls cannot hide it.")
		private @Nullable Double rate;

	}

	/** For the modes that can be paced. */
	static final class PaceGroup {

		@ArgGroup(exclusive = true)
		private @Nullable PaceOptions pace;

		/**
		 * How fast.
		 * @param window publications in flight when nothing was said
		 */
		Pace pace(ModeCommand command, int window) {
			Integer windowSaid = (this.pace != null) ? this.pace.window : null;
			Double rateSaid = (this.pace != null) ? this.pace.rate : null;
			if (rateSaid != null) {
				command.check("--rate", rateSaid, 0.001, 10_000_000);
				return new Pace(0, rateSaid);
			}
			int most = (windowSaid != null) ? windowSaid : window;
			command.check("--window", most, 1, 1_000_000);
			return new Pace(most, 0);
		}

	}

}
