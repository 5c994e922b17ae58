package dev.stompbox.connection;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose connections are whose, as far as somebody can say that a caller's time is over:
 * at each tick of the clock it is asked, so that a connection ends whether its client
 * talks or not.
 */
public final class Owners {

	private static final Logger LOGGER = LoggerFactory.getLogger(Owners.class);

	private final Map<Connection, Principal> owners = new ConcurrentHashMap<>();

	private final List<Runnable> others = new CopyOnWriteArrayList<>();

	private volatile Judge judge = (caller) -> null;

	/** Knows when a caller's time is over. */
	@FunctionalInterface
	public interface Judge {

		/**
		 * Why a caller's connections end, or {@code null} while they may stay. Asked a
		 * few times a second for each connection; must not block.
		 */
		@Nullable Closed judge(Principal caller);

	}

	/** From now on asks {@code judge}. */
	public void judgeBy(Judge judge) {
		this.judge = judge;
	}

	/** Says whose a connection is; who said it before is forgotten. */
	public void own(Connection connection, Principal caller) {
		this.owners.put(connection, caller);
	}

	/**
	 * From now on runs {@code look} at each tick too: who has something of callers' that
	 * is no connection, as a request that waits, judges it there. It must not block.
	 */
	public void alsoLook(Runnable look) {
		this.others.add(look);
	}

	void tick() {
		for (Runnable look : this.others) {
			try {
				look.run();
			}
			catch (RuntimeException ex) {
				LOGGER.error("The clock failed on what waits", ex);
			}
		}
		Judge asked = this.judge;
		this.owners.forEach((connection, caller) -> {
			Closed why = (connection.closed() == null) ? asked.judge(caller) : null;
			if (why != null) {
				connection.close(why);
			}
			if (connection.closed() != null) {
				this.owners.remove(connection);
			}
		});
	}

}
