package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.DefaultAccess;
import dev.stompbox.broker.Broker;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.DiscardingTransport;

/**
 * The whole path of one SEND within the server: from the bytes of a WebSocket message to
 * the subscriber's socket, which takes all and costs nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendBenchmark {

	private static final StompLimits LIMITS = new StompLimits(1 << 16, 1 << 14, 100, 10, 1 << 20, 10, 1 << 20,
			Duration.ofHours(1), Duration.ofHours(1));

	private final Connections connections = new Connections(
			new ConnectionLimits(2000, 1 << 20, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(1)));

	private StompServer server = server(0);

	private StompSession publisher = connected();

	private byte[][] sends = {};

	private int next;

	/** How many subscribe. */
	@Param({ "0", "1" })
	public int subscribers;

	/** To how many topics is sent in turn. */
	@Param({ "1", "1000" })
	public int topics;

	/** How many rules say who may what; the last that is looked at grants. */
	@Param({ "0", "50" })
	public int rules;

	/** Subscribes. */
	@Setup
	public void subscribe() {
		this.server = server(this.rules);
		this.publisher = connected();
		this.sends = new byte[this.topics][];
		for (int topic = 0; topic < this.topics; topic++) {
			String destination = "/topic/demo.topic" + topic;
			for (int i = 0; i < this.subscribers; i++) {
				say(connected(), bytes("SUBSCRIBE\nid:sub-0\ndestination:" + destination + "\n\n\0"));
			}
			this.sends[topic] = bytes(
					"SEND\ndestination:" + destination + "\ncontent-length:128\n\n" + "x".repeat(128) + '\0');
		}
	}

	/** Sends. */
	@Benchmark
	public void send() {
		this.next = (this.next + 1 == this.topics) ? 0 : this.next + 1;
		say(this.publisher, this.sends[this.next]);
	}

	private static StompServer server(int rules) {
		Broker broker = new Broker(DefaultAccess.policy(rules), 2000);
		return new StompServer(broker, new Authenticator("token"), (where, refused) -> {
		}, LIMITS, null);
	}

	private StompSession connected() {
		Connection connection = this.connections.open("127.0.0.1:1", new DiscardingTransport());
		StompSession session = new StompSession(connection, this.server, null);
		connection.receiver(session);
		say(session, bytes("CONNECT\naccept-version:1.2\nhost:h\n\n\0"));
		return session;
	}

	private static void say(StompSession session, byte[] frame) {
		try (Burst burst = Burst.open()) {
			session.received(true, frame, 0, frame.length);
		}
	}

	private static byte[] bytes(String frame) {
		return frame.getBytes(StandardCharsets.UTF_8);
	}

}
