package dev.stompbox.broker;

/** How many there were in the last full second. Guarded by its owner's lock. */
final class Rate {

	private static final long SECOND = 1000;

	private long second;

	private long inThis;

	private long inLast;

	/** Counts {@code more} at {@code now}, epoch milliseconds. */
	void add(long now, long more) {
		turnTo(now / SECOND);
		this.inThis += more;
	}

	/** How many there were in the last full second before {@code now}. */
	long perSecond(long now) {
		turnTo(now / SECOND);
		return this.inLast;
	}

	// A clock that is set back goes on in the second that it was in.
	private void turnTo(long current) {
		if (current > this.second) {
			this.inLast = (current == this.second + 1) ? this.inThis : 0;
			this.inThis = 0;
			this.second = current;
		}
	}

}
