package dev.stompbox.access;

import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * The rules without configuration: the operator may do everything, anyone may publish and
 * subscribe to {@code demo.#} (to queues by these names as well), {@code $USER.NAME.…} is
 * readable by NAME alone, and only the server publishes to {@code $…}.
 */
final class DefaultRules implements AccessPolicy {

	private static final TopicPattern DEMO = TopicPattern.parse("demo.#");

	@Override
	public boolean permits(Caller caller, Action action, TopicPattern pattern) {
		if (pattern.exact()) {
			return permits(caller, action, new Topic(pattern.name()));
		}
		if (caller.isOperator()) {
			return action != Action.PUBLISH && !pattern.words().get(0).equals("$USER");
		}
		return action != Action.MANAGE && DEMO.contains(pattern);
	}

	@Override
	public boolean permits(Caller caller, Action action, Topic topic) {
		if (caller.proof() == Caller.Proof.SERVER) {
			return true;
		}
		if (QueueTopics.isQueue(topic.name())) {
			return permits(caller, action, new Topic(QueueTopics.nameOf(topic)));
		}
		if (topic.name().indexOf('$') >= 0) {
			return permitsSystem(caller, action, topic.name());
		}
		return caller.isOperator() || (action != Action.MANAGE && isDemo(topic.name()));
	}

	private static boolean permitsSystem(Caller caller, Action action, String name) {
		if (name.startsWith(UserTopics.PREFIX)) {
			boolean own = name.startsWith(UserTopics.prefixOf(caller.name()));
			return (action == Action.SUBSCRIBE && own) || (action == Action.PUBLISH && caller.isOperator());
		}
		return action != Action.PUBLISH && caller.isOperator();
	}

	private static boolean isDemo(String name) {
		return name.startsWith("demo") && (name.length() == 4 || name.charAt(4) == '.');
	}

}
