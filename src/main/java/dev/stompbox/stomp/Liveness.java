package dev.stompbox.stomp;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Keepalive;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;

/** Keeps what was agreed on about heart-beats. Used by the clock's thread alone. */
final class Liveness {

	private static final byte[] HEART_BEAT = { '\n' };

	private static final Payload TEXT_BEAT = Payload.of(Kind.TEXT, HEART_BEAT);

	private static final Payload BINARY_BEAT = Payload.of(Kind.BINARY, HEART_BEAT);

	/**
	 * A promise to be heard from is broken when nothing came for this many times the
	 * agreed interval.
	 */
	private static final double TOLERANCE = 2.5;

	private final Connection connection;

	private final HeartBeat agreed;

	private final Payload beat;

	private long writtenAtLastBeat;

	/** After which sign of life the client was asked for the next. */
	private long askedAfter;

	private long lastBeat = System.nanoTime();

	/**
	 * @param connection whose
	 * @param agreed what was agreed on
	 * @param text whether the client talks in text messages
	 */
	Liveness(Connection connection, HeartBeat agreed, boolean text) {
		this.connection = connection;
		this.agreed = agreed;
		this.beat = text ? TEXT_BEAT : BINARY_BEAT;
	}

	void tick(long now) {
		if (this.agreed.sendEvery() > 0) {
			beat(now, this.agreed.sendEvery());
		}
		if (this.agreed.expectEvery() > 0 && this.connection.mayRead()) {
			listen(now, this.agreed.expectEvery());
		}
	}

	/** Anything that was written counts as a heart-beat. */
	private void beat(long now, long everyMillis) {
		long written = this.connection.written();
		if (written != this.writtenAtLastBeat) {
			this.writtenAtLastBeat = written;
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
