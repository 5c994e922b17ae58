package dev.stompbox.stomp;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Keepalive;
import dev.stompbox.connection.Payload;

/** Keeps what was agreed on about heart-beats. Used by the clock's thread alone. */
final class Liveness {

	/**
	 * A promise to be heard from is broken when nothing came for this many times the
	 * agreed interval.
	 */
	private static final double TOLERANCE = 2.5;

	private final Connection connection;

	private final HeartBeat agreed;

	private final Payload beat;

	private long sentAtLastBeat;

	/** After which sign of life the client was asked for the next. */
	private long askedAfter;

	private long lastBeat = System.nanoTime();

	/**
	 * @param connection whose
	 * @param agreed what was agreed on
	 * @param beat a heart-beat, as the client takes it
	 */
	Liveness(Connection connection, HeartBeat agreed, Payload beat) {
		this.connection = connection;
		this.agreed = agreed;
		this.beat = beat;
	}

	/** Whether the client was promised heart-beats. */
	boolean promised() {
		return this.agreed.sendEvery() > 0;
	}

	void tick(long now) {
		if (promised()) {
			beat(now, this.agreed.sendEvery());
		}
		if (this.agreed.expectEvery() > 0 && this.connection.mayRead()) {
			listen(now, this.agreed.expectEvery());
		}
	}

	/**
	 * Any frame counts as a heart-beat. What only WebSocket sees does not: the client
	 * never hears of a ping.
	 */
	private void beat(long now, long everyMillis) {
		long sent = this.connection.sent();
		if (sent != this.sentAtLastBeat) {
			this.sentAtLastBeat = sent;
			this.lastBeat = now;
		}
		else if (now - this.lastBeat >= everyMillis * 1_000_000 - 2 * Keepalive.TICK.toNanos()) {
			this.lastBeat = now;
			this.connection.send(this.beat);
		}
	}

	/**
	 * Anything that was read counts too. A browser throttles the timers of a tab in the
	 * background, but answers a ping all the same: so the client is asked before it is
	 * given up.
	 */
	private void listen(long now, long everyMillis) {
		double silent = (now - this.connection.lastRead()) / 1e6 / everyMillis;
		if (silent > TOLERANCE) {
			String limit = everyMillis + " ms";
			this.connection
				.close(Closed.limit(CloseReason.SILENT, "Nothing came for %d ms; a heart-beat was promised every %s"
					.formatted((long) (silent * everyMillis), limit), limit, "stompbox.limits.heart-beat"));
		}
		else if (silent > 1.25 && this.askedAfter != this.connection.lastRead()) {
			this.askedAfter = this.connection.lastRead();
			this.connection.ping();
		}
	}

}
