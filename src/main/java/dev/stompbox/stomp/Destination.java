package dev.stompbox.stomp;

import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.UserTopics;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** What a {@code destination} header means. */
sealed interface Destination {

	/** Where the answers of the server's functions go when nothing else is asked for. */
	String REPLIES = "/user/queue/replies";

	/** Where refusals go that nobody asked a receipt for. */
	String ERRORS = "/user/queue/errors";

	/** A topic, or, for subscribing, a pattern; {@code name} is not checked yet. */
	record OfTopic(String name) implements Destination {
	}

	/**
	 * One caller's own destination. {@code rest} is for example {@code queue/replies}.
	 */
	record OfUser(String user, String rest) implements Destination {

		Topic topic() {
			return UserTopics.topicOf(this.user, this.rest);
		}

	}

	/** A work queue. */
	record OfQueue(Topic topic) implements Destination {
	}

	/** A function of the server. */
	record OfFunction(String name) implements Destination {
	}

	/** Reads the destination of a SUBSCRIBE. */
	static Destination toSubscribe(String text, Caller caller) {
		if (text.startsWith("/user/queue/") || text.startsWith("/user/topic/")) {
			return new OfUser(caller.name(), text.substring("/user/".length()));
		}
		if (text.startsWith("/topic/")) {
			return new OfTopic(text.substring("/topic/".length()));
		}
		if (text.startsWith("/queue/")) {
			return new OfQueue(QueueTopics.topicOf(text.substring("/queue/".length())));
		}
		if (text.startsWith("/user/")) {
			throw new Refused(ErrorCode.FORBIDDEN, "Only a caller's own user destinations can be subscribed to.",
					"Subscribe to /user/queue/NAME, without a user's name; it is yours.");
		}
		if (text.startsWith("/app/")) {
			throw new Refused(ErrorCode.BAD_TOPIC, "\"/app/…\" is for sending to.",
					"Subscribe to " + REPLIES + " and SEND to /app/NAME.");
		}
		throw unknown(text);
	}

	/** Reads the destination of a SEND. */
	static Destination toSend(String text) {
		if (text.startsWith("/topic/")) {
			return new OfTopic(text.substring("/topic/".length()));
		}
		if (text.startsWith("/queue/")) {
			return new OfQueue(QueueTopics.topicOf(text.substring("/queue/".length())));
		}
		if (text.startsWith("/app/")) {
			return new OfFunction(text.substring("/app/".length()));
		}
		if (text.startsWith("/user/")) {
			int slash = text.indexOf('/', "/user/".length());
			String rest = (slash < 0) ? "" : text.substring(slash + 1);
			if (rest.startsWith("queue/") || rest.startsWith("topic/")) {
				return new OfUser(text.substring("/user/".length(), slash), rest);
			}
			throw new Refused(ErrorCode.BAD_TOPIC, "To a user one sends as /user/NAME/queue/… or /user/NAME/topic/….",
					"For example /user/ana/queue/news.");
		}
		throw unknown(text);
	}

	private static Refused unknown(String text) {
		String shown = text.substring(0, Math.min(text.length(), 40)).replaceAll("\\p{Cntrl}", "?");
		return new Refused(ErrorCode.BAD_TOPIC, "\"" + shown + "\" is not a destination here.",
				"Destinations are /topic/NAME, /queue/NAME, /user/queue/NAME and /app/NAME.");
	}

	/** The destination that a MESSAGE of {@code topic} carries. */
	static String of(Topic topic) {
		String name = topic.name();
		if (name.startsWith("$USER.")) {
			String own = name.substring(name.indexOf('.', "$USER.".length()) + 1);
			return "/user/" + own.replaceFirst("\\.", "/");
		}
		return QueueTopics.isQueue(name) ? "/queue/" + QueueTopics.nameOf(topic) : "/topic/" + name;
	}

	/** Whether what a subscription is for is a queue. */
	static boolean isQueue(TopicPattern pattern) {
		return QueueTopics.isQueue(pattern.name());
	}

	/**
	 * The destination that another broker knows a topic, pattern or queue by: a user's
	 * own is a topic there like any other.
	 */
	static String upstream(String name) {
		return QueueTopics.isQueue(name) ? "/queue/" + QueueTopics.nameOf(new Topic(name)) : "/topic/" + name;
	}

	/**
	 * What {@link #upstream} made of a topic's destination, as this server's clients know
	 * it.
	 */
	static String ofUpstream(String destination) {
		return destination.startsWith("/topic/") ? of(new Topic(destination.substring("/topic/".length())))
				: destination;
	}

	/** The pattern that a subscription to this destination is for. */
	static TopicPattern pattern(Destination destination) {
		if (destination instanceof OfUser user) {
			return TopicPattern.of(user.topic());
		}
		return (destination instanceof OfQueue queue) ? TopicPattern.of(queue.topic())
				: TopicPattern.parse(((OfTopic) destination).name());
	}

}
