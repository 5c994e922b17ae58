package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Caller;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionLimits;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.FakeTransport;
import dev.stompbox.connection.FakeTransport.WireFrame;

/**
 * Plays a {@link Conversation} against sessions on sockets in memory, cutting what the
 * clients send in one of three ways.
 */
final class ConversationPlayer {

	private static final Connections CONNECTIONS = new Connections(new ConnectionLimits(Integer.MAX_VALUE, 1 << 20,
			Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5)));

	/** What no client should ever be told. */
	static final Pattern INSIDE = Pattern
		.compile("(?i)exception|dev\\.stompbox|java\\.|\tat |" + Pattern.quote(MemoryServer.TOKEN));

	private static final Pattern CONNECTED = Pattern.compile("connected (1\\.\\d)");

	private final List<String> refusals = new ArrayList<>();

	private final StompServer server = MemoryServer.start((where, refused) -> this.refusals.add(refused.code().code()));

	private final Map<Integer, Client> clients = new TreeMap<>();

	private final Map<String, String> bound = new HashMap<>();

	private final @Nullable Random cuts;

	private final boolean whole;

	private ConversationPlayer(boolean whole, @Nullable Random cuts) {
		this.whole = whole;
		this.cuts = cuts;
	}

	static ConversationPlayer whole() {
		return new ConversationPlayer(true, null);
	}

	static ConversationPlayer byteByByte() {
		return new ConversationPlayer(false, null);
	}

	static ConversationPlayer randomlySplit(long seed) {
		return new ConversationPlayer(false, new Random(seed));
	}

	/** Plays it and returns all that the clients have seen, without what is random. */
	List<String> play(Conversation conversation) {
		for (Conversation.Step step : conversation.steps()) {
			play(step);
		}
		this.clients.forEach((number, client) -> client.nothingMore());
		List<String> all = new ArrayList<>();
		this.clients.forEach((number, client) -> client.seen()
			.forEach((text) -> all.add(number + " "
					+ text.replaceAll("c-[0-9a-f]{12}", "ID")
						.replaceAll("(message-id|position|ack):[0-9a-z-]+(\\\\c|:)", "$1:EPOCH$2")
						.replaceAll("came for \\d+", "came for TIME")
						.replaceAll("timestamp:\\d+|\"time\":\\d+", "TIME"))));
		CONNECTIONS.list().forEach((left) -> CONNECTIONS.find(left.id()).ifPresent((it) -> it.gone("played")));
		return all;
	}

	/**
	 * The codes of the refusals that ended no connection, which the operator is told of.
	 */
	List<String> refusals() {
		return this.refusals;
	}

	private void play(Conversation.Step step) {
		if (step instanceof Conversation.Is is) {
			Client client = new Client(is.what());
			this.clients.put(is.client(), client);
			Matcher connected = CONNECTED.matcher(is.what());
			if (connected.find()) {
				String softDeny = is.what().contains("soft-deny") ? "soft-deny:true\n" : "";
				send(client,
						Conversation.bytes("CONNECT\naccept-version:" + connected.group(1) + "\n" + softDeny + "\n␀"));
				client.sees(List.of("CONNECTED", "…", "", "␀"));
			}
			return;
		}
		Client client = this.clients.computeIfAbsent(step.client(), (number) -> new Client("text"));
		if (step instanceof Conversation.Sends sends) {
			send(client, sends.bytes(this.bound));
		}
		else if (step instanceof Conversation.Sees sees) {
			client.sees(sees.lines());
		}
		else if (step instanceof Conversation.Closes closes) {
			client.closes(closes.code());
		}
		else if (step instanceof Conversation.Waits waits) {
			try (Burst burst = Burst.open()) {
				client.session.tick(System.nanoTime() + Duration.ofSeconds(waits.seconds()).toNanos());
			}
		}
	}

	private void send(Client client, byte[] bytes) {
		int at = 0;
		while (at < bytes.length) {
			int length = this.whole ? bytes.length
					: (this.cuts != null) ? 1 + this.cuts.nextInt(this.cuts.nextBoolean() ? 4 : 64) : 1;
			int end = Math.min(bytes.length, at + length);
			try (Burst burst = Burst.open()) {
				client.receives(bytes, at, end);
			}
			at = end;
		}
	}

	private final class Client {

		private final FakeTransport transport = new FakeTransport();

		private final Connection connection = CONNECTIONS.open("127.0.0.1:1", this.transport);

		private final StompSession session;

		private final boolean text;

		private int next;

		private boolean closed;

		Client(String what) {
			this.text = !what.contains("binary");
			this.session = new StompSession(this.connection, ConversationPlayer.this.server,
					what.contains("operator") ? Caller.operator() : null);
			this.connection.receiver(this.session);
		}

		/** As the WebSocket does: nothing is handed on once the connection is closed. */
		void receives(byte[] bytes, int from, int to) {
			if (this.connection.closed() == null) {
				byte[] own = new byte[to - from + 2];
				System.arraycopy(bytes, from, own, 1, to - from);
				this.session.received(this.text, own, 1, 1 + to - from);
				Arrays.fill(own, (byte) 'x'); // only valid during the call
			}
		}

		void sees(List<String> lines) {
			List<WireFrame> frames = frames();
			if (this.next >= frames.size()) {
				throw new AssertionError("The server said nothing where this was expected: " + lines + said());
			}
			WireFrame frame = frames.get(this.next++);
			String actual = latin1(frame.payload());
			String differs = new ExpectedFrame(lines).differs(actual, ConversationPlayer.this.bound);
			if (!differs.isEmpty()) {
				throw new AssertionError(differs + "; expected " + String.join("\n", lines) + "\n" + said());
			}
			checkKind(frame, actual);
			if (actual.startsWith("ERROR") && INSIDE.matcher(actual).find()) {
				throw new AssertionError("An ERROR tells what is inside: " + actual);
			}
		}

		private void checkKind(WireFrame frame, String actual) {
			byte[] payload = frame.payload();
			boolean utf8 = Arrays.equals(new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8),
					payload);
			int kind = (this.text && utf8) ? 1 : 2;
			if (frame.opcode() != kind) {
				throw new AssertionError("Another kind of WebSocket message, " + frame.opcode() + ": " + actual);
			}
		}

		/** All that came; the end of a slow client comes on another thread. */
		private List<WireFrame> frames() {
			List<WireFrame> frames = this.transport.frames();
			if (frames.size() > this.next) {
				return frames;
			}
			try {
				Awaitility.await()
					.pollInterval(Duration.ofMillis(5))
					.atMost(Duration.ofSeconds(1))
					.until(() -> this.transport.frames().size() > this.next);
			}
			catch (ConditionTimeoutException ex) {
				return this.transport.frames();
			}
			return this.transport.frames();
		}

		void closes(String code) {
			List<WireFrame> frames = frames();
			WireFrame frame = (this.next < frames.size()) ? frames.get(this.next++) : null;
			if (frame == null || frame.opcode() != 8) {
				throw new AssertionError("The server did not close" + said());
			}
			String actual = (frame.closeCode() + " " + frame.closeReason()).strip();
			if (!actual.equals(code) && !actual.startsWith(code + " ")) {
				throw new AssertionError("Closed with " + actual + " in place of " + code + said());
			}
			if (this.transport.ends() != 1 || this.connection.closed() == null) {
				throw new AssertionError("Said goodbye and stayed" + said());
			}
			this.closed = true;
		}

		void nothingMore() {
			if (this.next < this.transport.frames().size()) {
				throw new AssertionError("The server said more than was expected" + said());
			}
			boolean open = this.connection.closed() == null;
			if (open == this.closed) {
				throw new AssertionError("At the end the connection is " + (open ? "open" : "closed") + said());
			}
			CloseReason reason = open ? null : this.connection.closed().reason();
			if (reason == CloseReason.INTERNAL) {
				throw new AssertionError("The server failed" + said());
			}
		}

		List<String> seen() {
			return this.transport.frames()
				.stream()
				.map((frame) -> frame.opcode() + " " + latin1(frame.payload()))
				.toList();
		}

		private String said() {
			StringBuilder all = new StringBuilder("\nThe server said, in all:\n");
			seen().forEach((text) -> all.append(text.replace('\0', '␀')).append('\n'));
			return all.toString();
		}

		private static String latin1(byte[] bytes) {
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}

	}

}
