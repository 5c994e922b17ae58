package dev.stompbox.access;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * Who may do what, as one unchanging whole. The server may do everything and the operator
 * everything that is not the server's own; others what their credentials grant, and then
 * what the first rule that matches a topic grants; where none matches, or it does not
 * speak of the action, anyone may publish and subscribe to {@code demo.#}. Queues are
 * judged by their names. {@code $USER.NAME.…} is readable by NAME alone, and only the
 * server publishes to other names with a {@code $}.
 *
 * @param rules the rules, in their order
 */
record RuleSet(List<Rule> rules) {

	private static final TopicPattern DEMO = TopicPattern.parse("demo.#");

	private static final Decision SERVER = Decision.of(true, "it is the server itself");

	private static final Decision OPERATOR = Decision.of(true, "the operator may");

	private static final Decision OWN = Decision.of(true, "it is the caller's own");

	private static final Decision GRANTED = Decision.of(true, "the caller's token or key grants it");

	private static final Decision DEMO_OPEN = Decision.of(true,
			"demo.# is open to anyone where no rule says otherwise");

	private static final Decision SERVERS = Decision.of(false, "it is the server's own");

	private static final Decision ANOTHERS = Decision.of(false, "it is another caller's own");

	private static final Decision NONE = Decision.of(false,
			"no rule of stompbox.topics speaks of it, and what is not granted is denied");

	private static final Decision TOO_LONG = Decision.of(false,
			"the pattern and the rules together are too complicated to be sure that all it can match is granted");

	/** Whether the caller may publish; what {@link #decide} would say. */
	boolean permitsPublish(Caller caller, Topic topic) {
		Memory memory = caller.credential().memory;
		if (memory == null || memory.rules != this) {
			memory = new Memory(this);
			caller.credential().memory = memory;
		}
		return memory.granted(topic, (asked) -> decide(caller, Action.PUBLISH, asked).allowed());
	}

	Decision decide(Caller caller, Action action, Topic asked) {
		if (caller.proof() == Caller.Proof.SERVER) {
			return SERVER;
		}
		Topic topic = QueueTopics.isQueue(asked.name()) ? new Topic(QueueTopics.nameOf(asked)) : asked;
		Decision system = (topic.name().indexOf('$') >= 0) ? system(caller, action, topic.name()) : null;
		if (system != null) {
			return system;
		}
		if (caller.isOperator()) {
			return OPERATOR;
		}
		for (TopicPattern granted : caller.credential().grants(action)) {
			if (granted.matches(topic)) {
				return GRANTED;
			}
		}
		for (Rule rule : this.rules) {
			if (rule.match().matches(topic)) {
				return rule.says(action) ? Decision.by(rule, action, rule.granting(caller, action, topic))
						: unsaid(action, topic);
			}
		}
		return unsaid(action, topic);
	}

	private static Decision unsaid(Action action, Topic topic) {
		return (action != Action.MANAGE && DEMO.matches(topic)) ? DEMO_OPEN : NONE;
	}

	/** What is so whatever the rules say; {@code null} when they are to be asked. */
	private static @Nullable Decision system(Caller caller, Action action, String name) {
		if (!name.startsWith(UserTopics.PREFIX)) {
			return (action == Action.PUBLISH) ? SERVERS : null;
		}
		if (action == Action.PUBLISH) {
			return null;
		}
		boolean own = action == Action.SUBSCRIBE && name.startsWith(UserTopics.prefixOf(caller.name()));
		return own ? OWN : ANOTHERS;
	}

	Decision decide(Caller caller, Action action, TopicPattern asked) {
		if (asked.exact()) {
			return decide(caller, action, new Topic(asked.name()));
		}
		if (caller.proof() == Caller.Proof.SERVER) {
			return SERVER;
		}
		if (asked.words().get(0).equals("$USER")) {
			return ANOTHERS;
		}
		if (caller.isOperator()) {
			return (action != Action.PUBLISH) ? OPERATOR : SERVERS;
		}
		Coverage.Gap gap = new Coverage(asked, layers(caller, action)).find();
		if (gap == null) {
			return covered(caller, action, asked);
		}
		if (gap.topic() == null) {
			return TOO_LONG;
		}
		Rule rule = (gap.layer() != null) ? gap.layer().rule() : null;
		return ((rule != null && rule.says(action)) ? Decision.by(rule, action, null) : NONE).except(gap.topic());
	}

	/** Names the rule where it is one alone that grants all of it. */
	private Decision covered(Caller caller, Action action, TopicPattern asked) {
		for (TopicPattern granted : caller.credential().grants(action)) {
			if (granted.contains(asked)) {
				return GRANTED;
			}
		}
		for (Rule rule : this.rules) {
			if (rule.match().contains(asked) && rule.says(action)) {
				Term term = rule.granting(caller, action, asked);
				if (term != null) {
					return Decision.by(rule, action, term);
				}
			}
		}
		return DEMO.contains(asked) ? DEMO_OPEN
				: Decision.of(true, "several rules together grant all that it can match");
	}

	private List<Layer> layers(Caller caller, Action action) {
		List<Layer> layers = new ArrayList<>();
		caller.credential().grants(action).forEach((granted) -> layers.add(Layer.all(granted)));
		List<TopicPattern> unsaid = (action != Action.MANAGE) ? List.of(DEMO) : List.of();
		for (Rule rule : this.rules) {
			layers.add(new Layer(rule.match(), rule.says(action) ? rule.granted(caller, action) : unsaid, rule));
		}
		layers.add(new Layer(DEMO, unsaid, null));
		return layers;
	}

}
