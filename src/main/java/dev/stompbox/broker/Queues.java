package dev.stompbox.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.Refusals;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.store.Entry;
import dev.stompbox.store.LogInfo;
import dev.stompbox.store.Store;

/**
 * All queues that exist: a queue does from its first message or consumer. When there are
 * as many as may be, those that are empty and unused make room.
 */
final class Queues {

	/** How many entries are read at once at the start, and of how many bytes, about. */
	private static final int SOME = 1000;

	private static final long SOME_BYTES = 1 << 20;

	private final Map<Topic, QueueLog> logs = new ConcurrentHashMap<>();

	private final AtomicLong created = new AtomicLong();

	private final String start = Topics.start();

	private final QueueLimits limits;

	private final Budget budget;

	private final HistoryBudget keys;

	private final Refusals refusals;

	private final @Nullable Store store;

	private record Unused(Topic queue, QueueLog log, long since) {
	}

	Queues(QueueLimits limits, Refusals refusals) {
		this(limits, refusals, HistoryBudget.ofHeap().ofKeys(), null);
	}

	/**
	 * With all that is on disk of durable queues.
	 * @param keys the budget of idempotency keys
	 */
	Queues(QueueLimits limits, Refusals refusals, HistoryBudget keys, @Nullable Store store) {
		this.keys = keys;
		this.limits = limits;
		this.budget = new Budget(limits.bytes());
		this.refusals = refusals;
		this.store = store;
		if (store != null) {
			for (String name : store.names()) {
				if (QueueTopics.isQueue(name) && rule(Topic.parse(name)).durable()) {
					create(Topic.parse(name));
				}
			}
		}
	}

	private QueueRule rule(Topic queue) {
		return this.limits.ruleFor(new Topic(QueueTopics.nameOf(queue)));
	}

	/** As {@link #append(Publication, String, Outcome)}, and waits for the outcome. */
	Published append(Publication publication, @Nullable String key) {
		Awaited awaited = new Awaited();
		append(publication, key, awaited);
		return awaited.get();
	}

	/**
	 * Adds one message; its outcome is told at once, or when it is on disk.
	 * @throws Refused when there is no room
	 */
	void append(Publication publication, @Nullable String key, Outcome outcome) {
		List<Publication> one = List.of(publication);
		if (this.store != null) {
			this.store.awaitRoom();
		}
		reserve(publication.topic(), one).append(publication, key, outcome);
	}

	/** The queue, with room made for {@code publications}. */
	QueueLog reserve(Topic queue, List<Publication> publications) {
		return use(queue, (log) -> log.reserve(publications) ? log : null);
	}

	Consumption consume(Topic queue, Consuming how, QueueConsumer consumer) {
		return use(queue, (log) -> log.consume(how, consumer));
	}

	/** Tries until the queue is not one that was evicted meanwhile. */
	private <T> T use(Topic queue, Function<QueueLog, @Nullable T> use) {
		while (true) {
			QueueLog log = this.logs.get(queue);
			T used = use.apply((log != null) ? log : create(queue));
			if (used != null) {
				return used;
			}
		}
	}

	private synchronized QueueLog create(Topic queue) {
		if (this.logs.size() >= this.limits.queues() && !this.logs.containsKey(queue)) {
			makeRoom();
		}
		return this.logs.computeIfAbsent(queue, this::log);
	}

	private QueueLog log(Topic queue) {
		String name = QueueTopics.nameOf(queue);
		QueueRule rule = rule(queue);
		String epoch = this.start + "-q" + Long.toString(this.created.incrementAndGet(), 36);
		DeadLetters deadLetters = (message, deliveries, reason) -> bury(name, rule.deadLetterOf(name), message,
				deliveries, reason);
		Store disk = this.store;
		if (disk == null || !rule.durable()) {
			return new QueueLog(queue, epoch, rule, new QueueLog.Keeping(this.budget, this.keys, deadLetters, null));
		}
		LogInfo known = disk.log(queue.name());
		String its = (known == null || known.epoch().isEmpty()) ? epoch : known.epoch();
		QueueLog log = new QueueLog(queue, its, rule,
				new QueueLog.Keeping(this.budget, this.keys, deadLetters, new QueueDisk(disk, queue.name(), its)));
		if (known != null) {
			restore(log, known, disk);
		}
		return log;
	}

	/** Reads what is not done with, and which keys what is there came with. */
	private static void restore(QueueLog log, LogInfo known, Store disk) {
		log.since(known.next() - 1);
		try {
			for (long at = Math.max(disk.first(known.name()), known.purged() + 1); at < known.next();) {
				List<Entry> entries = disk.read(known.name(), at, SOME, SOME_BYTES);
				for (Entry entry : entries) {
					log.remember(entry);
					if (!known.isDone(entry.offset(), entry.offset())) {
						log.restore(entry, known.deliveries(entry.offset()));
					}
				}
				at = entries.isEmpty() ? known.next() : entries.get(entries.size() - 1).offset() + 1;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The log of " + known.name() + " cannot be read", ex);
		}
	}

	private void makeRoom() {
		// They are used meanwhile: what is sorted by is read once, and who is in use
		// again
		// stays.
		List<Unused> unused = this.logs.entrySet()
			.stream()
			.map((entry) -> new Unused(entry.getKey(), entry.getValue(), entry.getValue().usedAt()))
			.filter((each) -> each.since() != Long.MAX_VALUE)
			.sorted(Comparator.comparingLong(Unused::since))
			.toList();
		int toGo = Math.max(1, this.limits.queues() / 20);
		for (Iterator<Unused> each = unused.iterator(); each.hasNext() && toGo > 0;) {
			Unused next = each.next();
			toGo -= (next.log().evict() && this.logs.remove(next.queue(), next.log())) ? 1 : 0;
		}
		if (this.logs.size() >= this.limits.queues()) {
			throw new Refused(ErrorCode.TOO_MANY_QUEUES,
					"This server has " + this.limits.queues() + " queues in use, as many as it keeps.",
					"Use fewer queues, or raise stompbox.limits.queues.")
				.at(String.valueOf(this.limits.queues()), "stompbox.limits.queues");
		}
	}

	/** Passes on what nobody acknowledged; what cannot be is told to the operator. */
	private void bury(String from, String to, Message message, int deliveries, String reason) {
		Headers.Builder headers = Headers.builder(message.headers().size() + 3)
			.add("dead-letter-queue", from)
			.add("dead-letter-reason", reason)
			.add("deliveries", String.valueOf(deliveries));
		message.headers().forEach((name, value) -> {
			if (!name.startsWith("dead-letter-") && !name.equals("deliveries")) {
				headers.add(name, value);
			}
		});
		try {
			Publication dead = new Publication(QueueTopics.topicOf(to), message.contentType(), headers.build(),
					message.body(), null);
			reserve(dead.topic(), List.of(dead)).append(dead, null, new Outcome() {
				@Override
				public void published(Published published) {
					// it is where it belongs
				}

				@Override
				public void refused(Refused why) {
					lost(from, to, message, deliveries, why);
				}
			});
		}
		catch (Refused ex) {
			lost(from, to, message, deliveries, ex);
		}
	}

	private void lost(String from, String to, Message message, int deliveries, Refused why) {
		this.refusals.refused("queue " + from,
				new Refused(ErrorCode.UNDELIVERABLE,
						"Message " + message.position() + " of the queue " + from + " was handed out " + deliveries
								+ " times and could not go to " + to + " either: " + why.detail(),
						"Read and empty " + to + ", or raise its limits."));
	}

	int purge(Topic queue) {
		QueueLog log = this.logs.get(queue);
		return (log != null) ? log.purge() : 0;
	}

	int count() {
		return this.logs.size();
	}

	List<QueueInfo> list() {
		return this.logs.values().stream().map(QueueLog::info).toList();
	}

	@Nullable QueueInfo info(Topic queue) {
		QueueLog log = this.logs.get(queue);
		return (log != null) ? log.info() : null;
	}

}
