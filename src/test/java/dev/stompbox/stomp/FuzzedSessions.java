package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.stompbox.access.Caller;
import dev.stompbox.broker.QueueInfo;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;

/** Some clients of one server who say anything, much of it right. */
final class FuzzedSessions {

	private static final String[] NAMES = { "/topic/demo.a", "/topic/demo.b", "/topic/demo.*", "/queue/demo.a",
			"/queue/demo.small", "/queue/demo.twice", "/queue/demo.twice.dead", "/queue/demo.quick",
			"/user/queue/replies", "/app/echo", "/app/time", "/topic/secret", "/queue/demo.*", "nowhere" };

	private static final String[] ACKS = { "auto", "client", "client-individual", "never" };

	private static final Pattern ACK = Pattern.compile("(?m)^(ack|message-id|subscription):(.*)$");

	private final Random random;

	private final Mutations mutations;

	private final StompServer server = MemoryServer.start((where, refused) -> {
	});

	private final Connections connections = new Connections(new ConnectionLimits(Integer.MAX_VALUE, 1 << 16,
			Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	private final List<Client> clients = new ArrayList<>();

	FuzzedSessions(long seed) {
		this.random = new Random(seed);
		this.mutations = new Mutations(this.random);
	}

	void run() {
		for (int step = 20 + this.random.nextInt(60); step > 0; step--) {
			if (this.clients.size() < 4 && (this.clients.isEmpty() || this.random.nextInt(8) == 0)) {
				this.clients.add(new Client());
			}
			Client client = this.clients.get(this.random.nextInt(this.clients.size()));
			client.step();
			if (client.connection.closed() != null) {
				this.clients.remove(client);
			}
		}
		this.clients.forEach((client) -> client.connection.gone("The end"));
		check();
	}

	/**
	 * When all are gone nothing is in flight any more, and nothing is counted that is not
	 * there.
	 */
	private void check() {
		for (QueueInfo queue : this.server.broker().queues()) {
			boolean right = queue.inFlight() == 0 && queue.consumers() == 0
					&& (queue.depth() == 0) == (queue.bytes() == 0)
					&& queue.messagesIn() - queue.acknowledged() - queue.deadLettered() == queue.depth();
			if (!right) {
				throw new AssertionError("The queue's numbers are wrong: " + queue);
			}
		}
	}

	private String any(String... of) {
		return of[this.random.nextInt(of.length)];
	}

	private final class Client {

		private final FakeTransport transport = new FakeTransport();

		private final Connection connection = FuzzedSessions.this.connections.open("127.0.0.1:1", this.transport);

		private final StompSession session = new StompSession(this.connection, FuzzedSessions.this.server,
				FuzzedSessions.this.random.nextInt(4) == 0 ? Caller.operator() : null);

		Client() {
			this.connection.receiver(this.session);
			if (FuzzedSessions.this.random.nextInt(20) > 0) {
				String softDeny = any("", "", "soft-deny:true\n");
				say(("CONNECT\naccept-version:" + any("1.0", "1.1", "1.2", "1.2") + "\n" + softDeny + "\n\0")
					.getBytes(StandardCharsets.UTF_8));
			}
		}

		void step() {
			switch (FuzzedSessions.this.random.nextInt(12)) {
				case 0 -> say(FuzzedSessions.this.mutations.any());
				case 1 -> say(FuzzedSessions.this.mutations.mutated(frame().getBytes(StandardCharsets.UTF_8)));
				case 2 -> tick();
				case 3 -> this.connection.gone("Fuzzed");
				default -> say(frame().getBytes(StandardCharsets.UTF_8));
			}
			Closed closed = this.connection.closed();
			if (closed != null && closed.reason() == CloseReason.INTERNAL) {
				throw new AssertionError("The server failed: " + closed);
			}
		}

		private void tick() {
			try (Burst burst = Burst.open()) {
				this.session
					.tick(System.nanoTime() + Duration.ofSeconds(FuzzedSessions.this.random.nextInt(20)).toNanos());
			}
		}

		private String frame() {
			StringBuilder frame = new StringBuilder(any("SEND", "SEND", "SEND", "SUBSCRIBE", "SUBSCRIBE", "UNSUBSCRIBE",
					"ACK", "ACK", "ACK", "NACK", "NACK", "BEGIN", "BEGIN", "COMMIT", "COMMIT", "ABORT", "DISCONNECT"));
			boolean acknowledges = frame.indexOf("ACK") >= 0;
			frame.append('\n');
			if (acknowledges) {
				acknowledged(frame);
			}
			else if (frame.charAt(0) != 'D') {
				header(frame, 9, "id", any("0", "1", "2", "a:b"));
				header(frame, 9, "destination", any(NAMES));
				header(frame, 5, "ack", any(ACKS));
				header(frame, 2, "prefetch", any("1", "2", "1000", "0"));
				header(frame, 1, "idempotency-key", any("k", "l"));
				header(frame, 1, "reply-to", any(NAMES));
			}
			boolean bounds = frame.charAt(0) == 'B' || frame.charAt(0) == 'C' || frame.indexOf("ABORT") == 0;
			header(frame, bounds ? 9 : 3, "transaction", any("t", "u"));
			header(frame, 5, "receipt", any("r", "s"));
			header(frame, 1, "requeue", "false");
			return frame.append('\n').append(any("", "x", "body", "b".repeat(900))).append('\0').toString();
		}

		private void acknowledged(StringBuilder frame) {
			String said = new String(this.transport.written(), StandardCharsets.UTF_8);
			Matcher names = ACK.matcher(said);
			List<String> lines = new ArrayList<>();
			while (names.find()) {
				lines.add((names.group(1).equals("ack") ? "id" : names.group(1)) + ":" + names.group(2) + "\n");
			}
			int at = lines.isEmpty() ? 0 : FuzzedSessions.this.random.nextInt(lines.size());
			for (int i = Math.max(0, at - 2); i < Math.min(lines.size(), at + 3); i++) {
				frame.append(lines.get(i));
			}
		}

		private void header(StringBuilder frame, int often, String name, String value) {
			if (FuzzedSessions.this.random.nextInt(10) < often) {
				frame.append(name).append(':').append(value).append('\n');
			}
		}

		private void say(byte[] bytes) {
			int at = 0;
			while (at < bytes.length && this.connection.closed() == null) {
				int end = FuzzedSessions.this.random.nextBoolean() ? bytes.length
						: Math.min(bytes.length, at + 1 + FuzzedSessions.this.random.nextInt(200));
				try (Burst burst = Burst.open()) {
					this.session.received(FuzzedSessions.this.random.nextBoolean(), bytes.clone(), at, end);
				}
				at = end;
			}
		}

	}

}
