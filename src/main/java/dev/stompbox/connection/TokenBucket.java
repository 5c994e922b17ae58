package dev.stompbox.connection;

/**
 * Lets so much through per second, and as much at once as was not used in the seconds
 * before. Spending needs no clock as long as something is left. Confined to one thread at
 * a time.
 */
final class TokenBucket {

	private static final long SECOND = 1_000_000_000L;

	private final long rate;

	private final long most;

	private long left;

	private long filledAt;

	/**
	 * A full bucket.
	 * @param rate per second
	 * @param seconds how many seconds' worth it holds
	 * @param now of {@link System#nanoTime()}
	 */
	TokenBucket(long rate, int seconds, long now) {
		this.rate = rate;
		this.most = rate * seconds;
		this.left = this.most;
		this.filledAt = now;
	}

	/** Takes one, if there is one. */
	boolean take(long now) {
		if (this.left < 1) {
			fill(now);
		}
		if (this.left < 1) {
			return false;
		}
		this.left--;
		return true;
	}

	/** Takes {@code count}, which may be more than there is. */
	void spend(long count) {
		this.left -= count;
	}

	/** Whether nothing is left, as of the last {@link #fill}. */
	boolean isEmpty() {
		return this.left <= 0;
	}

	/** Puts in what is due by now. */
	void fill(long now) {
		long passed = now - this.filledAt;
		// So long that it is full in any case; also keeps the product below in range.
		long enough = (this.most - this.left) / this.rate * SECOND + SECOND;
		if (passed >= enough) {
			this.left = this.most;
			this.filledAt = now;
			return;
		}
		long due = (long) ((double) passed * this.rate / SECOND);
		if (due > 0) {
			this.left = Math.min(this.most, this.left + due);
			this.filledAt += (long) ((double) due * SECOND / this.rate);
		}
	}

	/** Whether nothing was taken for so long that it is full. */
	boolean isFull(long now) {
		fill(now);
		return this.left == this.most;
	}

	/** How long until there are {@code count}, ns. */
	long until(long count, long now) {
		fill(now);
		return (this.left >= count) ? 0 : (long) Math.ceil((double) (count - this.left) * SECOND / this.rate);
	}

}
