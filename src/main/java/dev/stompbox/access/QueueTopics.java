package dev.stompbox.access;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * The names of queues where topics are named: the queue {@code jobs} is
 * {@code $QUEUE.jobs}, and the rights to it are those to the name {@code jobs}.
 */
public final class QueueTopics {

	private static final String PREFIX = "$QUEUE.";

	private QueueTopics() {
	}

	/**
	 * The topic that stands for a queue.
	 * @param queue the queue's name as the client spelled it
	 * @throws Refused {@link ErrorCode#BAD_TOPIC} when it is no name, or one of the
	 * server's own
	 */
	public static Topic topicOf(String queue) {
		if (queue.startsWith("$")) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A queue's name does not begin with $.",
					"Names that begin with $ are the server's own.");
		}
		if (queue.indexOf('*') >= 0 || queue.indexOf('#') >= 0) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A queue is one name; there are no patterns of queues.",
					"Subscribe to each queue by its name.");
		}
		return Topic.parse(PREFIX + queue);
	}

	/** Whether a topic's or pattern's name stands for a queue. */
	public static boolean isQueue(String name) {
		return name.startsWith(PREFIX);
	}

	/** The queue's name. */
	public static String nameOf(Topic topic) {
		return isQueue(topic.name()) ? topic.name().substring(PREFIX.length()) : topic.name();
	}

}
