package dev.stompbox.bench;

import picocli.CommandLine.Command;

/** {@code bench fanout}. */
@Command(name = "fanout", description = { "Everybody subscribes to one topic, and hears all that is published.", "" })
final class FanoutCommand extends PublishingCommand {

	@Override
	Plan.Mode mode() {
		return Plan.Mode.FANOUT;
	}

	@Override
	int normalTopics() {
		return 1;
	}

}
