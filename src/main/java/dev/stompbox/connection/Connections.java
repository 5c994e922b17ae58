package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is connected: opens, counts, lists, finds and closes connections. */
public final class Connections implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(Connections.class);

	/** For so long something waits, in ns, for who does not keep up. */
	private static final long LAGGING = Duration.ofSeconds(1).toNanos();

	private final Map<String, Connection> open = new ConcurrentHashMap<>();

	private final AtomicInteger count = new AtomicInteger();

	private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

	private final LongAdder[] closings = new LongAdder[CloseReason.values().length];

	private final Map<String, Traffic> past = new ConcurrentHashMap<>();

	private final SecureRandom random = new SecureRandom();

	private volatile ConnectionLimits limits;

	private final Owners owners = new Owners();

	private final Writers writers;

	private final Admission admission;

	private volatile RateLimits rates;

	private final OutboxTotal total;

	private final HoldingsTotal held;

	private final LongAdder dropped = new LongAdder();

	private final Tracing tracing = new Tracing();

	private final Drain drain = new Drain(this.open::values,
			(sentence) -> this.listeners.forEach((listener) -> listener.drains(sentence)));

	/**
	 * Without limits per address and in total.
	 * @param limits what a connection may use
	 */
	public Connections(ConnectionLimits limits) {
		this(limits, AdmissionLimits.NONE, RateLimits.NONE, Long.MAX_VALUE, Long.MAX_VALUE);
	}

	/**
	 * @param limits what a connection may use
	 * @param admission what an address and a caller may have
	 * @param rates how fast a connection may send
	 * @param outboxTotal bytes that may wait in all outboxes together
	 * @param held bytes that all clients together may have the server keep
	 */
	public Connections(ConnectionLimits limits, AdmissionLimits admission, RateLimits rates, long outboxTotal,
			long held) {
		this.limits = limits;
		this.admission = new Admission(admission, limits.connections(), System::nanoTime);
		this.rates = rates;
		this.total = new OutboxTotal(outboxTotal, () -> later(() -> relieve(System.nanoTime())));
		this.held = new HoldingsTotal(held, this.open::values, this::later);
		this.writers = new Writers(Math.max(2, Runtime.getRuntime().availableProcessors()));
		Arrays.setAll(this.closings, (reason) -> new LongAdder());
	}

	/** Tells {@code listener} of what comes and goes from now on. */
	public void listen(ConnectionListener listener) {
		this.listeners.add(listener);
	}

	/** Whether there is room for one more. */
	public boolean hasRoom() {
		return !this.drain.isOn() && this.count.get() < this.limits.connections();
	}

	/** The going away of this server. */
	public Drain drain() {
		return this.drain;
	}

	/** Whose connections are whose. */
	public Owners owners() {
		return this.owners;
	}

	/** What a connection may use. */
	public ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * From now on lets in by other limits, and connections that come may use other ones.
	 * How fast one may send, and how much may wait for it, stays for those that are
	 * there.
	 */
	public void replace(ConnectionLimits use, AdmissionLimits letIn, RateLimits read) {
		this.limits = use;
		this.admission.replace(letIn);
		this.rates = read;
	}

	/** Those that somebody looks at closely. */
	Tracing tracing() {
		return this.tracing;
	}

	/** How fast a connection may send. */
	RateLimits rates() {
		return this.rates;
	}

	OutboxTotal outboxTotal() {
		return this.total;
	}

	HoldingsTotal heldTotal() {
		return this.held;
	}

	/**
	 * Bytes of subscriptions, transactions, unacknowledged messages and unfinished
	 * frames.
	 */
	public long held() {
		return this.held.bytes();
	}

	/**
	 * Asks for one more connection. Each time counts for the address, so it is asked
	 * right before one is opened.
	 * @param remote the client's address
	 * @param caller whose it is, or {@code null} when they gave no credentials
	 * @return why not, or {@code null} when it may be opened
	 */
	public @Nullable Denied ask(InetSocketAddress remote, @Nullable String caller) {
		if (this.drain.isOn()) {
			return this.drain.denied();
		}
		if (!hasRoom()) {
			return new Denied("SB-304", 503, "Too many connections",
					"This server has " + this.limits.connections() + " connections open, as many as it takes.",
					String.valueOf(this.limits.connections()), "stompbox.limits.connections", 5);
		}
		return (remote.getAddress() != null) ? this.admission.ask(remote.getAddress(), caller) : null;
	}

	/** Whether limits per address hold for this one. */
	public boolean concerns(InetAddress address) {
		return this.admission.concerns(address);
	}

	/** Tells the listeners that a client was not let in. */
	public void denied(InetSocketAddress remote, Denied why) {
		String address = Addresses.text(remote);
		this.listeners.forEach((listener) -> listener.denied(address, why));
	}

	/**
	 * A new connection on {@code transport}, which was {@link #ask asked} for.
	 * @param remote the client's address
	 * @param caller whose it is, or {@code null} when they gave no credentials
	 */
	public Connection open(InetSocketAddress remote, @Nullable String caller, Transport transport) {
		Connection connection = open(Addresses.text(remote), transport);
		InetAddress address = remote.getAddress();
		if (address != null && this.admission.concerns(address)) {
			connection.from(this.admission, address);
			if (caller != null) {
				connection.claim(caller);
			}
		}
		return connection;
	}

	/**
	 * A new connection on {@code transport}, to which no limit per address applies.
	 * @param remote address and port of the client
	 */
	public Connection open(String remote, Transport transport) {
		byte[] bytes = new byte[6];
		this.random.nextBytes(bytes);
		StringBuilder id = new StringBuilder("c-");
		for (byte b : bytes) {
			id.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
		}
		Connection connection = new Connection(id.toString(), remote, this, transport);
		this.open.put(connection.id(), connection);
		this.count.incrementAndGet();
		return connection;
	}

	/** Tells the listeners of a connection that now knows what it is for. */
	public void opened(Connection connection) {
		this.listeners.forEach((listener) -> listener.opened(connection));
	}

	void connected(Connection connection) {
		this.listeners.forEach((listener) -> listener.connected(connection));
	}

	void closed(Connection connection, Closed why) {
		this.closings[why.reason().ordinal()].increment();
		this.listeners.forEach((listener) -> listener.closed(connection, why));
	}

	void countDropped() {
		this.dropped.increment();
	}

	/** How many messages subscribers who did not keep up have missed. */
	public long dropped() {
		return this.dropped.sum();
	}

	/** Bytes that wait for those who lag, roughly. */
	public long lagging() {
		return this.total.bytes();
	}

	void noticed(Connection connection, Notice notice) {
		this.listeners.forEach((listener) -> listener.noticed(connection, notice));
	}

	void remove(Connection connection) {
		if (this.open.remove(connection.id()) != null) {
			this.count.decrementAndGet();
			connection.left();
			this.past.computeIfAbsent(connection.edge(), (edge) -> new Traffic()).add(connection.info());
		}
	}

	Writers writers() {
		return this.writers;
	}

	/** Runs {@code task} soon, on a thread that holds no lock. */
	void later(Runnable task) {
		this.writers.execute(task);
	}

	void tick(long now) {
		this.drain.tick(now);
		this.owners.tick();
		this.tracing.tick(now);
		for (Connection connection : this.open.values()) {
			try {
				connection.tick(now);
			}
			catch (RuntimeException ex) {
				LOGGER.error("The clock failed on {}", connection, ex);
			}
		}
		this.admission.sweep(now);
		if (this.total.bytes() > this.total.most()) {
			relieve(now);
		}
		this.total.relieved();
	}

	/**
	 * Closes those for whom most waits, until the others together hold no more than nine
	 * tenths of what all may. Who reads as it comes has nothing wait for a second, and is
	 * never one of them, however much it was just sent.
	 */
	private void relieve(long now) {
		long goal = this.total.most() - this.total.most() / 10;
		List<Waiting> all = this.open.values()
			.stream()
			.filter((connection) -> connection.closed() == null)
			.map((connection) -> new Waiting(connection, connection.pending()))
			.filter((each) -> each.bytes() >= OutboxTotal.STEP)
			.toList();
		long left = all.stream().mapToLong(Waiting::bytes).sum();
		List<Waiting> worst = all.stream()
			.filter((each) -> each.connection().outbox().waited(now) > LAGGING)
			.sorted(Comparator.comparingLong(Waiting::bytes).reversed())
			.toList();
		String limit = Sizes.text(this.total.most());
		for (Iterator<Waiting> each = worst.iterator(); each.hasNext() && left > goal;) {
			Waiting next = each.next();
			left -= next.bytes();
			next.connection()
				.close(new Closed(CloseReason.SLOW, Overload.OUTBOX_TOTAL.code(),
						"Too slow: more than " + limit
								+ " was waiting to be read by all clients together, and most of it by this one",
						limit, "stompbox.limits.outbox-total"));
		}
	}

	private record Waiting(Connection connection, long bytes) {
	}

	/** The connection with this id. */
	public Optional<Connection> find(String id) {
		return Optional.ofNullable(this.open.get(id));
	}

	/** How many there are. */
	public int count() {
		return this.count.get();
	}

	/**
	 * Those that are open, in the order of their ids, which says nothing about their age.
	 */
	public List<ConnectionInfo> list() {
		return this.open.values()
			.stream()
			.map(Connection::info)
			.sorted(Comparator.comparing(ConnectionInfo::id))
			.toList();
	}

	/** How often connections ended for {@code reason} since the start. */
	public long ended(CloseReason reason) {
		return this.closings[reason.ordinal()].sum();
	}

	/**
	 * Counts a message that came without a connection of its own, over REST for example.
	 */
	public void counted(String edge, long bytes) {
		this.past.computeIfAbsent(edge, (key) -> new Traffic()).addIn(bytes);
	}

	/** All that went in and out since the start, by edge, closed connections included. */
	public Map<String, Traffic> traffic() {
		Map<String, Traffic> all = new TreeMap<>();
		this.past.forEach((edge, traffic) -> all.computeIfAbsent(edge, (key) -> new Traffic()).add(traffic));
		this.open.values().forEach((connection) -> {
			Traffic traffic = all.computeIfAbsent(connection.edge(), (key) -> new Traffic());
			traffic.add(connection.info());
			traffic.open++;
		});
		return all;
	}

	/**
	 * Sends all clients away over a window of time, and returns when they are gone.
	 * @param window from the first to the last close
	 */
	public void drain(Duration window) {
		this.drain.await(window, this.limits.closing());
	}

	/** Tells every client that is left that the server goes away. */
	@Override
	public void close() {
		this.open.values().forEach((connection) -> connection.close(this.drain.goodbye()));
		this.writers.close();
	}

}
