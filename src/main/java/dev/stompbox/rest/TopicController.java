package dev.stompbox.rest;

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.Action;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.TopicInfo;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** {@code GET /api/topics}: what exists. */
@RestController
class TopicController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private final Broker broker;

	TopicController(Broker broker) {
		this.broker = broker;
	}

	/**
	 * A page of topics.
	 *
	 * @param total how many there are
	 * @param matching how many of them are asked for
	 * @param topics those of this page
	 * @param next the {@code after} of the next page, or {@code null} where there is none
	 * or the order is another than that of the names
	 */
	record Page(int total, int matching, List<TopicInfo> topics, @Nullable String next) {
	}

	@GetMapping("/api/topics")
	Page list(@RequestParam(defaultValue = "500") int limit, @RequestParam Map<String, String> parameters,
			HttpServletRequest request) {
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.MANAGE, EVERYTHING);
		this.broker.checkKept();
		int most = Pages.limit(limit);
		TopicQuery query = TopicQuery.of(parameters);
		List<TopicInfo> all = this.broker.topics();
		TopicQuery.Result page = query.of(all, most);
		return new Page(all.size(), page.matching(), page.shown(), page.next());
	}

	@GetMapping("/api/topics/{topic}")
	TopicInfo one(@PathVariable String topic, HttpServletRequest request) {
		Topic named = Topic.parse(topic);
		this.broker.check(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Action.SUBSCRIBE,
				TopicPattern.of(named));
		this.broker.checkKept();
		return this.broker.topic(named)
			.orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no topic " + named + ".",
					"A topic exists from its first message or subscriber."));
	}

}
