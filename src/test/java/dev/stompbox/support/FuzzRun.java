package dev.stompbox.support;

import java.time.Duration;
import java.util.Random;

/**
 * How long is fuzzed, and from which seed: {@code -Dstompbox.fuzz.minutes=N} for longer
 * than in the build, and then with seeds that nobody has tried;
 * {@code -Dstompbox.fuzz.seed=N} to begin with one that failed.
 */
public final class FuzzRun {

	private static final Duration IN_THE_BUILD = Duration.ofSeconds(10);

	private static final Long SEED = Long.getLong("stompbox.fuzz.seed");

	private static final Integer MINUTES = Integer.getInteger("stompbox.fuzz.minutes");

	private FuzzRun() {
	}

	/** One case; any throwable is a failure. */
	@FunctionalInterface
	public interface Case {

		/** Runs it with what {@code seed} leads to. */
		void run(long seed);

	}

	/** Runs case after case until the time is over. Returns how many they were. */
	public static long run(Case one) {
		long first = (SEED != null) ? SEED : (MINUTES != null) ? new Random().nextInt() : 1;
		long end = System.nanoTime() + ((MINUTES != null) ? Duration.ofMinutes(MINUTES) : IN_THE_BUILD).toNanos();
		long seed = first;
		while (System.nanoTime() < end) {
			try {
				one.run(seed);
			}
			catch (Throwable ex) {
				throw new AssertionError("Again with -Dstompbox.fuzz.seed=" + seed + ": " + ex, ex);
			}
			seed++;
		}
		return seed - first;
	}

}
