package dev.stompbox.broker;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Message;
import dev.stompbox.message.Publication;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** What topics remember, for those who may read it, and for those who manage it. */
public final class Histories {

	private final Broker broker;

	private final Topics topics;

	private final PatternIndex patterns;

	Histories(Broker broker, Topics topics, PatternIndex patterns) {
		this.broker = broker;
		this.topics = topics;
		this.patterns = patterns;
	}

	/**
	 * Reads a part of a topic's history.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not subscribe
	 */
	public HistoryPage read(Caller caller, Topic topic, PageRequest page) {
		check(caller, Action.SUBSCRIBE, topic);
		while (true) {
			Reading read = this.topics.of(topic).past(page::of);
			if (read != null) {
				return read.page();
			}
		}
	}

	/**
	 * The newest message of a topic, if it is kept.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not subscribe
	 */
	public Optional<Message> last(Caller caller, Topic topic) {
		check(caller, Action.SUBSCRIBE, topic);
		@Nullable TopicLog log = this.topics.find(topic);
		return Optional.ofNullable((log != null) ? log.past(Past::last) : null);
	}

	/**
	 * Forgets a topic's history; positions go on.
	 * @return how many messages that were
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not manage it
	 */
	public int purge(Caller caller, Topic topic) {
		checkManage(caller, topic);
		@Nullable TopicLog log = this.topics.find(topic);
		return (log != null) ? log.purge() : 0;
	}

	/**
	 * Adds a message of another time, with that time: it is the topic's next, and who
	 * subscribes gets it. Times do not go back within a topic; an older one than the
	 * message's before counts as that.
	 * @param timestamp when it was accepted first, epoch ms
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when the caller may not manage it
	 */
	public Published restore(Caller caller, Publication publication, long timestamp) {
		checkManage(caller, publication.topic());
		// All that follows would count as later still, and what is kept as too old.
		long time = Math.min(timestamp, System.currentTimeMillis());
		while (true) {
			TopicLog log = this.topics.of(publication.topic());
			Durable durable = log.durable();
			if (durable != null) {
				Awaited awaited = new Awaited();
				if (durable.append(publication, null, this.patterns, time, awaited)) {
					return awaited.get();
				}
				continue;
			}
			Published restored = log.restore(publication, time, this.patterns);
			if (restored != null) {
				return restored;
			}
		}
	}

	/**
	 * Asks whether the caller may take a topic's history away or add to it.
	 * @throws Refused {@link ErrorCode#FORBIDDEN} when not
	 */
	public void checkManage(Caller caller, Topic topic) {
		check(caller, Action.MANAGE, topic);
	}

	private void check(Caller caller, Action action, Topic topic) {
		this.broker.check(caller, action, TopicPattern.of(topic));
		this.broker.checkKept();
		if (QueueTopics.isQueue(topic.name())) {
			throw new Refused(ErrorCode.BAD_TOPIC, "A queue has no history: what was acknowledged is gone.",
					"GET /api/queues/NAME says what waits in it.");
		}
	}

}
