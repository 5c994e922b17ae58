package dev.stompbox.bench;

import picocli.CommandLine.Command;

/** {@code bench topics}. */
@Command(name = "topics", description = { "Many topics with a subscriber each, or a few.", "" })
final class TopicsCommand extends PublishingCommand {

	@Override
	Plan.Mode mode() {
		return Plan.Mode.TOPICS;
	}

	@Override
	int normalTopics() {
		return 1000;
	}

}
