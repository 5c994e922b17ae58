package dev.stompbox.bench;

import java.time.Duration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench idle}. */
@Command(name = "idle", description = {
		"Connections that subscribe and hear nothing: how fast they come, and what the server needs to hold them.",
		"" })
final class IdleCommand extends ModeCommand {

	private static final int SUBSCRIBERS = 1000;

	@Mixin
	private final TopicOptions topics = new TopicOptions();

	@Option(names = "--duration", paramLabel = "TIME", defaultValue = "10s", converter = TimeConverter.class,
			description = "For how long they are held. Default: ${DEFAULT-VALUE}.")
	private Duration duration = Duration.ofSeconds(10);

	@Override
	String defaultUrl() {
		return "ws://localhost:8080/ws";
	}

	@Override
	Plan plan() {
		int spread = this.topics.topics(1);
		int subscribers = this.topics.subscribers(SUBSCRIBERS);
		this.topics.check(this, subscribers, spread, 0);
		return new Plan(Plan.Mode.IDLE, subscribers, spread, 0, Stamp.LENGTH, new Plan.Pace(1, 0),
				new Plan.Timing(Duration.ZERO, this.duration, 1), new Plan.Speech(this.topics.destination(),
						this.topics.uniqueIds(), false, common().threads(), common().connectRate()),
				common().pids());
	}

}
