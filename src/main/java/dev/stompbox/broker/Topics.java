package dev.stompbox.broker;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.store.Store;

/**
 * All topics that exist: a topic does from its first message or subscriber. When there
 * are as many as may be, those that nobody subscribes to make room, the longest unused
 * first; a topic that comes back has another epoch.
 */
final class Topics {

	/** With each so manyth call what is on disk is looked through. */
	private static final int RELEASE = 5;

	private final Map<Topic, TopicLog> logs = new ConcurrentHashMap<>();

	private final AtomicLong created = new AtomicLong();

	private final String start = start();

	private final int most;

	/** Of topics that are gone. */
	private long pastDeliveries;

	private final FlowRules flows;

	private final TopicRules rules;

	private final HistoryBudget histories;

	private final HistoryBudget keys;

	/** When a topic was forgotten last, epoch ms; 0 when none was. */
	private long lostAt;

	/** Those on disk; {@code null} when none may be. */
	private final @Nullable DurableTopics durable;

	/** How often {@link #forget} was called. */
	private int ticks;

	Topics(int most) {
		this(most, FlowRules.NONE, TopicRules.NONE, HistoryBudget.ofHeap());
	}

	Topics(int most, FlowRules flows, TopicRules rules, HistoryBudget histories) {
		this(most, flows, rules, histories, null);
	}

	/** With all that is on disk of durable topics. */
	Topics(int most, FlowRules flows, TopicRules rules, HistoryBudget histories, @Nullable Store store) {
		this.most = most;
		this.flows = flows;
		this.rules = rules;
		this.histories = histories;
		this.keys = histories.ofKeys();
		this.durable = (store != null) ? new DurableTopics(store, rules, histories, this.keys) : null;
		if (this.durable != null) {
			this.durable.all().stream().limit(most).forEach(this::of);
		}
	}

	/** What a topic remembers, whether it is there or not. */
	TopicRule rule(Topic topic) {
		return this.rules.of(topic);
	}

	/** How a topic flows, whether it is there or not. */
	Flow flow(Topic topic) {
		return this.flows.of(topic);
	}

	private record Unused(Topic topic, TopicLog log, long since, boolean keeps) {

		static Unused of(Topic topic, TopicLog log) {
			return new Unused(topic, log, log.usedAt(), Boolean.TRUE.equals(log.past((past) -> past.bytes() > 0)));
		}

	}

	/** What the epochs of one start of the server begin with. */
	static String start() {
		return Long.toString(new SecureRandom().nextLong() >>> 28, 36);
	}

	TopicLog of(Topic topic) {
		TopicLog log = this.logs.get(topic);
		return (log != null) ? log : create(topic);
	}

	/** The topic, kept until {@link TopicLog#release}. */
	TopicLog reserve(Topic topic) {
		while (true) {
			TopicLog log = of(topic);
			if (log.reserve()) {
				return log;
			}
		}
	}

	/** Where durable topics and queues are; {@code null} when none may be. */
	@Nullable Store store() {
		return (this.durable != null) ? this.durable.store() : null;
	}

	/** Has publications, and what becomes of queues' messages, written as one step. */
	void write(List<Durable.Write> writes) {
		Objects.requireNonNull(this.durable).write(writes);
	}

	/** What all idempotency keys may take together. */
	HistoryBudget keys() {
		return this.keys;
	}

	@Nullable TopicLog find(Topic topic) {
		return this.logs.get(topic);
	}

	private synchronized TopicLog create(Topic topic) {
		if (this.logs.size() >= this.most && !this.logs.containsKey(topic)) {
			makeRoom();
		}
		return this.logs.computeIfAbsent(topic, this::open);
	}

	private TopicLog open(Topic topic) {
		TopicRule rule = this.rules.of(topic);
		String epoch = this.start + '-' + Long.toString(this.created.incrementAndGet(), 36);
		if (rule.durable() && this.durable != null) {
			return this.durable.open(topic, this.flows.of(topic), epoch);
		}
		if (this.durable != null) {
			this.durable.left(topic);
		}
		Past past = new Past(epoch, rule, new MemoryHistory(rule.history(), this.histories),
				new Keys(rule.idempotency(), this.keys), this.lostAt);
		return new TopicLog(topic, this.flows.of(topic), past, null);
	}

	/**
	 * Lets a twentieth of the topics go, so that the search for them is not made for each
	 * new topic.
	 */
	private void makeRoom() {
		// They are used meanwhile: what is sorted by is read once, and who is in use
		// again
		// stays.
		List<Unused> unused = this.logs.entrySet()
			.stream()
			.map((entry) -> Unused.of(entry.getKey(), entry.getValue()))
			.filter((each) -> each.since() != Long.MAX_VALUE)
			.sorted(Comparator.comparing(Unused::keeps).thenComparingLong(Unused::since))
			.toList();
		int toGo = Math.max(1, this.most / 20);
		for (Iterator<Unused> each = unused.iterator(); each.hasNext() && toGo > 0;) {
			Unused next = each.next();
			if (remove(next.topic(), next.log())) {
				toGo--;
				if (next.log().durable() == null) {
					this.lostAt = System.currentTimeMillis();
				}
			}
		}
		if (this.logs.size() >= this.most) {
			throw new Refused(ErrorCode.TOO_MANY_TOPICS,
					"This server has " + this.most + " topics with subscribers, as many as it keeps.",
					"Use fewer topics, or raise stompbox.limits.topics.")
				.at(String.valueOf(this.most), "stompbox.limits.topics");
		}
	}

	/** Forgets what is too old, and some more where all together keep too much. */
	void forget() {
		long now = System.currentTimeMillis();
		this.logs.values().forEach((log) -> log.past((past) -> {
			past.expire(now);
			return past;
		}));
		if (this.durable != null && this.ticks++ % RELEASE == 0) {
			this.durable.release(now, this.logs::get);
		}
		long excess = this.histories.excess();
		if (excess > 0) {
			shed(excess);
		}
	}

	/** Those who keep most give most. */
	private void shed(long excess) {
		List<Large> largest = this.logs.values()
			.stream()
			.map((log) -> new Large(log, Objects.requireNonNullElse(log.past(Past::bytes), 0L)))
			.filter((each) -> each.bytes() > 0)
			.sorted(Comparator.comparingLong(Large::bytes).reversed())
			.toList();
		long left = excess;
		for (Iterator<Large> each = largest.iterator(); each.hasNext() && left > 0;) {
			Large next = each.next();
			long part = Math.min(left, (next.bytes() + 1) / 2);
			next.log().past((past) -> {
				past.shed(part);
				return past;
			});
			left -= part;
		}
	}

	private record Large(TopicLog log, long bytes) {
	}

	private boolean remove(Topic topic, TopicLog log) {
		if (log.evict() && this.logs.remove(topic, log)) {
			this.pastDeliveries += log.delivered();
			return true;
		}
		return false;
	}

	/**
	 * Messages that were handed to subscribers since the start, of topics that are gone
	 * too.
	 */
	synchronized long deliveries() {
		return this.pastDeliveries + this.logs.values().stream().mapToLong(TopicLog::delivered).sum();
	}

	int count() {
		return this.logs.size();
	}

	List<TopicInfo> list(PatternIndex patterns) {
		return this.logs.values().stream().map((log) -> log.info(patterns)).toList();
	}

}
