package dev.stompbox.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Says in sentences what was wrong with what was measured, and what to beware of. */
final class Troubles {

	/** A thread of the load generator that is busier may be what holds things up. */
	private static final double BUSY_PERCENT = 90;

	private Troubles() {
	}

	static List<String> of(Outcome outcome) {
		List<String> all = new ArrayList<>();
		outcome.closings()
			.forEach((why, count) -> all.add(count + ((count == 1) ? " connection: " : " connections: ") + why));
		boolean nothing = outcome.repetitions().isEmpty() && outcome.held() == null;
		if (nothing && outcome.closings().isEmpty()) {
			all.add("It was interrupted before anything was measured.");
		}
		long expected = sum(outcome, Repetition::expected);
		long came = outcome.received();
		add(all, sum(outcome, Repetition::lost), "%,d of %,d deliveries never came.", expected);
		add(all, sum(outcome, Repetition::doubled), "%,d deliveries came twice, besides %,d that came once.", came);
		add(all, sum(outcome, Repetition::late),
				"%,d of %,d deliveries were out of order: a later message came before them.", came);
		add(all, sum(outcome, Repetition::strange),
				"%,d messages came that this run did not send, or not like that, besides %,d that it did."
						+ " Does somebody else publish to the same topics?",
				came);
		if (outcome.repetitions().stream().anyMatch(Repetition::stalled)) {
			all.add("Nothing came for " + Bench.STALL.toSeconds() + " s though something was missing.");
		}
		return all;
	}

	private static long sum(Outcome outcome, ToLongFunction<Repetition> count) {
		return outcome.repetitions().stream().mapToLong(count).sum();
	}

	private static void add(List<String> all, long count, String sentence, long others) {
		if (count > 0) {
			all.add(String.format(Locale.ROOT, sentence, count, others));
		}
	}

	/** What the figures may owe to the load generator rather than to the server. */
	static List<String> warnings(Outcome outcome) {
		double busiest = outcome.repetitions().stream().mapToDouble(Repetition::ownPercent).max().orElse(0);
		int threads = outcome.plan().wire().threads();
		return (busiest < BUSY_PERCENT * threads) ? List.of() : List.of(String.format(Locale.ROOT,
				"The load generator itself used %.0f %% of a core, with %d thread%s: it may be what holds things up."
						+ " Give it more with --threads, or a core of its own.",
				busiest, threads, (threads == 1) ? "" : "s"));
	}

}
