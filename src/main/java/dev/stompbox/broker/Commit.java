package dev.stompbox.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * A transaction's end: all of it or nothing, in three steps. First all that can be
 * refused is: acknowledgements are claimed, room is made in queues, topics are kept. Then
 * the topics' locks are held together, so that nobody's message comes between. At last
 * the acknowledgements are carried out.
 */
final class Commit {

	/** Nobody asks what became of what is in memory. */
	private static final Outcome UNHEARD = new Outcome() {
		@Override
		public void published(Published published) {
			// as it had to
		}

		@Override
		public void refused(Refused why) {
			throw why;
		}
	};

	private final Topics topics;

	private final Queues queues;

	private final PatternIndex patterns;

	private final List<Consumption.Claim> claims = new ArrayList<>();

	private final Map<QueueLog, List<Publication>> reserved = new LinkedHashMap<>();

	private final Map<Topic, QueueLog> queueLogs = new LinkedHashMap<>();

	/** By name, the order in which their locks are taken. */
	private final Map<Topic, TopicLog> topicLogs = new TreeMap<>();

	Commit(Topics topics, Queues queues, PatternIndex patterns) {
		this.topics = topics;
		this.queues = queues;
		this.patterns = patterns;
	}

	/**
	 * Carries it out. The caller has been found to have the rights.
	 * @param keys for each publication its idempotency key with its caller, or {@code ""}
	 * @throws dev.stompbox.message.Refused when a part of it cannot be; then none is
	 */
	void run(List<Publication> publications, List<String> keys, List<Acknowledgement> acknowledgements) {
		boolean prepared = false;
		try {
			acknowledgements
				.forEach((each) -> this.claims.add(each.consumption().claim(each.position(), each.verdict())));
			reserve(publications);
			// What can still be refused comes first, and is awaited with no lock held.
			write(publications, keys);
			appendTogether(publications, keys);
			prepared = true;
		}
		finally {
			this.topicLogs.values().forEach(TopicLog::release);
			if (!prepared) {
				this.claims.forEach(Consumption.Claim::release);
				this.reserved.forEach(QueueLog::release);
			}
		}
		this.claims.forEach(Consumption.Claim::settle);
	}

	private void reserve(List<Publication> publications) {
		Map<Topic, List<Publication>> byQueue = new LinkedHashMap<>();
		for (Publication publication : publications) {
			if (QueueTopics.isQueue(publication.topic().name())) {
				byQueue.computeIfAbsent(publication.topic(), (queue) -> new ArrayList<>()).add(publication);
			}
			else {
				this.topicLogs.computeIfAbsent(publication.topic(), this.topics::reserve);
			}
		}
		byQueue.forEach((queue, own) -> {
			QueueLog log = this.queues.reserve(queue, own);
			this.queueLogs.put(queue, log);
			this.reserved.put(log, own);
		});
	}

	/** Has all that is durable written as one step, if anything is. */
	private void write(List<Publication> publications, List<String> keys) {
		List<Durable.Write> writes = new ArrayList<>(0);
		List<Awaited> awaited = new ArrayList<>(0);
		List<QueueLog> onDisk = this.queueLogs.values().stream().filter(QueueLog::isDurable).toList();
		this.topicLogs.values().forEach((log) -> log.lock.lock());
		try {
			this.topicLogs.forEach((topic, log) -> log
				.admit((int) publications.stream().filter((each) -> each.topic().equals(topic)).count()));
			long now = System.currentTimeMillis();
			for (int i = 0; i < publications.size(); i++) {
				Awaited one = new Awaited();
				if (prepare(publications.get(i), known(keys.get(i)), now, one, writes)) {
					awaited.add(one);
				}
			}
			// From here on their room is given back by who writes them.
			onDisk.forEach(this.reserved::remove);
			this.claims.forEach((claim) -> {
				Awaited one = new Awaited();
				if (writes.addAll(claim.writes(one))) {
					awaited.add(one);
				}
			});
			if (!writes.isEmpty()) {
				this.topics.write(writes);
			}
		}
		finally {
			this.topicLogs.values().forEach((log) -> log.lock.unlock());
		}
		awaited.forEach(Awaited::get);
	}

	/** Answers whether it goes to disk, or is a repeat of what does. */
	private boolean prepare(Publication publication, @Nullable String key, long now, Outcome outcome,
			List<Durable.Write> writes) {
		Durable topic = durable(publication.topic());
		QueueLog queue = this.queueLogs.get(publication.topic());
		Durable.Write write = null;
		if (topic != null) {
			write = topic.prepare(publication, key, this.patterns, now, outcome);
		}
		else if (queue != null && queue.isDurable()) {
			write = queue.prepare(publication, key, outcome);
		}
		if (write != null) {
			writes.add(write);
		}
		return topic != null || (queue != null && queue.isDurable());
	}

	private @Nullable Durable durable(Topic topic) {
		TopicLog log = this.topicLogs.get(topic);
		return (log != null) ? log.durable() : null;
	}

	private static @Nullable String known(String key) {
		return key.isEmpty() ? null : key;
	}

	/** Appends all else while it holds the locks of all topics. */
	private void appendTogether(List<Publication> publications, List<String> keys) {
		this.topicLogs.values().forEach((log) -> log.lock.lock());
		try {
			for (int i = 0; i < publications.size(); i++) {
				append(publications.get(i), known(keys.get(i)));
			}
		}
		finally {
			this.topicLogs.values().forEach((log) -> log.lock.unlock());
		}
	}

	private void append(Publication publication, @Nullable String known) {
		QueueLog queue = this.queueLogs.get(publication.topic());
		TopicLog log = this.topicLogs.get(publication.topic());
		if (queue != null && !queue.isDurable()) {
			queue.append(publication, known, UNHEARD);
		}
		else if (log != null && log.durable() == null) {
			log.place(publication, known, this.patterns);
		}
	}

}
