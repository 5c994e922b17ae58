package dev.stompbox.rest;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import dev.stompbox.access.Action;
import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.HistoryPage;
import dev.stompbox.broker.PageRequest;
import dev.stompbox.broker.Start;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Networks;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Position;
import dev.stompbox.message.Refused;
import dev.stompbox.message.Topic;
import dev.stompbox.message.TopicPattern;

/**
 * {@code /api/topics/{topic}/messages}: what a topic remembers, and what comes to it, one
 * answer at a time.
 */
@RestController
class HistoryController implements SmartLifecycle {

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private static final String POLLS = "stompbox.limits.polls";

	private final Broker broker;

	private static final String POLLS_PER_ADDRESS = "stompbox.limits.polls-per-address";

	private final RestProperties limits;

	private final Connections connections;

	private final PollCounts counts = new PollCounts();

	private final Authenticator authenticator;

	/** The requests that wait, and whose they are. */
	private final Map<DeferredResult<Answer>, Waiting> waiting = new ConcurrentHashMap<>();

	private volatile boolean running;

	HistoryController(Broker broker, Authenticator authenticator, Connections connections, RestProperties limits) {
		this.broker = broker;
		this.authenticator = authenticator;
		this.limits = limits;
		this.connections = connections;
		connections.owners().alsoLook(this::judge);
	}

	/**
	 * Who waits.
	 *
	 * @param network where, if it counts there
	 */
	private record Waiting(Caller caller, @Nullable Long network) {
	}

	/**
	 * A part of a topic's history.
	 *
	 * @param topic the topic's canonical name
	 * @param messages oldest first
	 * @param recovered whether nothing is missing between {@code after} and the first
	 * @param missed how many are, if that is known and any are
	 * @param next the {@code after} of the next request
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Answer(String topic, List<HistoryMessage> messages, boolean recovered, @Nullable Long missed, String next) {

		static Answer of(Topic topic, HistoryPage page) {
			Long missed = page.missed();
			return new Answer(topic.name(), page.messages().stream().map(HistoryMessage::of).toList(), page.recovered(),
					(missed != null && missed > 0) ? missed : null, page.next().toString());
		}

	}

	@GetMapping("/api/topics/{topic}/messages")
	DeferredResult<Answer> read(@PathVariable String topic, @RequestParam(required = false) @Nullable String after,
			@RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String wait,
			HttpServletRequest request) {
		Topic named = Topic.parse(topic);
		Caller caller = Caller.of(request.getUserPrincipal(), request.getRemoteAddr());
		Duration longest = (wait != null) ? duration(wait) : Duration.ZERO;
		PageRequest asked = asked(after, Pages.limit(limit));
		HistoryPage page = this.broker.histories().read(caller, named, asked);
		Answer now = Answer.of(named, page);
		boolean fromNow = after == null && wait != null;
		if (fromNow) {
			now = new Answer(now.topic(), List.of(), true, null, now.next());
		}
		if (!now.messages().isEmpty() || longest.isZero() || !this.running) {
			DeferredResult<Answer> done = new DeferredResult<>();
			done.setResult(now);
			return done;
		}
		return poll(waiting(caller, request.getRemoteAddr()), named, page.next(), now, longest);
	}

	/** One more that waits, and counts for its address from here on. */
	private Waiting waiting(Caller caller, String remote) {
		int most = this.limits.polls();
		if (this.waiting.size() >= most) {
			throw new Refused(ErrorCode.TOO_MANY_CONNECTIONS,
					most + " requests wait for messages, as many as may (" + POLLS + ").",
					"Ask again without wait, or raise the limit.")
				.at(String.valueOf(most), POLLS)
				.retryAfter(5);
		}
		InetAddress address = new InetSocketAddress(remote, 0).getAddress();
		if (address == null || !this.connections.concerns(address)) {
			return new Waiting(caller, null);
		}
		long network = Networks.of(address);
		int mostOfAddress = this.limits.pollsPerAddress();
		if (!this.counts.take(network, mostOfAddress)) {
			throw new Refused(ErrorCode.TOO_MANY_FROM_ADDRESS,
					"Of " + Networks.text(address) + ' ' + mostOfAddress
							+ " requests wait for messages, as many as may of one address.",
					"Ask again without wait, use an event stream, or raise " + POLLS_PER_ADDRESS + '.')
				.at(String.valueOf(mostOfAddress), POLLS_PER_ADDRESS)
				.retryAfter(5);
		}
		return new Waiting(caller, network);
	}

	private void over(DeferredResult<Answer> answer) {
		Waiting over = this.waiting.remove(answer);
		if (over != null && over.network() != null) {
			this.counts.release(over.network());
		}
	}

	private DeferredResult<Answer> poll(Waiting who, Topic topic, Position after, Answer nothing, Duration longest) {
		Caller caller = who.caller();
		DeferredResult<Answer> answer = new DeferredResult<>(longest.toMillis(), nothing);
		LongPoll poll = new LongPoll(this.broker, (message, whole) -> {
			try {
				// It may have waited for long.
				stands(caller);
				this.broker.check(caller, Action.SUBSCRIBE, TopicPattern.of(topic));
				// Of another epoch: the topic was forgotten meanwhile.
				boolean same = message.epoch().equals(after.epoch());
				answer.setResult(new Answer(topic.name(), List.of(HistoryMessage.of(message)),
						whole && same && nothing.recovered(), nothing.missed(), message.position().toString()));
			}
			catch (Refused ex) {
				answer.setErrorResult(ex);
			}
		});
		this.waiting.put(answer, who);
		answer.onCompletion(() -> {
			over(answer);
			poll.end();
		});
		try {
			poll.begin(caller, topic, after);
		}
		catch (RuntimeException ex) {
			over(answer);
			throw ex;
		}
		if (!this.running) {
			answer.setResult(nothing);
		}
		return answer;
	}

	private static PageRequest asked(@Nullable String after, int limit) {
		if (after == null) {
			return PageRequest.newest(limit);
		}
		if (after.equals("start")) {
			return PageRequest.oldest(limit);
		}
		Position position = Position.parse(after);
		if (position == null) {
			throw new Refused(ErrorCode.BAD_REQUEST, "after is not a position, which is written EPOCH:OFFSET.",
					"Send the position of the last message you have, or after=start.");
		}
		return PageRequest.after(position, limit);
	}

	private static Duration duration(String wait) {
		if (!(Start.rewind(wait) instanceof Start.Ago time) || time.time().compareTo(LONGEST) > 0) {
			throw new Refused(ErrorCode.BAD_REQUEST, "wait is not a time of at most 60 s.",
					"Write for example ?wait=30s, and ask again when nothing has come.");
		}
		return time.time();
	}

	@GetMapping("/api/topics/{topic}/messages/last")
	HistoryMessage last(@PathVariable String topic, HttpServletRequest request) {
		Topic named = Topic.parse(topic);
		return this.broker.histories()
			.last(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), named)
			.map(HistoryMessage::of)
			.orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "Topic " + named + " keeps no message.",
					"It has had none, or its newest was older than stompbox.topics[].history.age."));
	}

	@DeleteMapping("/api/topics/{topic}/messages")
	Map<String, Integer> purge(@PathVariable String topic, HttpServletRequest request) {
		return Map.of("purged", this.broker.histories()
			.purge(Caller.of(request.getUserPrincipal(), request.getRemoteAddr()), Topic.parse(topic)));
	}

	@Override
	public void start() {
		this.running = true;
	}

	/** Who waits ends with their time, as a connection does. */
	private void judge() {
		this.waiting.forEach((answer, who) -> {
			try {
				stands(who.caller());
			}
			catch (Refused ex) {
				answer.setErrorResult(ex);
			}
		});
	}

	private void stands(Caller caller) {
		Refused over = this.authenticator.over(caller);
		if (over != null) {
			throw over;
		}
	}

	/** Those who wait are answered before the server goes. */
	@Override
	public void stop() {
		this.running = false;
		this.waiting.keySet()
			.forEach((each) -> each.setErrorResult(
					new Refused(ErrorCode.GOING_AWAY, "The server is going away.", "Ask again in a few seconds.")
						.retryAfter(2)));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
