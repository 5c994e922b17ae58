package dev.stompbox.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.store.Appended;
import dev.stompbox.store.Entry;
import dev.stompbox.store.LogInfo;
import dev.stompbox.store.Store;

/** Topics of which there is more on disk than in memory. */
final class DurableTopics {

	private static final Logger LOGGER = LoggerFactory.getLogger(DurableTopics.class);

	/** How many entries are read at once when keys are looked for. */
	private static final int SOME = 1000;

	private final Store store;

	private final TopicRules rules;

	private final HistoryBudget budget;

	private final HistoryBudget keys;

	/** Those on disk that are in memory now. */
	private final Set<Topic> left = ConcurrentHashMap.newKeySet();

	DurableTopics(Store store, TopicRules rules, HistoryBudget budget, HistoryBudget keys) {
		this.keys = keys;
		this.store = store;
		this.rules = rules;
		this.budget = budget;
	}

	Store store() {
		return this.store;
	}

	/**
	 * A topic is in memory by its rule: when it is durable again, who was subscribed
	 * before is told that something is missing.
	 */
	void left(Topic topic) {
		if (this.store.log(topic.name()) == null || !this.left.add(topic)) {
			return;
		}
		try {
			this.store.skip(topic.name(), new Appended() {
				@Override
				public void committed(long offset) {
					// then it is so
				}

				@Override
				public void failed(Refused why) {
					unmarked(topic, why);
				}
			});
		}
		catch (Refused ex) {
			unmarked(topic, ex);
		}
	}

	private void unmarked(Topic topic, Refused why) {
		this.left.remove(topic);
		LOGGER.warn("{} {} What is published to {} now will not be missed when it is durable again", why.code().code(),
				why.detail(), topic);
	}

	/** Those that are on disk. */
	List<Topic> all() {
		// Names on disk were made by Topic.
		return this.store.names()
			.stream()
			.filter((name) -> !QueueTopics.isQueue(name))
			.map(Topic::parse)
			.filter((topic) -> rule(topic).durable())
			.toList();
	}

	private TopicRule rule(Topic topic) {
		return this.rules.of(topic);
	}

	/**
	 * A topic with what is on disk of it.
	 * @param epoch of its positions, when nothing is
	 */
	TopicLog open(Topic topic, Flow flow, String epoch) {
		TopicRule rule = rule(topic);
		Retention kept = rule.history();
		LogInfo known = this.store.log(topic.name());
		boolean anew = known == null || known.epoch().isEmpty();
		String its = (known == null || anew) ? epoch : known.epoch();
		long next = (known == null || anew) ? 1 : known.next();
		MemoryHistory recent = new MemoryHistory(kept.atMost(Retention.DEFAULT), this.budget, next);
		DurableHistory history = new DurableHistory(topic, kept, this.store, recent,
				needed(topic, System.currentTimeMillis()));
		TopicLog log = new TopicLog(topic, flow, new Past(its, rule, history, keys(topic, next), 0), this.store);
		if (known != null) {
			log.since(known.lastTime());
		}
		return log;
	}

	/** What is remembered of the last publications with a key. */
	private Keys keys(Topic topic, long next) {
		TopicRule.Window window = rule(topic).idempotency();
		Keys keys = new Keys(window, this.keys);
		String name = topic.name();
		if (window.keys() == 0 || this.store.keyed(name) == 0) {
			return keys;
		}
		long since = System.currentTimeMillis() - window.millis();
		try {
			for (long at = Math.max(this.store.first(name), this.store.before(name, since)); at < next;) {
				List<Entry> entries = this.store.read(name, at, SOME, Long.MAX_VALUE);
				for (Entry entry : entries) {
					keys.remember(entry.key(), new Position(entry.epoch(), entry.offset()), entry.timestamp());
				}
				at = entries.isEmpty() ? next : entries.get(entries.size() - 1).offset() + 1;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The log of " + topic + " cannot be read", ex);
		}
		return keys;
	}

	/** Has publications written as one step. The outcome of each is told. */
	void write(List<Durable.Write> writes) {
		try {
			this.store.append(writes.stream().map(Durable.Write::entry).toList(),
					writes.stream().map(Durable.Write::appended).toList());
		}
		catch (Refused ex) {
			writes.forEach((each) -> each.appended().failed(ex));
		}
	}

	/** The offset of the oldest message that a topic's rule keeps on disk. */
	private long needed(Topic topic, long now) {
		String name = topic.name();
		LogInfo known = this.store.log(name);
		if (known == null) {
			return 1;
		}
		Retention kept = rule(topic).history();
		long byAge = this.store.oldest(name, now - kept.age().toMillis(), kept.bytes());
		return Math.max(Math.max(byAge, known.purged() + 1),
				Math.max(known.next() - kept.messages(), this.store.first(name)));
	}

	/** Deletes what no topic keeps any more. */
	void release(long now, Function<Topic, @Nullable TopicLog> open) {
		Map<String, Long> needed = new HashMap<>();
		all().forEach((topic) -> needed.put(topic.name(), needed(topic, now)));
		try {
			if (this.store.release(withAbandoned(needed)) > 0) {
				needed.replaceAll((name, offset) -> Math.max(offset, this.store.first(name)));
			}
		}
		catch (IOException ex) {
			LOGGER.warn("What is too old cannot be deleted: {}", ex.getMessage());
		}
		needed.forEach((name, offset) -> {
			TopicLog log = open.apply(Topic.parse(name));
			if (log != null) {
				log.past((past) -> past.retain(offset));
			}
		});
	}

	/**
	 * With topics that are not durable any more: their rule may come back, so what is
	 * there of them stays as long as there is room.
	 */
	private Map<String, Long> withAbandoned(Map<String, Long> needed) {
		Map<String, Long> all = new HashMap<>(needed);
		this.store.names()
			.stream()
			.filter((name) -> !QueueTopics.isQueue(name))
			.forEach((name) -> all.putIfAbsent(name, 0L));
		return all;
	}

}
