package dev.stompbox.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the modes that subscribe to topics. */
final class TopicOptions {

	/** More streams of numbered messages are not kept apart. */
	private static final long MOST_STREAMS = 50_000_000;

	@Option(names = { "--subscribers", "--connections" }, paramLabel = "N",
			description = "Connections that subscribe. Default: 1000, and one for each topic with topics.")
	private @Nullable Integer subscribers;

	@Option(names = "--topics", paramLabel = "N",
			description = "Topics that they are spread over. Default: 1, and 1000 with topics.")
	private @Nullable Integer topics;

	@Option(names = "--destination", paramLabel = "NAME", defaultValue = "/topic/demo.bench.%d",
			description = "The topic; %%d in it stands for its number. Default: /topic/demo.bench.%%d")
	private String destination = "/topic/demo.bench.%d";

	@Option(names = "--unique-ids",
			description = "Each subscription has an id of its own, so that a server cannot share what it has made"
					+ " for one. Default: all are sub-0, as it is with most clients.")
	private boolean uniqueIds;

	int topics(int normally) {
		return (this.topics != null) ? this.topics : normally;
	}

	int subscribers(int normally) {
		return (this.subscribers != null) ? this.subscribers : normally;
	}

	String destination() {
		return this.destination;
	}

	boolean uniqueIds() {
		return this.uniqueIds;
	}

	/** Asks for numbers that go together. */
	void check(ModeCommand command, int subscribed, int spread, int publishers) {
		command.check("--subscribers", subscribed, 1, 1_000_000);
		command.check("--topics", spread, 1, subscribed);
		command.check("--publishers", publishers, 0, Stamp.LAST_PUBLISHER);
		if ((long) subscribed * publishers > MOST_STREAMS) {
			throw command.wrong("--subscribers times --publishers has to be at most " + Words.count(MOST_STREAMS));
		}
		if (spread > 1 && !this.destination.contains("%d")) {
			throw command
				.wrong("--destination needs a %d where the number of each of " + Words.count(spread) + " topics goes");
		}
	}

}
