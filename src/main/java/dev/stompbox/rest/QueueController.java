package dev.stompbox.rest;

import java.util.Comparator;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** {@code GET /api/queues}: what waits, what is in flight, who consumes. */
@RestController
class QueueController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private final Broker broker;

	QueueController(Broker broker) {
		this.broker = broker;
	}

	/**
	 * A page of queues.
	 *
	 * @param total how many there are
	 * @param queues those of this page, by name
	 * @param next the {@code after} of the next page, or {@code null}
	 */
	record Page(int total, List<QueueInfo> queues, @Nullable String next) {
	}

	/** How many messages were thrown away. */
	record Purged(String queue, int purged) {
	}

	@GetMapping("/api/queues")
	Page list(@RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "500") int limit,
			HttpServletRequest request) {
		check(request, Action.MANAGE, EVERYTHING);
		int most = Pages.limit(limit);
		List<QueueInfo> all = this.broker.queues();
		List<QueueInfo> page = all.stream()
			.filter((queue) -> queue.queue().compareTo(after) > 0)
			.sorted(Comparator.comparing(QueueInfo::queue))
			.limit(most + 1L)
			.toList();
		boolean more = page.size() > most;
		List<QueueInfo> shown = more ? page.subList(0, most) : page;
		return new Page(all.size(), shown, more ? shown.get(most - 1).queue() : null);
	}

	@GetMapping("/api/queues/{queue}")
	QueueInfo one(@PathVariable String queue, HttpServletRequest request) {
		Topic named = QueueTopics.topicOf(queue);
		check(request, Action.SUBSCRIBE, TopicPattern.of(named));
		return this.broker.queue(named)
			.orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no queue " + QueueTopics.nameOf(named) + ".",
					"A queue exists from its first message or consumer."));
	}

	@DeleteMapping("/api/queues/{queue}/messages")
	Purged purge(@PathVariable String queue, HttpServletRequest request) {
		Topic named = QueueTopics.topicOf(queue);
		check(request, Action.MANAGE, TopicPattern.of(named));
		return new Purged(QueueTopics.nameOf(named), this.broker.purge(named));
	}

	private void check(HttpServletRequest request, Action action, TopicPattern pattern) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), action, pattern);
		this.broker.checkKept();
	}

}
