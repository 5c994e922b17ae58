package dev.stompbox.dashboard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import dev.stompbox.access.Events;
import dev.stompbox.access.Refusals;
import dev.stompbox.broker.RemoteListener;
import dev.stompbox.connection.Addresses;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.connection.ConnectionListener;
import dev.stompbox.connection.Denied;
import dev.stompbox.connection.Notice;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * What happened, told three times: to {@code $SYS.events} and the page, to the log, and
 * as the counter {@code stompbox.events}. Only the counter has all of it; of what one
 * source does again and again the others have a part, and how many were left out.
 */
final class Journal implements ConnectionListener, Refusals, RemoteListener, Events {

	private static final Logger LOGGER = LoggerFactory.getLogger("dev.stompbox.journal");

	/** Of what went wrong more is kept, and never pushed out by who comes and goes. */
	private static final int WRONG = 40;

	private static final int USUAL = 10;

	private static final String REVOKED = ErrorCode.REVOKED.code();

	/** How many sources are named when much was left out. */
	private static final int NAMED = 10;

	private final Deque<Incident> wrong = new ArrayDeque<>(WRONG);

	private final Deque<Incident> usual = new ArrayDeque<>(USUAL);

	private final Throttle throttle = new Throttle(System.nanoTime());

	private final Consumer<Incident> told;

	private final MeterRegistry meters;

	private long seq;

	/**
	 * @param told told of each incident, in any thread
	 * @param meters where they are counted
	 */
	Journal(Consumer<Incident> told, MeterRegistry meters) {
		this.told = told;
		this.meters = meters;
	}

	/** The last incidents, the newest last. */
	synchronized List<Incident> last() {
		return Stream.concat(this.wrong.stream(), this.usual.stream())
			.sorted(Comparator.comparingLong(Incident::seq))
			.toList();
	}

	@Override
	public void happened(String kind, String sentence) {
		Entry entry = new Entry(kind, null, sentence);
		count(entry);
		add(entry, Level.INFO);
	}

	@Override
	public void opened(Connection connection) {
		ConnectionInfo info = connection.info();
		tell(new Entry("open", null, "A connection for " + info.transport() + " from " + info.remote()).of(info),
				Level.DEBUG);
	}

	@Override
	public void connected(Connection connection) {
		ConnectionInfo info = connection.info();
		tell(new Entry("connect", null, info.caller() + " connected over " + info.transport()).of(info), Level.DEBUG);
	}

	@Override
	public void closed(Connection connection, Closed why) {
		CloseReason reason = why.reason();
		String kind = (reason == CloseReason.SLOW) ? "slow" : REVOKED.equals(why.code()) ? "revoke" : "close";
		Entry entry = new Entry(kind, reason.notable() ? why.code() : null, why.detail()).of(connection.info())
			.limit(why.limit(), why.property());
		if (reason == CloseReason.SLOW) {
			entry.slowIn(connection.slowIn());
		}
		tell(entry, reason.notable() ? Level.INFO : Level.DEBUG);
	}

	@Override
	public void drains(String sentence) {
		happened("drain", sentence);
	}

	@Override
	public void refused(String where, Refused refused) {
		tell(new Entry("refuse", refused.code().code(), refused.detail()).from(where)
			.limit(refused.limit(), refused.property()), Level.INFO);
	}

	@Override
	public void denied(String remote, Denied why) {
		tell(new Entry("refuse", why.code(), why.detail()).from(remote).limit(why.limit(), why.property()), Level.INFO);
	}

	@Override
	public void noticed(Connection connection, Notice notice) {
		String kind = switch (notice.kind()) {
			case DROPPED -> "drop";
			case LAGGING -> "lag";
			default -> "limit";
		};
		Entry entry = new Entry(kind, notice.kind().code(), notice.detail()).of(connection.info())
			.limit(notice.limit(), notice.property());
		entry.slowIn(notice.destination());
		tell(entry, Level.INFO);
	}

	// Whoever says these two has logged them.
	@Override
	public void away(Refused why) {
		Entry entry = new Entry("refuse", why.code().code(), why.detail() + ' ' + why.hint()).limit(why.limit(),
				why.property());
		count(entry);
		add(entry, null);
	}

	@Override
	public void back(String sentence) {
		Entry entry = new Entry("start", null, sentence);
		count(entry);
		add(entry, null);
	}

	/** Tells how much was left out, when it is time to; called every second or so. */
	void tick(long now) {
		for (Throttle.Left left : this.throttle.ended(now, NAMED)) {
			int space = left.kind().indexOf(' ');
			String code = (space >= 0) ? left.kind().substring(space + 1) : null;
			Entry entry = new Entry((space >= 0) ? left.kind().substring(0, space) : left.kind(), code, String
				.format(Locale.ROOT, "%,d more from %s were left out within 10 s", left.count(), left.source()));
			add(entry, (code != null) ? Level.INFO : Level.DEBUG);
		}
	}

	private void tell(Entry entry, Level level) {
		count(entry);
		if (this.throttle.admits(entry.throttled(), entry.source())) {
			add(entry, level);
		}
		else {
			this.meters.counter("stompbox.events.left.out", "kind", entry.kind).increment();
		}
	}

	private void count(Entry entry) {
		this.meters
			.counter("stompbox.events", "kind", entry.kind, "code", Objects.requireNonNullElse(entry.code, "none"))
			.increment();
	}

	/**
	 * Keeps it and tells of it.
	 * @param level how important it is to the log, or {@code null} when that has it
	 */
	private void add(Entry entry, @Nullable Level level) {
		Incident incident;
		synchronized (this) {
			incident = entry.incident(++this.seq, System.currentTimeMillis());
			Deque<Incident> ring = (incident.code() != null) ? this.wrong : this.usual;
			if (ring.size() == ((ring == this.wrong) ? WRONG : USUAL)) {
				ring.removeFirst();
			}
			ring.addLast(incident);
		}
		if (level != null) {
			entry.log(LOGGER.atLevel(level));
		}
		this.told.accept(incident);
	}

	/** An incident in the making, with nothing in it that could be read as another. */
	private static final class Entry {

		private final String kind;

		private final @Nullable String code;

		private final String cause;

		private @Nullable ConnectionInfo connection;

		private @Nullable String from;

		private @Nullable String destination;

		private @Nullable String limit;

		private @Nullable String property;

		Entry(String kind, @Nullable String code, String cause) {
			this.kind = kind;
			this.code = code;
			this.cause = plain(cause);
		}

		Entry of(ConnectionInfo info) {
			this.connection = info;
			return from(info.remote());
		}

		Entry from(String where) {
			this.from = plain(where);
			return this;
		}

		Entry limit(@Nullable String hit, @Nullable String changedBy) {
			this.limit = hit;
			this.property = changedBy;
			return this;
		}

		/** What the client did not read, where that can be seen. */
		void slowIn(@Nullable String what) {
			this.destination = (what != null) ? plain(what) : null;
		}

		/** What is counted together: who comes and goes never hides what goes wrong. */
		String throttled() {
			return (this.code != null) ? this.kind + ' ' + this.code : this.kind;
		}

		/** An address without its port, which a client can change. */
		String source() {
			return (this.from != null) ? Addresses.host(this.from) : "";
		}

		Incident incident(long seq, long now) {
			String where = (this.connection == null && this.from != null) ? " (" + this.from + ")" : "";
			return new Incident(seq, now, this.kind, this.code, (this.connection != null) ? this.connection.id() : null,
					(this.connection != null && !this.kind.equals("open")) ? plain(this.connection.caller()) : null,
					this.destination, this.cause + where, this.limit, this.property);
		}

		/** As words for people, and as key-value pairs for a structured format. */
		void log(LoggingEventBuilder line) {
			StringBuilder text = new StringBuilder(this.kind);
			line = line.addKeyValue("event", this.kind);
			if (this.connection != null) {
				line = put(line, text, "id", this.connection.id(), "");
				line = put(line, text, "caller", plain(this.connection.caller()), "");
				line = put(line, text, "via", this.connection.transport(), "");
			}
			line = put(line, text, "from", this.from, "");
			line = put(line, text, "code", this.code, "");
			line = put(line, text, "cause", this.cause, "\"");
			line = put(line, text, "destination", this.destination, "");
			line = put(line, text, "limit", this.limit, "\"");
			line = put(line, text, "property", this.property, "");
			line.log(text.toString());
		}

		private static LoggingEventBuilder put(LoggingEventBuilder line, StringBuilder text, String key,
				@Nullable String value, String quote) {
			if (value == null || value.isEmpty()) {
				return line;
			}
			text.append(' ').append(key).append('=').append(quote).append(value.replace('"', '\'')).append(quote);
			return line.addKeyValue(key, value);
		}

		/** On one line, whatever a client has put into it. */
		private static String plain(String text) {
			return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "?");
		}

	}

}
