package dev.stompbox.broker;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
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

	private final Histories histories;

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
		this.queues = new Queues(queueLimits, refusals, topics.keys(), topics.store());
		this.refusals = refusals;
		this.remote = remote;
		this.histories = new Histories(this, topics, this.patterns);
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
		String key = Keys.of(caller, publication);
		if (QueueTopics.isQueue(topic.name())) {
			return this.queues.append(publication, key);
		}
		while (true) {
			TopicLog log = this.topics.of(topic);
			Durable durable = log.durable();
			if (durable != null) {
				Awaited awaited = new Awaited();
				if (durable.append(publication, key, this.patterns, System.currentTimeMillis(), awaited)) {
					return awaited.get();
				}
				continue;
			}
			Published published = log.append(publication, key, this.patterns);
			if (published != null) {
				return published;
			}
		}
	}

	/**
	 * As {@link #publish(Caller, Publication)}, without waiting for the disk where the
	 * topic is durable.
	 * @throws Refused as that does, when it is known at once
	 */
	public void publish(Caller caller, Publication publication, Outcome outcome) {
		Topic topic = publication.topic();
		boolean here = this.remote == null || isOwn(topic.name());
		if (here && QueueTopics.isQueue(topic.name())) {
			checkPublish(caller, topic);
			this.queues.append(publication, Keys.of(caller, publication), outcome);
			return;
		}
		if (here && this.topics.rule(topic).durable()) {
			checkPublish(caller, topic);
			String key = Keys.of(caller, publication);
			Durable durable = this.topics.of(topic).durable();
			while (durable != null) {
				if (durable.append(publication, key, this.patterns, System.currentTimeMillis(), outcome)) {
					return;
				}
				durable = this.topics.of(topic).durable();
			}
		}
		outcome.published(publish(caller, publication));
	}

	/**
	 * Asks whether the caller may publish to a topic or queue.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when not
	 */
	public void checkPublish(Caller caller, Topic topic) {
		if (!this.policy.permits(caller, Action.PUBLISH, topic)) {
			throw Denial.of(this.policy, caller, Action.PUBLISH, TopicPattern.of(topic));
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
			.map((publication) -> Objects.requireNonNullElse(Keys.of(caller, publication), ""))
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
		return subscribe(caller, pattern, subscriber, Start.LIVE);
	}

	/**
	 * Subscribes to a topic, beginning with messages of before. Those come when
	 * {@link Subscription#more} is called, and what comes after them follows without a
	 * gap.
	 * @throws Refused as the other does, and {@link ErrorCode#NO_POSITION} when a pattern
	 * is to begin anywhere but live
	 */
	public Subscription subscribe(Caller caller, TopicPattern pattern, Subscriber subscriber, Start start) {
		check(caller, Action.SUBSCRIBE, pattern);
		if (QueueTopics.isQueue(pattern.name())) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A queue gives each message to one consumer and has no subscribers.",
					"SUBSCRIBE to /queue/NAME over STOMP.");
		}
		boolean asked = !(start instanceof Start.Live || start instanceof Start.Usual);
		if (this.remote != null && !isOwn(pattern.name())) {
			if (asked) {
				throw keptElsewhere();
			}
			return remotely(this.remote, pattern, subscriber);
		}
		if (asked && !pattern.exact()) {
			throw new Refused(ErrorCode.NO_POSITION,
					"A pattern stands for many topics, each with positions of its own, so it cannot begin at one.",
					"Subscribe to each topic by name to resume, or to the pattern without since and rewind.");
		}
		if (!pattern.exact()) {
			Subscription subscription = new Subscription(pattern, subscriber, null);
			this.patterns.add(subscription);
			return subscription;
		}
		Topic topic = Topic.parse(pattern.name());
		while (true) {
			Subscription subscription = this.topics.of(topic).subscribe(pattern, subscriber, start);
			if (subscription != null) {
				return subscription;
			}
		}
	}

	/**
	 * As {@link #consume(Caller, TopicPattern, Consuming, QueueConsumer, Start)}, live.
	 */
	public Consumption consume(Caller caller, TopicPattern pattern, Consuming how, QueueConsumer consumer) {
		return consume(caller, pattern, how, consumer, Start.LIVE);
	}

	/**
	 * Makes the caller a consumer of a queue, or a subscriber to a topic or pattern who
	 * acknowledges.
	 * @throws Refused as {@link #subscribe} does
	 */
	public Consumption consume(Caller caller, TopicPattern pattern, Consuming how, QueueConsumer consumer,
			Start start) {
		if (QueueTopics.isQueue(pattern.name())) {
			check(caller, Action.SUBSCRIBE, pattern);
			if (!(start instanceof Start.Live || start instanceof Start.Usual)) {
				throw new Refused(ErrorCode.NO_POSITION,
						"A queue hands out what waits in it, from the first on, and has no other place to begin.",
						"Leave since and rewind out, or subscribe to a topic.");
			}
			return this.queues.consume(Topic.parse(pattern.name()), how, consumer);
		}
		OwnQueue own = new OwnQueue(how, consumer, QueueRule.DEFAULT.maxDeliveries(),
				(message, deliveries, reason) -> giveUp(caller, message, deliveries));
		own.consumption().behind(subscribe(caller, pattern, own, start));
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

	/** What topics remember. */
	public Histories histories() {
		return this.histories;
	}

	/** What a topic remembers, as the first rule that matches has it. */
	public TopicRule rule(Topic topic) {
		return this.topics.rule(topic);
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
			throw keptElsewhere();
		}
	}

	private static Refused keptElsewhere() {
		return new Refused(ErrorCode.NOT_AVAILABLE, "RabbitMQ keeps the topics and queues of this server.",
				"Ask RabbitMQ: rabbitmqctl list_queues, or its management page.");
	}

	/** How things stand with the broker that keeps the topics, when that is another. */
	public Optional<Remote.State> remote() {
		return Optional.ofNullable(this.remote).map(Remote::state);
	}

	/** How many queues there are. */
	public int queueCount() {
		return this.queues.count();
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
			throw Denial.of(this.policy, caller, action, pattern);
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

}
