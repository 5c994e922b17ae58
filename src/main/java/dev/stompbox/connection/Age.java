package dev.stompbox.connection;

/**
 * How long bytes wait in a queue, without a time for each: a mark is set behind what
 * waits, and the next when all before it has gone. So what waits too long is noticed
 * before it has waited for twice as long as it may.
 */
final class Age {

	/** Of all bytes that ever came, how many were there when the mark was set. */
	private long mark;

	private long markedAt;

	/**
	 * For how long something has been waiting at least, ns.
	 * @param gone as for {@link #over}
	 */
	long waited(long gone, long waiting, long now) {
		return (waiting > 0 && gone < this.mark) ? now - this.markedAt : 0;
	}

	/**
	 * Whether something has been waiting for longer than {@code most}.
	 * @param gone how many bytes have gone so far
	 * @param waiting how many wait
	 * @param now when that is, of {@link System#nanoTime()}
	 * @param most ns
	 */
	boolean over(long gone, long waiting, long now, long most) {
		if (waiting == 0 || gone >= this.mark) {
			this.mark = gone + waiting;
			this.markedAt = now;
		}
		return waiting > 0 && now - this.markedAt > most;
	}

}
