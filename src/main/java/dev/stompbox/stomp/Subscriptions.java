package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.AckMode;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Budget;
import dev.stompbox.broker.Consuming;
import dev.stompbox.broker.Consumption;
import dev.stompbox.broker.Recovery;
import dev.stompbox.broker.Start;
import dev.stompbox.broker.Subscription;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Standing;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.message.TopicPattern;

/**
 * One client's subscriptions, by their ids. Changed on the thread that reads; ended on
 * any.
 */
final class Subscriptions {

	/** What a subscription takes beside its name, bytes. */
	private static final long ONE = 512;

	private static final long PER_WORD = 160;

	private final Map<String, StompSubscription> byId = new ConcurrentHashMap<>(2);

	private final Connection connection;

	private final Broker broker;

	private final StompLimits limits;

	private volatile Caller caller = Caller.anonymous("");

	/** By which of the rules they were judged last. */
	private volatile int rules;

	private Version version = Version.V1_0;

	private Packaging packaging = Packaging.TEXT;

	private @Nullable Budget unacknowledged;

	private volatile boolean consuming;

	private volatile boolean sampling;

	/** Those that began with messages of before, and have not come to live. */
	private final Set<TopicSubscription> behind = ConcurrentHashMap.newKeySet(0);

	private boolean watching;

	private volatile boolean ended;

	Subscriptions(Connection connection, Broker broker, StompLimits limits) {
		this.connection = connection;
		this.broker = broker;
		this.limits = limits;
	}

	/**
	 * A subscription that the client may not have any more.
	 *
	 * @param id its id
	 * @param destination as the client spelled it
	 * @param why why not
	 * @param elsewhere whether another broker keeps it
	 */
	record Lost(String id, String destination, Refused why, boolean elsewhere) {
	}

	/** From now on they are another's: the same caller with a new token. */
	void caller(Caller renewed) {
		this.caller = renewed;
	}

	/** Whether the rules have changed since they were judged. */
	boolean judgedBefore() {
		return this.broker.rulesVersion() != this.rules;
	}

	/** Ends those that the caller may not have any more. Safe on any thread. */
	List<Lost> judgeAgain() {
		this.rules = this.broker.rulesVersion();
		List<Lost> lost = new ArrayList<>();
		this.byId.forEach((id, subscription) -> {
			String destination = subscription.destination();
			try {
				this.broker.check(this.caller, Action.SUBSCRIBE,
						Destination.pattern(Destination.toSubscribe(destination, this.caller)));
			}
			catch (Refused ex) {
				if (this.byId.remove(id, subscription)) {
					this.connection.holdings().add(-costOf(subscription));
					subscription.cancel();
					lost.add(new Lost(id, destination, new Refused(ErrorCode.RIGHT_LOST, ex.detail(), ex.hint()),
							subscription instanceof PassedSubscription));
				}
			}
		});
		return lost;
	}

	void begin(Caller caller, Version version, Packaging packaging) {
		this.rules = this.broker.rulesVersion();
		this.caller = caller;
		this.version = version;
		this.packaging = packaging;
	}

	/**
	 * Subscribes as {@code frame} asks.
	 * @param passing the way to the broker that keeps the topics, or {@code null} when it
	 * is this one
	 * @param subscribed told when messages will come, those of before that it began with
	 * have gone out, and what comes is new; not told when another broker says so
	 */
	void subscribe(Frame frame, @Nullable Passing passing, Consumer<Begun> subscribed) {
		Subscribe asked = Subscribe.of(frame, id(frame), this.limits);
		checkNew(asked.id());
		TopicPattern pattern = Destination.pattern(Destination.toSubscribe(asked.destination(), this.caller));
		MessageForm form = new MessageForm(this.version, this.packaging, asked.id(), this.connection.compression());
		StompSubscription made;
		try {
			if (passing != null && !pattern.name().startsWith("$SYS")) {
				this.broker.check(this.caller, Action.SUBSCRIBE, pattern);
				if (asked.start() != Start.USUAL || asked.sampling() != null) {
					this.broker.checkKept();
				}
				made = new PassedSubscription(asked.destination(), form);
				add(asked.id(), made);
				passing.pass(passed(frame, asked, pattern));
			}
			else if (asked.mode() == AckMode.AUTO && !Destination.isQueue(pattern)) {
				made = listen(asked, pattern, form, subscribed);
			}
			else {
				made = consume(asked, pattern, form, subscribed);
			}
		}
		catch (Refused ex) {
			remove(asked.id());
			throw ex;
		}
		if (this.ended || this.byId.get(asked.id()) != made) {
			// The end, of all or of this one, may have come before there was anything to
			// cancel.
			made.cancel();
			remove(asked.id());
		}
	}

	private TopicSubscription listen(Subscribe asked, TopicPattern pattern, MessageForm form,
			Consumer<Begun> subscribed) {
		TopicSubscription subscription = listener(asked, form, (recovery) -> subscribed.accept(Begun.with(recovery)));
		add(asked.id(), subscription);
		Subscription inBroker = this.broker.subscribe(this.caller, pattern, subscription, asked.start());
		boolean live = !inBroker.catchingUp();
		subscription.inBroker(inBroker);
		if (live) {
			subscribed.accept(Begun.at(inBroker.begin()));
		}
		else {
			watch();
			this.behind.add(subscription);
			inBroker.more();
		}
		return subscription;
	}

	private TopicSubscription listener(Subscribe asked, MessageForm form, Consumer<Recovery> caughtUp) {
		if (asked.sampling() == null) {
			return new TopicSubscription(this.connection, this.broker, form, asked.destination(), caughtUp);
		}
		this.sampling = true;
		return new SampledSubscription(this.connection, this.broker, form, asked, caughtUp);
	}

	private void add(String id, StompSubscription subscription) {
		this.byId.put(id, subscription);
		this.connection.holdings().add(costOf(subscription));
	}

	private @Nullable StompSubscription remove(String id) {
		StompSubscription gone = this.byId.remove(id);
		if (gone != null) {
			this.connection.holdings().add(-costOf(gone));
		}
		return gone;
	}

	/** What it takes in memory, bytes, roughly. */
	private static long costOf(StompSubscription subscription) {
		String destination = subscription.destination();
		boolean pattern = destination.indexOf('*') >= 0 || destination.indexOf('#') >= 0;
		// Each word of a pattern may be a place in the broker's tree of its own.
		long words = pattern ? destination.chars().filter((each) -> each == '.' || each == '/').count() : 0;
		return ONE + 2L * destination.length() + PER_WORD * words;
	}

	private void watch() {
		if (!this.watching) {
			this.watching = true;
			this.connection.whenWritten(this::written);
		}
	}

	private ConsumerSubscription consume(Subscribe asked, TopicPattern pattern, MessageForm form,
			Consumer<Begun> subscribed) {
		if (asked.sampling() != null) {
			throw new Refused(ErrorCode.BAD_HEADER,
					"max-rate and max-bytes are for topics: a queue's message is there for one consumer.",
					"Leave them out, or subscribe to a topic.");
		}
		if (this.unacknowledged == null) {
			this.unacknowledged = new Budget(this.limits.unacknowledged(), this.connection.holdings()::add);
			this.consuming = true;
			watch();
		}
		ConsumerSubscription subscription = new ConsumerSubscription(this.connection, this.broker, form, asked,
				(recovery) -> subscribed.accept(Begun.with(recovery)));
		add(asked.id(), subscription);
		Consumption consumption = this.broker.consume(this.caller, pattern,
				new Consuming(asked.mode(), asked.prefetch(), this.unacknowledged), subscription, asked.start());
		boolean live = !consumption.catchingUp();
		subscription.from(consumption);
		if (live) {
			subscribed.accept(Begun.at(consumption.begin()));
		}
		subscription.start();
		return subscription;
	}

	private static Step.Pass passed(Frame frame, Subscribe asked, TopicPattern pattern) {
		Headers.Builder headers = Headers.builder(5)
			.add(HeaderNames.ID, asked.id())
			.add(HeaderNames.DESTINATION, Destination.upstream(pattern.name()));
		for (String name : new String[] { HeaderNames.ACK, "prefetch", HeaderNames.RECEIPT }) {
			String value = frame.header(name);
			if (value != null) {
				headers.add(name, value);
			}
		}
		return new Step.Pass("SUBSCRIBE", headers.build());
	}

	private String id(Frame frame) {
		String id = frame.header(HeaderNames.ID);
		if (id == null && this.version == Version.V1_0) {
			// STOMP 1.0 has no need of an id.
			return frame.required(HeaderNames.DESTINATION);
		}
		return frame.required(HeaderNames.ID);
	}

	private void checkNew(String id) {
		if (this.byId.containsKey(id)) {
			throw new Refused(ErrorCode.SUBSCRIPTION_ID, "There is already a subscription with this id.",
					"Give each subscription of a connection an id of its own, or UNSUBSCRIBE the first.");
		}
		if (this.byId.size() >= this.limits.subscriptions()) {
			throw new Refused(ErrorCode.TOO_MANY_SUBSCRIPTIONS,
					"This connection has " + this.limits.subscriptions()
							+ " subscriptions, as many as one may have (stompbox.limits.subscriptions).",
					"Use a pattern (*, #) in place of many topics, or raise the limit.")
				.at(String.valueOf(this.limits.subscriptions()), "stompbox.limits.subscriptions");
		}
	}

	/**
	 * Ends a subscription.
	 * @return whether it was another broker's, which has to be told
	 */
	boolean unsubscribe(Frame frame) {
		StompSubscription subscription = remove(id(frame));
		if (subscription == null) {
			throw new Refused(ErrorCode.SUBSCRIPTION_ID, "There is no subscription with this id.",
					"Give UNSUBSCRIBE the id of a SUBSCRIBE on this connection.");
		}
		subscription.cancel();
		return subscription instanceof PassedSubscription;
	}

	/** What UNSUBSCRIBE looks like to the other broker. */
	Step.Pass unsubscribing(Frame frame) {
		Headers.Builder headers = Headers.builder(2).add(HeaderNames.ID, id(frame));
		String receipt = frame.header(HeaderNames.RECEIPT);
		if (receipt != null) {
			headers.add(HeaderNames.RECEIPT, receipt);
		}
		return new Step.Pass("UNSUBSCRIBE", headers.build());
	}

	/** The subscription with this id, or {@code null}. */
	@Nullable StompSubscription find(String id) {
		return this.byId.get(id);
	}

	/** The first for which {@code wanted} holds, or {@code null}. */
	@Nullable StompSubscription first(Predicate<StompSubscription> wanted) {
		for (StompSubscription subscription : this.byId.values()) {
			if (wanted.test(subscription)) {
				return subscription;
			}
		}
		return null;
	}

	/** All of them, for people. */
	List<Standing> standing() {
		return this.byId.entrySet()
			.stream()
			.map((one) -> new Standing(one.getKey(), one.getValue().destination()))
			.sorted(Comparator.comparing(Standing::destination))
			.toList();
	}

	/** The outbox has been written: consumers may take more. */
	private void written() {
		for (TopicSubscription late : this.behind) {
			late.written();
			if (!late.catchingUp()) {
				this.behind.remove(late);
			}
		}
		if (!this.consuming) {
			return;
		}
		for (StompSubscription subscription : this.byId.values()) {
			if (subscription instanceof ConsumerSubscription consumer) {
				consumer.written();
			}
		}
	}

	void tick(long now) {
		if (this.consuming || this.sampling) {
			for (StompSubscription subscription : this.byId.values()) {
				if (subscription instanceof ConsumerSubscription consumer) {
					consumer.tick(now);
				}
				else if (subscription instanceof SampledSubscription sampled) {
					sampled.tick(now);
				}
			}
		}
	}

	/** Cancels all of them; nothing is delivered afterwards. */
	void end() {
		this.ended = true;
		this.byId.values().forEach(StompSubscription::cancel);
		this.byId.clear();
	}

}
