package dev.stompbox.broker;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.access.Decision;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Message;
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

	private final Queues queues;

	private final Refusals refusals;

	private final @Nullable Remote remote;

	/**
	 * A broker whose queues have the default limits.
	 * @param policy decides who may do what
	 * @param mostTopics how many topics are kept at once
	 */
	public Broker(AccessPolicy policy, int mostTopics) {
		this(policy, mostTopics, QueueLimits.DEFAULT, Refusals.UNHEARD, null);
	}

	/**
	 * A broker whose topics have no rules of their own.
	 * @param policy decides who may do what
	 * @param mostTopics how many topics are kept at once
	 * @param queueLimits how much queues may hold
	 * @param refusals told of messages that are given up
	 * @param remote keeps all topics but the server's own, or {@code null} for none
	 */
	public Broker(AccessPolicy policy, int mostTopics, QueueLimits queueLimits, Refusals refusals,
			@Nullable Remote remote) {
		this(policy, new Topics(mostTopics), queueLimits, refusals, remote);
	}

	/**
	 * @param policy decides who may do what
	 * @param topics the topics to begin with, none, and their rules
	 * @param queueLimits how much queues may hold
	 * @param refusals told of messages that are given up
	 * @param remote keeps all topics but the server's own, or {@code null} for none
	 */
	Broker(AccessPolicy policy, Topics topics, QueueLimits queueLimits, Refusals refusals, @Nullable Remote remote) {
		this.policy = policy;
		this.topics = topics;
		this.queues = new Queues(queueLimits, refusals);
		this.refusals = refusals;
		this.remote = remote;
	}

	/**
	 * Publishes to a topic or queue. When this returns, the message has its place in the
	 * order and every subscriber, or a consumer, has been handed it; nobody's socket has
	 * been waited for.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} or {@link ErrorCode#UNAUTHENTICATED}
	 * when the caller may not, {@link ErrorCode#TOO_MANY_TOPICS} or
	 * {@link ErrorCode#QUEUE_FULL} when there is no room
	 */
	public Published publish(Caller caller, Publication publication) {
		Topic topic = publication.topic();
		checkPublish(caller, topic);
		if (this.remote != null && !isOwn(topic.name())) {
			this.remote.publish(publication);
			return new Published(null, null, false);
		}
		String key = keyOf(caller, publication);
		if (QueueTopics.isQueue(topic.name())) {
			return this.queues.append(publication, key);
		}
		while (true) {
			Published published = this.topics.of(topic).append(publication, key, this.patterns);
			if (published != null) {
				return published;
			}
		}
	}

	private static @Nullable String keyOf(Caller caller, Publication publication) {
		String key = publication.idempotencyKey();
		return (key != null) ? caller.name() + '\n' + key : null;
	}

	/**
	 * Asks whether the caller may publish to a topic or queue.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when not
	 */
	public void checkPublish(Caller caller, Topic topic) {
		if (!this.policy.permits(caller, Action.PUBLISH, topic)) {
			throw denied(caller, Action.PUBLISH, TopicPattern.of(topic));
		}
	}

	/**
	 * Publishes and acknowledges, all as one step: nobody's message comes between those
	 * of one topic, and when a part of it is refused, none is done.
	 * @throws Refused for what {@link #publish} and {@link Acknowledgement#settle} refuse
	 */
	public void commit(Caller caller, List<Publication> publications, List<Acknowledgement> acknowledgements) {
		publications.forEach((publication) -> checkPublish(caller, publication.topic()));
		List<String> keys = publications.stream()
			.map((publication) -> Objects.requireNonNullElse(keyOf(caller, publication), ""))
			.toList();
		new Commit(this.topics, this.queues, this.patterns).run(publications, keys, acknowledgements);
	}

	/**
	 * Subscribes to a topic or pattern. When this returns, the next message that is
	 * published will be delivered.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not subscribe to
	 * every topic that is meant
	 */
	public Subscription subscribe(Caller caller, TopicPattern pattern, Subscriber subscriber) {
		check(caller, Action.SUBSCRIBE, pattern);
		if (QueueTopics.isQueue(pattern.name())) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A queue gives each message to one consumer and has no subscribers.",
					"SUBSCRIBE to /queue/NAME over STOMP.");
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
	 * Makes the caller a consumer of a queue, or a subscriber to a topic or pattern who
	 * acknowledges.
	 * @throws Refused as {@link #subscribe} does
	 */
	public Consumption consume(Caller caller, TopicPattern pattern, Consuming how, QueueConsumer consumer) {
		if (QueueTopics.isQueue(pattern.name())) {
			check(caller, Action.SUBSCRIBE, pattern);
			return this.queues.consume(Topic.parse(pattern.name()), how, consumer);
		}
		OwnQueue own = new OwnQueue(how, consumer, QueueRule.DEFAULT.maxDeliveries(),
				(message, deliveries, reason) -> giveUp(caller, message, deliveries));
		own.consumption().behind(subscribe(caller, pattern, own));
		return own.consumption();
	}

	private void giveUp(Caller caller, Message message, int deliveries) {
		this.refusals.refused(caller.name(),
				new Refused(ErrorCode.UNDELIVERABLE,
						"Message " + message.position() + " of " + message.topic() + " was handed to \"" + caller.name()
								+ "\" " + deliveries + " times, and each time it said NACK.",
						"See what its subscriber cannot do with it."));
	}

	/**
	 * Ends a consumption. What is in flight goes to other consumers.
	 */
	public void cancel(Consumption consumption) {
		Subscription behind = consumption.subscription();
		if (behind != null) {
			cancel(behind);
		}
		if (behind != null) {
			consumption.queue().close();
		}
		consumption.queue().leave(consumption);
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

	/** How many messages of topics were handed to subscribers since the start. */
	public long deliveries() {
		return this.topics.deliveries();
	}

	/**
	 * How a topic flows, as the first rule that matches has it, whether it is there or
	 * not.
	 */
	public Flow flow(Topic topic) {
		return this.topics.flow(topic);
	}

	/** How many topics there are. */
	public int topicCount() {
		return this.topics.count();
	}

	/**
	 * Asks whether topics and queues are kept here, so that there is something to know of
	 * them.
	 * @throws Refused {@link ErrorCode#NOT_AVAILABLE} when another broker keeps them
	 */
	public void checkKept() {
		if (this.remote != null) {
			throw new Refused(ErrorCode.NOT_AVAILABLE, "RabbitMQ keeps the topics and queues of this server.",
					"Ask RabbitMQ: rabbitmqctl list_queues, or its management page.");
		}
	}

	/** How things stand with the broker that keeps the topics, when that is another. */
	public Optional<Remote.State> remote() {
		return Optional.ofNullable(this.remote).map(Remote::state);
	}

	/** What is known of each queue. */
	public List<QueueInfo> queues() {
		return this.queues.list();
	}

	/** What is known of one queue. */
	public Optional<QueueInfo> queue(Topic queue) {
		return Optional.ofNullable(this.queues.info(queue));
	}

	/**
	 * Throws away what waits in a queue; what is in flight stays.
	 * @return how many messages that were
	 */
	public int purge(Topic queue) {
		return this.queues.purge(queue);
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
			throw denied(caller, action, pattern);
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

	/** Changes when the rules do: rights may have been lost. */
	public int rulesVersion() {
		return this.policy.version();
	}

	/** Only who proved who they are is told of the rules. */
	private Refused denied(Caller caller, Action action, TopicPattern pattern) {
		String topic = pattern.name();
		String name = QueueTopics.isQueue(topic) ? topic.substring(topic.indexOf('.') + 1) : topic;
		String verb = switch (action) {
			case PUBLISH -> "publish to";
			case SUBSCRIBE -> "subscribe to";
			case MANAGE -> "manage";
		};
		if (!caller.authenticated()) {
			return new Refused(ErrorCode.UNAUTHENTICATED, "Without a token one may not " + verb + " " + name + ".",
					"Send one: Authorization: Bearer TOKEN, or passcode in STOMP's CONNECT. demo.# is open to anyone.");
		}
		Decision decision = this.policy.decide(caller, action, pattern);
		String rule = (decision.rule() != null || decision.except() != null) ? ": " + decision.why() : "";
		return new Refused(ErrorCode.FORBIDDEN, "\"" + caller.name() + "\" may not " + verb + " " + name + rule + ".",
				name.startsWith("$") ? "Topics that begin with $ are the server's own."
						: "Ask the operator of this server for the right.");
	}

}
