package dev.stompbox.bench;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The modes in which some publish and others subscribe; they differ in what is normal.
 */
abstract class PublishingCommand extends ModeCommand {

	private static final int SUBSCRIBERS = 1000;

	private static final int WINDOW = 16;

	@Mixin
	private final TopicOptions topics = new TopicOptions();

	@Option(names = "--publishers", paramLabel = "N", defaultValue = "1",
			description = "Connections that publish, in turn. Default: ${DEFAULT-VALUE}.")
	private int publishers = 1;

	@Mixin
	private final LoadOptions load = new LoadOptions();

	@Mixin
	private final LoadOptions.PaceGroup pace = new LoadOptions.PaceGroup();

	abstract Plan.Mode mode();

	abstract int normalTopics();

	@Override
	String defaultUrl() {
		return "ws://localhost:8080/ws";
	}

	@Override
	Plan plan() {
		int spread = this.topics.topics(normalTopics());
		boolean one = normalTopics() == 1;
		int subscribers = this.topics.subscribers(one ? SUBSCRIBERS : spread);
		check("--publishers", this.publishers, 1, Stamp.LAST_PUBLISHER);
		this.topics.check(this, subscribers, spread, this.publishers);
		this.load.check(this);
		return new Plan(mode(), subscribers, spread, this.publishers, this.load.size(),
				this.pace.pace(this, one ? WINDOW : spread), this.load.timing(),
				new Plan.Speech(this.topics.destination(), this.topics.uniqueIds(), this.load.binary(),
						common().threads(), common().connectRate()),
				common().pids());
	}

}
