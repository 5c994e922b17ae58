package dev.stompbox.dashboard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.access.Refusals;
import dev.stompbox.broker.RemoteListener;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.ConnectionInfo;
import dev.stompbox.connection.ConnectionListener;
import dev.stompbox.message.Refused;

/**
 * What happened: the last incidents, told to the page as they come and, where something
 * went wrong, to the log.
 */
final class Journal implements ConnectionListener, Refusals, RemoteListener {

	private static final Logger LOGGER = LoggerFactory.getLogger("dev.stompbox.journal");

	/** Of what went wrong more is kept, and never pushed out by who comes and goes. */
	private static final int WRONG = 40;

	private static final int USUAL = 10;

	private final Deque<Incident> wrong = new ArrayDeque<>(WRONG);

	private final Deque<Incident> usual = new ArrayDeque<>(USUAL);

	private final Consumer<Incident> told;

	private long seq;

	Journal(Consumer<Incident> told) {
		this.told = told;
	}

	/** The last incidents, the newest last. */
	synchronized List<Incident> last() {
		return Stream.concat(this.wrong.stream(), this.usual.stream())
			.sorted(Comparator.comparingLong(Incident::seq))
			.toList();
	}

	void started(String sentence) {
		add((seq, now) -> new Incident(seq, now, "start", null, null, null, sentence, null, null));
	}

	@Override
	public void opened(Connection connection) {
		ConnectionInfo info = connection.info();
		String sentence = "A connection for " + info.transport() + " from " + info.remote();
		add((seq, now) -> new Incident(seq, now, "open", null, info.id(), null, sentence, null, null));
	}

	@Override
	public void closed(Connection connection, Closed why) {
		ConnectionInfo info = connection.info();
		CloseReason reason = why.reason();
		String kind = (reason == CloseReason.SLOW) ? "slow" : "close";
		String code = reason.notable() ? why.code() : null;
		add((seq, now) -> new Incident(seq, now, kind, code, info.id(), info.caller(), why.detail(), why.limit(),
				why.property()));
		if (reason.notable()) {
			LOGGER.info("close id={} caller={} via={} from={} code={} cause=\"{}\"{}", info.id(), info.caller(),
					info.transport(), info.remote(), why.code(), why.detail(), cure(why));
		}
		else {
			LOGGER.debug("close id={} via={} cause=\"{}\"", info.id(), info.transport(), why.detail());
		}
	}

	private static String cure(Closed why) {
		return (why.property() != null) ? " limit=\"" + why.limit() + "\" property=" + why.property() : "";
	}

	@Override
	public void refused(String where, Refused refused) {
		String sentence = refused.detail() + " (" + where + ")";
		String code = refused.code().code();
		add((seq, now) -> new Incident(seq, now, "refuse", code, null, null, sentence, refused.limit(),
				refused.property()));
		LOGGER.info("refuse from={} code={} cause=\"{}\"", where, refused.code().code(), refused.detail());
	}

	// Whoever says these two has logged them.
	@Override
	public void away(Refused why) {
		add((seq, now) -> new Incident(seq, now, "refuse", why.code().code(), null, null,
				why.detail() + ' ' + why.hint(), why.limit(), why.property()));
	}

	@Override
	public void back(String sentence) {
		add((seq, now) -> new Incident(seq, now, "start", null, null, null, sentence, null, null));
	}

	@FunctionalInterface
	private interface Numbered {

		Incident incident(long seq, long now);

	}

	private void add(Numbered numbered) {
		Incident incident;
		synchronized (this) {
			incident = numbered.incident(++this.seq, System.currentTimeMillis());
			Deque<Incident> ring = (incident.code() != null) ? this.wrong : this.usual;
			if (ring.size() == ((ring == this.wrong) ? WRONG : USUAL)) {
				ring.removeFirst();
			}
			ring.addLast(incident);
		}
		this.told.accept(incident);
	}

}
