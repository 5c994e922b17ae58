package dev.stompbox.connection;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The connections that somebody looks at closely. A few at most, and only as long as they
 * are looked at: all others pay nothing for it.
 *
 * <p>
 * Lock: the monitor; a {@link Tracer}'s is taken inside.
 */
final class Tracing {

	/** The one that was looked at first is given up for one more. */
	static final int MOST = 20;

	private final Map<Connection, Tracer> looked = new LinkedHashMap<>();

	/** What was seen since somebody looked at it first; nothing the first time. */
	Trace look(Connection connection, long now) {
		Tracer tracer;
		Trace seen;
		synchronized (this) {
			tracer = this.looked.computeIfAbsent(connection, (its) -> new Tracer());
			connection.tracer(tracer);
			seen = tracer.look(now);
			if (this.looked.size() > MOST) {
				Iterator<Connection> first = this.looked.keySet().iterator();
				first.next().tracer(null);
				first.remove();
			}
		}
		// Not to who is slow: a ping could be what is too much for it.
		if (connection.hasRoom() && tracer.pings(now)) {
			connection.ping();
		}
		return seen;
	}

	/** Gives up what nobody looks at any more. */
	synchronized void tick(long now) {
		this.looked.entrySet().removeIf((each) -> {
			boolean over = each.getKey().closed() != null || each.getValue().isOver(now);
			if (over) {
				each.getKey().tracer(null);
			}
			return over;
		});
	}

	synchronized int size() {
		return this.looked.size();
	}

}
