package dev.stompbox.broker;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;

/**
 * All topics that exist: a topic does from its first message or subscriber. When there
 * are as many as may be, those that nobody subscribes to make room, the longest unused
 * first; a topic that comes back has another epoch.
 */
final class Topics {

	private final Map<Topic, TopicLog> logs = new ConcurrentHashMap<>();

	private final AtomicLong created = new AtomicLong();

	private final String start = start();

	private final int most;

	Topics(int most) {
		this.most = most;
	}

	/** What the epochs of one start of the server begin with. */
	static String start() {
		return Long.toString(new SecureRandom().nextLong() >>> 28, 36);
	}

	TopicLog of(Topic topic) {
		TopicLog log = this.logs.get(topic);
		return (log != null) ? log : create(topic);
	}

	@Nullable TopicLog find(Topic topic) {
		return this.logs.get(topic);
	}

	private synchronized TopicLog create(Topic topic) {
		if (this.logs.size() >= this.most && !this.logs.containsKey(topic)) {
			makeRoom();
		}
		return this.logs.computeIfAbsent(topic,
				(key) -> new TopicLog(key, this.start + '-' + Long.toString(this.created.incrementAndGet(), 36)));
	}

	/**
	 * Lets a twentieth of the topics go, so that the search for them is not made for each
	 * new topic.
	 */
	private void makeRoom() {
		List<Map.Entry<Topic, TopicLog>> unused = this.logs.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().usedAt() != Long.MAX_VALUE)
			.sorted(Comparator.comparingLong((entry) -> entry.getValue().usedAt()))
			.limit(Math.max(1, this.most / 20))
			.toList();
		for (Map.Entry<Topic, TopicLog> entry : unused) {
			remove(entry.getKey(), entry.getValue());
		}
		if (this.logs.size() >= this.most) {
			throw new Refused(ErrorCode.TOO_MANY_TOPICS,
					"This server has " + this.most + " topics with subscribers, as many as it keeps.",
					"Use fewer topics, or raise stompbox.limits.topics.")
				.at(String.valueOf(this.most), "stompbox.limits.topics");
		}
	}

	void remove(Topic topic, TopicLog log) {
		if (log.evict()) {
			this.logs.remove(topic, log);
		}
	}

	int count() {
		return this.logs.size();
	}

	List<TopicInfo> list(PatternIndex patterns) {
		return this.logs.values().stream().map((log) -> log.info(patterns)).toList();
	}

}
