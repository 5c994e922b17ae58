package dev.stompbox.connection;

import java.net.InetAddress;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * One client's socket, or event stream, with its outbox. Edges write to it with
 * {@link #send} and end it with {@link #close}; the transport below reports what it reads
 * and when the socket is gone.
 */
public final class Connection extends Outgoing {

	/** Where a WebSocket session's attributes hold its connection. */
	public static final String ATTRIBUTE = Connection.class.getName();

	/** So much of a message is looked at for its destination. */
	static final int SEEN = 512;

	private final String id;

	private final String remote;

	private final Instant openedAt = Instant.now();

	private final AtomicReference<@Nullable Closed> closed = new AtomicReference<>();

	private volatile String edge = "websocket";

	private volatile String caller = "";

	private volatile @Nullable Receiver receiver;

	private volatile long closingSince;

	private boolean ended;

	private volatile @Nullable String slowIn;

	private final Watch watch = new Watch(this);

	private final Leaving leaving;

	private final Holdings holdings;

	private @Nullable Claim claim;

	Connection(String id, String remote, Connections connections, Transport transport) {
		super(connections, transport);
		this.id = id;
		this.remote = remote;
		this.leaving = new Leaving(this, outbox(), transport);
		this.holdings = new Holdings(connections.heldTotal());
	}

	/** The connection behind a WebSocket session with these attributes. */
	public static Connection of(Map<String, Object> attributes) {
		return (Connection) Objects.requireNonNull(attributes.get(ATTRIBUTE), "not a session of this server's engine");
	}

	/**
	 * Says what the connection is for.
	 * @param edge the edge that speaks on it, for people: {@code stomp},
	 * {@code echo-text}, …
	 * @param caller the caller's name
	 */
	public void serve(String edge, String caller) {
		this.edge = edge;
		this.caller = caller;
	}

	/** Says whose it is, so that it ends when that caller's time is over. */
	public void belongsTo(Principal owner) {
		connections().owners().own(this, owner);
	}

	/** Tells the listeners that its caller, who proved who they are, is connected. */
	public void connected() {
		connections().connected(this);
	}

	/**
	 * Counts it as one of a caller's, who gave credentials.
	 * @return why that cannot be, or {@code null} when it is counted
	 */
	public @Nullable Denied claim(String by) {
		Claim counted = this.claim;
		return (counted != null) ? counted.by(by) : null;
	}

	/** Where it comes from, where limits per address hold for that. */
	void from(Admission admission, InetAddress address) {
		this.claim = new Claim(admission, address);
	}

	/** Takes it out of the counts. */
	void left() {
		Claim counted = this.claim;
		Closed why = this.closed.get();
		if (counted != null) {
			counted.end(why != null && why.reason() != CloseReason.GOING_AWAY && why.reason() != CloseReason.CUT);
		}
	}

	/** Hands what is read from now on to {@code receiver}. */
	public void receiver(Receiver receiver) {
		this.receiver = receiver;
	}

	/** Who takes what is read, or {@code null} when Spring's handler does. */
	public @Nullable Receiver receiver() {
		return this.receiver;
	}

	/**
	 * Ends the connection in good order; what waits is written first, except to a slow
	 * one. Only the first call counts.
	 */
	@Override
	public void close(Closed why) {
		if (this.closed.get() != null) {
			return;
		}
		// Before it counts as closed, since the clock measures from here.
		this.closingSince = System.nanoTime();
		if (!this.closed.compareAndSet(null, why)) {
			return;
		}
		if (why.reason() == CloseReason.SLOW) {
			this.slowIn = mostlyWaiting();
		}
		Receiver edgeOf = this.receiver;
		Payload[] words = (edgeOf != null) ? edgeOf.lastWords(why) : new Payload[0];
		Payload[] last = Arrays.copyOf(words, words.length + 1);
		last[words.length] = transport().farewell(why);
		// First what the connection stood for, then the farewell: who has read it finds
		// no trace of the connection any more.
		end(why);
		outbox().seal(why.reason() == CloseReason.SLOW, last, transport()::end);
		outbox().drain();
	}

	/** How it is sent away, when the server goes. */
	@Override
	public Leaving leaving() {
		return this.leaving;
	}

	/** Closes it soon, on another thread: for where it must not be done at once. */
	public void closeSoon(Closed why) {
		connections().later(() -> close(why));
	}

	/** The socket is no more. Called by the transport, and safe to call again. */
	@Override
	public void gone(String detail) {
		if (this.closed.get() == null) {
			this.closingSince = System.nanoTime();
		}
		this.closed.compareAndSet(null, Closed.of(CloseReason.GONE, detail));
		outbox().clear();
		transport().abort();
		Closed why = this.closed.get();
		if (why != null) {
			end(why);
		}
		connections().remove(this);
	}

	private void end(Closed why) {
		synchronized (this.closed) {
			if (this.ended) {
				return;
			}
			this.ended = true;
			endBacklog();
		}
		this.holdings.end();
		Receiver edgeOf = this.receiver;
		if (edgeOf != null) {
			edgeOf.ended(why);
		}
		connections().closed(this, why);
	}

	/** What it has the server keep. */
	public Holdings holdings() {
		return this.holdings;
	}

	/** Asks the client for a sign of life. */
	public void ping() {
		transport().ping(this);
	}

	/** Why it ends, or {@code null} while it is open. */
	public @Nullable Closed closed() {
		return this.closed.get();
	}

	/** How long ago it began to end; zero while it is open. */
	public Duration sinceClosing() {
		return (this.closed.get() != null) ? Duration.ofNanos(System.nanoTime() - this.closingSince) : Duration.ZERO;
	}

	void tick(long now) {
		if (this.closed.get() != null) {
			if (now - this.closingSince > connections().limits().closing().toNanos()) {
				gone("It did not go in time");
			}
			return;
		}
		this.leaving.look();
		Receiver edgeOf = this.receiver;
		if (edgeOf != null) {
			edgeOf.tick(now);
		}
		watch().look(now, connections().limits(), connections().rates());
	}

	/** Tells the listeners of something that does not end it. */
	void notice(Notice notice) {
		connections().noticed(this, notice);
	}

	/** Its id, {@code c-…}: unique, and not to be guessed. */
	public String id() {
		return this.id;
	}

	/** The edge that speaks on it. */
	public String edge() {
		return this.edge;
	}

	@Override
	Watch watch() {
		return this.watch;
	}

	/**
	 * The destination of most of what waits to be read by the client, or did when the
	 * connection was closed as slow; {@code null} when nothing waits or it cannot be
	 * seen.
	 */
	public @Nullable String slowIn() {
		String before = this.slowIn;
		return (before != null) ? before : (this.closed.get() == null) ? mostlyWaiting() : null;
	}

	/** Since when it reads slowly, epoch milliseconds; 0 while it does not. */
	public long slowSince() {
		return this.watch.laggingSince();
	}

	/** The destination of messages that it has missed since this was asked last. */
	@Nullable String lostIn() {
		Receiver edgeOf = this.receiver;
		byte[] start = takeLost();
		return (edgeOf != null && start != null) ? edgeOf.destinationOf(start) : null;
	}

	private @Nullable String mostlyWaiting() {
		Receiver edgeOf = this.receiver;
		if (edgeOf == null) {
			return null;
		}
		Map<String, Long> bytes = new HashMap<>();
		for (Payload each : waiting()) {
			String destination = edgeOf.destinationOf(each.start(SEEN));
			if (destination != null) {
				bytes.merge(destination, (long) each.length(), Long::sum);
			}
		}
		return bytes.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(null);
	}

	/**
	 * Looks at it closely from now on, until 30 s after somebody has done so last.
	 * @return what was seen so far
	 */
	public Trace trace() {
		return connections().tracing().look(this, System.nanoTime());
	}

	/** What is known of it now. */
	public ConnectionInfo info() {
		return new ConnectionInfo(this.id, this.edge, this.caller, this.remote, this.openedAt.toEpochMilli(),
				messagesIn(), bytesIn(), outbox().messages(), outbox().bytes(), pending(), outbox().limit(), dropped());
	}

	@Override
	public String toString() {
		return this.id;
	}

}
