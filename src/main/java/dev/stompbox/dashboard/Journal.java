package dev.stompbox.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.stompbox.access.Refusals;
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
final class Journal implements ConnectionListener, Refusals {

	private static final Logger LOGGER = LoggerFactory.getLogger("dev.stompbox.journal");

	private static final int KEPT = 50;

	private final Deque<Incident> last = new ArrayDeque<>(KEPT);

	private final Consumer<Incident> told;

	private long seq;

	Journal(Consumer<Incident> told) {
		this.told = told;
	}

	/** The last incidents, the newest last. */
	synchronized List<Incident> last() {
		return List.copyOf(this.last);
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
	public void refused(String remote, Refused refused) {
		String sentence = refused.detail() + " (" + remote + ")";
		String code = refused.code().code();
		add((seq, now) -> new Incident(seq, now, "refuse", code, null, null, sentence, null, null));
		LOGGER.info("refuse from={} code={} cause=\"{}\"", remote, refused.code().code(), refused.detail());
	}

	@FunctionalInterface
	private interface Numbered {

		Incident incident(long seq, long now);

	}

	private void add(Numbered numbered) {
		Incident incident;
		synchronized (this) {
			incident = numbered.incident(++this.seq, System.currentTimeMillis());
			if (this.last.size() == KEPT) {
				this.last.removeFirst();
			}
			this.last.addLast(incident);
		}
		this.told.accept(incident);
	}

}
