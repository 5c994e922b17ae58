package dev.stompbox.broker;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * The front door of the engine. Every publication and subscription passes here, and here
 * it is decided whether the caller may, so that no edge can forget to ask.
 */
public final class Broker {

	private final AccessPolicy policy;

	private final Topics topics;

	private final PatternIndex patterns = new PatternIndex();

	private final @Nullable Remote remote;

	/**
	 * @param policy decides who may do what
	 * @param mostTopics how many topics are kept at once
	 */
	public Broker(AccessPolicy policy, int mostTopics) {
		this(policy, mostTopics, null);
	}

	/**
	 * @param policy decides who may do what
	 * @param mostTopics how many topics are kept at once
	 * @param remote keeps all topics but the server's own, or {@code null} for none
	 */
	public Broker(AccessPolicy policy, int mostTopics, @Nullable Remote remote) {
		this.policy = policy;
		this.topics = new Topics(mostTopics);
		this.remote = remote;
	}

	/**
	 * Publishes to a topic. When this returns, the message has its place in the topic's
	 * order and every subscriber has been handed it; nobody's socket has been waited for.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} or {@link ErrorCode#UNAUTHENTICATED}
	 * when the caller may not, {@link ErrorCode#TOO_MANY_TOPICS} when there is no room
	 * for the topic
	 */
	public Published publish(Caller caller, Publication publication) {
		Topic topic = publication.topic();
		if (!this.policy.permits(caller, Action.PUBLISH, topic)) {
			throw denied(caller, "publish to", topic.name());
		}
		if (this.remote != null && !isOwn(topic.name())) {
			this.remote.publish(publication);
			return new Published(null, null, false);
		}
		String key = (publication.idempotencyKey() != null) ? caller.name() + '\n' + publication.idempotencyKey()
				: null;
		while (true) {
			Published published = this.topics.of(topic).append(publication, key, this.patterns);
			if (published != null) {
				return published;
			}
		}
	}

	/**
	 * Subscribes to a topic or pattern. When this returns, the next message that is
	 * published will be delivered.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not subscribe to
	 * every topic that is meant
	 */
	public Subscription subscribe(Caller caller, TopicPattern pattern, Subscriber subscriber) {
		if (!this.policy.permits(caller, Action.SUBSCRIBE, pattern)) {
			throw denied(caller, "subscribe to", pattern.name());
		}
		if (this.remote != null && !isOwn(pattern.name())) {
			return remotely(this.remote, pattern, subscriber);
		}
		if (!pattern.exact()) {
			Subscription subscription = new Subscription(pattern, subscriber, null);
			this.patterns.add(subscription);
			return subscription;
		}
		Topic topic = Topic.parse(pattern.name());
		while (true) {
			Subscription subscription = this.topics.of(topic).subscribe(pattern, subscriber);
			if (subscription != null) {
				return subscription;
			}
		}
	}

	/**
	 * Ends a subscription. Nothing is delivered to it once this has returned, but for a
	 * message that was being handed to the subscribers of a pattern meanwhile. Must not
	 * be called by a subscriber.
	 */
	public void cancel(Subscription subscription) {
		subscription.cancelled();
		if (subscription.remotely()) {
			return;
		}
		if (!subscription.pattern().exact()) {
			this.patterns.remove(subscription);
			return;
		}
		TopicLog log = this.topics.find(Topic.parse(subscription.pattern().name()));
		if (log != null) {
			log.cancel(subscription);
		}
	}

	/** What is known of each topic, for a caller who may know. */
	public List<TopicInfo> topics() {
		return this.topics.list(this.patterns);
	}

	/** What is known of one topic. */
	public Optional<TopicInfo> topic(Topic topic) {
		@Nullable TopicLog log = this.topics.find(topic);
		return Optional.ofNullable(log).map((found) -> found.info(this.patterns));
	}

	/** How many topics there are. */
	public int topicCount() {
		return this.topics.count();
	}

	/** Whether anybody would get a message of {@code topic} now. */
	public boolean hasSubscribers(Topic topic) {
		return this.patterns.countMatching(topic) > 0 || topic(topic).map(TopicInfo::subscribers).orElse(0) > 0;
	}

	/**
	 * Asks whether the caller may do something.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when not
	 */
	public void check(Caller caller, Action action, TopicPattern pattern) {
		if (!this.policy.permits(caller, action, pattern)) {
			throw denied(caller, (action == Action.MANAGE) ? "manage" : "subscribe to", pattern.name());
		}
	}

	private static Subscription remotely(Remote remote, TopicPattern pattern, Subscriber subscriber) {
		Subscription subscription = new Subscription(pattern, subscriber, null);
		subscription.remote(
				remote.subscribe(pattern, (message) -> subscription.deliver(new Delivery(message)), subscription::gap));
		return subscription;
	}

	/** Whether it is the server's own, of which no other broker is told. */
	private static boolean isOwn(String name) {
		return name.startsWith("$SYS");
	}

	private static Refused denied(Caller caller, String verb, String name) {
		if (!caller.authenticated()) {
			return new Refused(ErrorCode.UNAUTHENTICATED, "Without a token one may not " + verb + " " + name + ".",
					"Send one: Authorization: Bearer TOKEN, or passcode in STOMP's CONNECT. demo.# is open to anyone.");
		}
		return new Refused(ErrorCode.FORBIDDEN, "\"" + caller.name() + "\" may not " + verb + " " + name + ".",
				name.startsWith("$") ? "Topics that begin with $ are the server's own."
						: "Ask the operator of this server for the right.");
	}

}
