package dev.stompbox.rest;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dev.stompbox.access.AccessPolicy;
import dev.stompbox.access.Action;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.access.Decision;
import dev.stompbox.access.QueueTopics;
import dev.stompbox.access.UserTopics;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.Flow;
import dev.stompbox.broker.Retention;
import dev.stompbox.broker.TopicRule;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/** {@code GET /api/access/check}: who may do what, and by which rule. */
@RestController
class AccessController {

	private static final TopicPattern EVERYTHING = TopicPattern.parse("#");

	private static final String QUEUE = "/queue/";

	private final Broker broker;

	private final AccessPolicy policy;

	private final Authenticator authenticator;

	AccessController(Broker broker, AccessPolicy policy, Authenticator authenticator) {
		this.broker = broker;
		this.policy = policy;
		this.authenticator = authenticator;
	}

	/**
	 * The rule that decided.
	 *
	 * @param index its place in {@code stompbox.topics}
	 * @param match its pattern
	 * @param term the term that grants it
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record ByRule(int index, @Nullable String match, @Nullable String term) {

		static @Nullable ByRule of(Decision decision) {
			return (decision.rule() != null) ? new ByRule(decision.rule(), decision.match(), decision.term()) : null;
		}

	}

	/**
	 * What a topic does, as its rule has it.
	 *
	 * @param slow what becomes of a subscriber who does not keep up
	 * @param slowKey the header that tells messages apart of which the newest alone
	 * matters
	 * @param publishRate messages that may be published per second; 0 for no limit
	 * @param history what it keeps for those who come later
	 * @param lastValue whether who subscribes gets the newest message at once
	 * @param idempotency how long keys of publications are remembered
	 * @param durable whether what is acknowledged is on disk
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Options(String slow, @Nullable String slowKey, int publishRate, Kept history, boolean lastValue,
			Keys idempotency, boolean durable) {

		/** How many messages, of how many seconds and bytes, are kept at most. */
		record Kept(int messages, long seconds, long bytes) {
		}

		/** How many keys are remembered at most, and for how many seconds. */
		record Keys(int keys, long seconds) {
		}

		static Options of(Flow flow, TopicRule rule) {
			Retention kept = rule.history();
			return new Options(flow.slow().name().toLowerCase(Locale.ROOT).replace('_', '-'), flow.slowKey(),
					flow.publishRate(), new Kept(kept.messages(), kept.age().toSeconds(), kept.bytes()),
					rule.lastValue(), new Keys(rule.idempotency().keys(), rule.idempotency().millis() / 1000),
					rule.durable());
		}

	}

	/**
	 * What is asked about.
	 *
	 * @param caller whose rights; with {@code token}, left out
	 * @param token whose rights, by what they would send
	 * @param roles the caller's, by commas
	 * @param claim the caller's claims, each as {@code name=value}
	 */
	record Whose(@Nullable String caller, @Nullable String token, @Nullable String roles,
			@Nullable List<String> claim) {

		/** For a log, into which what would be sent does not belong. */
		@Override
		public String toString() {
			return "Whose[caller=" + this.caller + ']';
		}

	}

	/**
	 * The answer.
	 *
	 * @param allowed whether they may
	 * @param why by what, or why not
	 * @param caller the caller's name
	 * @param roles the caller's roles
	 * @param action what was asked about
	 * @param name the topic's, queue's or pattern's one name
	 * @param rule the rule that decided, when it was one of the configuration's
	 * @param except a topic that the pattern can match and that is not granted
	 * @param options what the topic does; left out for patterns and queues
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(boolean allowed, String why, @Nullable String caller, @Nullable Set<String> roles, String action,
			String name, @Nullable ByRule rule, @Nullable String except, @Nullable Options options) {
	}

	@GetMapping("/api/access/check")
	ResponseEntity<Answer> check(@RequestParam String action, @RequestParam String destination, Whose whose,
			HttpServletRequest request) {
		Action asked = action(action);
		Caller asking = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		if (whose.caller() != null || whose.token() != null || !asking.authenticated()) {
			this.broker.check(asking, Action.MANAGE, EVERYTHING);
		}
		String bad = (whose.token() != null) ? this.authenticator.whyNot(whose.token()) : null;
		if (bad != null) {
			return uncached(new Answer(false, "the token is not taken: " + bad, null, null, asked.key(), destination,
					null, null, null));
		}
		Caller caller = caller(whose, asking);
		TopicPattern pattern = pattern(destination, caller, asked);
		Decision decision = this.policy.decide(caller, asked, pattern);
		boolean queue = destination.startsWith(QUEUE);
		Options options = (pattern.exact() && !queue) ? options(Topic.parse(pattern.name())) : null;
		return uncached(new Answer(decision.allowed(), decision.why(), caller.name(), caller.roles(), asked.key(),
				pattern.name(), ByRule.of(decision), decision.except(), options));
	}

	private static ResponseEntity<Answer> uncached(Answer answer) {
		return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer);
	}

	private Caller caller(Whose whose, Caller asking) {
		if (whose.token() != null) {
			return this.authenticator.authenticate(whose.token(), "");
		}
		if (whose.caller() == null) {
			return asking;
		}
		Set<String> roles = new LinkedHashSet<>();
		if (whose.roles() != null && !whose.roles().isBlank()) {
			roles.addAll(List.of(whose.roles().strip().split("\\s*,\\s*")));
		}
		Map<String, Set<String>> claims = new HashMap<>();
		for (String claim : (whose.claim() != null) ? whose.claim() : List.<String>of()) {
			int equals = claim.indexOf('=');
			claims.computeIfAbsent((equals < 0) ? claim : claim.substring(0, equals), (name) -> new LinkedHashSet<>())
				.add((equals < 0) ? "true" : claim.substring(equals + 1));
		}
		return this.authenticator.imagine(whose.caller(), roles, claims);
	}

	private static Action action(String text) {
		for (Action action : Action.values()) {
			if (action.key().equals(text.toLowerCase(Locale.ROOT))) {
				return action;
			}
		}
		throw new Refused(ErrorCode.BAD_REQUEST, "There is no such action.", "It is subscribe, publish or manage.");
	}

	/** A destination as STOMP has it, or the name of a topic or pattern. */
	private static TopicPattern pattern(String destination, Caller caller, Action action) {
		if (destination.startsWith(QUEUE)) {
			return TopicPattern.of(QueueTopics.topicOf(destination.substring(QUEUE.length())));
		}
		if (destination.startsWith("/user/")) {
			String rest = destination.substring("/user/".length());
			int slash = rest.indexOf('/');
			boolean own = rest.startsWith("queue/") || rest.startsWith("topic/") || slash < 0;
			return TopicPattern.of(own ? UserTopics.topicOf(caller.name(), rest)
					: UserTopics.topicOf(rest.substring(0, slash), rest.substring(slash + 1)));
		}
		String name = destination.startsWith("/topic/") ? destination.substring("/topic/".length()) : destination;
		return (action == Action.PUBLISH) ? TopicPattern.of(Topic.parse(name)) : TopicPattern.parse(name);
	}

	private Options options(Topic topic) {
		return Options.of(this.broker.flow(topic), this.broker.rule(topic));
	}

}
