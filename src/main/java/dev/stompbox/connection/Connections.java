package dev.stompbox.connection;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is connected: opens, counts, lists, finds and closes connections. */
public final class Connections implements AutoCloseable {

	private static final Logger LOGGER = LoggerFactory.getLogger(Connections.class);

	private final Map<String, Connection> open = new ConcurrentHashMap<>();

	private final AtomicInteger count = new AtomicInteger();

	private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

	private final LongAdder[] closings = new LongAdder[CloseReason.values().length];

	private final Map<String, Traffic> past = new ConcurrentHashMap<>();

	private final SecureRandom random = new SecureRandom();

	private final ConnectionLimits limits;

	private final Owners owners = new Owners();

	private final Writers writers;

	private volatile boolean goingAway;

	/**
	 * @param limits what a connection may use
	 */
	public Connections(ConnectionLimits limits) {
		this.limits = limits;
		this.writers = new Writers(Math.max(2, Runtime.getRuntime().availableProcessors()));
		Arrays.setAll(this.closings, (reason) -> new LongAdder());
	}

	/** Tells {@code listener} of what comes and goes from now on. */
	public void listen(ConnectionListener listener) {
		this.listeners.add(listener);
	}

	/** Whether there is room for one more. */
	public boolean hasRoom() {
		return !this.goingAway && this.count.get() < this.limits.connections();
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
	 * A new connection on {@code transport}.
	 * @param remote address and port of the client
	 */
	public Connection open(String remote, Transport transport) {
		byte[] bytes = new byte[6];
		this.random.nextBytes(bytes);
		StringBuilder id = new StringBuilder("c-");
		for (byte b : bytes) {
			id.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
		}
		Connection connection = new Connection(id.toString(), remote, this, transport, this.limits);
		this.open.put(connection.id(), connection);
		this.count.incrementAndGet();
		return connection;
	}

	/** Tells the listeners of a connection that now knows what it is for. */
	public void opened(Connection connection) {
		this.listeners.forEach((listener) -> listener.opened(connection));
	}

	void closed(Connection connection, Closed why) {
		this.closings[why.reason().ordinal()].increment();
		this.listeners.forEach((listener) -> listener.closed(connection, why));
	}

	void remove(Connection connection) {
		if (this.open.remove(connection.id()) != null) {
			this.count.decrementAndGet();
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
		this.owners.tick();
		for (Connection connection : this.open.values()) {
			try {
				connection.tick(now, this.limits);
			}
			catch (RuntimeException ex) {
				LOGGER.error("The clock failed on {}", connection, ex);
			}
		}
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
	 * Tells every client that the server goes away, and gives the farewells a moment to
	 * be written.
	 */
	@Override
	public void close() {
		this.goingAway = true;
		Closed why = Closed.of(CloseReason.GOING_AWAY, "The server is going away; reconnect in a moment");
		this.open.values().forEach((connection) -> connection.close(why));
		this.writers.close();
	}

}
