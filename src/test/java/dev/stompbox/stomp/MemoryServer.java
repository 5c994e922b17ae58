package dev.stompbox.stomp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.Broker;
import dev.stompbox.broker.QueueLimits;
import dev.stompbox.broker.QueueRule;
import dev.stompbox.message.TopicPattern;

/** What sessions in memory share: a broker of their own, and small limits. */
final class MemoryServer {

	static final String TOKEN = "the-operators-token";

	static final StompLimits LIMITS = new StompLimits(2048, 1024, 20, 5, 8192, 3, 2048, Duration.ofSeconds(10),
			Duration.ofSeconds(2));

	/** The same, for a server that runs. */
	static final List<String> ARGUMENTS = List.of("--stompbox.limits.message-size=2KB",
			"--stompbox.limits.header-size=1KB", "--stompbox.limits.headers=20", "--stompbox.limits.subscriptions=5",
			"--stompbox.limits.unacknowledged=8KB", "--stompbox.limits.transactions=3",
			"--stompbox.limits.transaction-size=2KB", "--stompbox.limits.heart-beat=2s");

	private static final List<QueueRule> QUEUES = List.of(rule("#.small", 2, 10, Duration.ofMinutes(5)),
			rule("#.quick", 100, 10, Duration.ofSeconds(2)), rule("#.twice", 100, 2, Duration.ofMinutes(5)),
			rule("#.quick-twice", 100, 2, Duration.ofSeconds(2)));

	private MemoryServer() {
	}

	private static QueueRule rule(String match, int messages, int deliveries, Duration ackTimeout) {
		return new QueueRule(TopicPattern.parse(match), messages, 1 << 20, deliveries, null, ackTimeout, false);
	}

	/** What queues do, as the environment of a server that runs. */
	static Map<String, String> environment() {
		Map<String, String> environment = new HashMap<>(Map.of("STOMPBOX_TOKEN", TOKEN));
		for (int i = 0; i < QUEUES.size(); i++) {
			QueueRule rule = QUEUES.get(i);
			String name = "STOMPBOX_QUEUES_" + i + "_";
			environment.put(name + "MATCH", rule.match().name());
			environment.put(name + "MAXMESSAGES", String.valueOf(rule.maxMessages()));
			environment.put(name + "MAXDELIVERIES", String.valueOf(rule.maxDeliveries()));
			environment.put(name + "ACKTIMEOUT", rule.ackTimeout().toString());
		}
		return environment;
	}

	/** A server without topics. */
	static StompServer start(Refusals refusals) {
		Broker broker = new Broker(DefaultAccess.policy(), 1000, new QueueLimits(100, 1 << 20, QUEUES), refusals, null);
		return new StompServer(broker, new Authenticator(TOKEN), refusals, LIMITS, null);
	}

}
