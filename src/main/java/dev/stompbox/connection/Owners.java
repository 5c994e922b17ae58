package dev.stompbox.connection;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Whose connections are whose, as far as somebody can say that a caller's time is over:
 * at each tick of the clock it is asked, so that a connection ends whether its client
 * talks or not.
 */
public final class Owners {

	private final Map<Connection, Principal> owners = new ConcurrentHashMap<>();

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

	void tick() {
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
