package dev.stompbox.connection;

/**
 * How long something takes to be complete that a client has begun, a frame for example.
 * Who goes on at {@link #LEAST} bytes a second on average is slow and may be; who sends a
 * byte now and then holds a place for nothing. Used by the clock's thread alone.
 */
final class Unfinished {

	/** Bytes per second that count as going on. */
	static final int LEAST = 1024;

	private long which;

	private long since;

	private long bytesThen;

	/**
	 * Whether it takes too long.
	 * @param which what is not complete, each with a number of its own; 0 for nothing
	 * @param bytes how many bytes came from the client so far
	 * @param now of {@link System#nanoTime()}
	 * @param most how long it may take, ns
	 */
	boolean over(long which, long bytes, long now, long most) {
		if (which == 0 || which != this.which) {
			begin(which, bytes, now);
			return false;
		}
		if (now - this.since <= most) {
			return false;
		}
		if ((double) (bytes - this.bytesThen) < (double) LEAST * most / 1_000_000_000) {
			return true;
		}
		begin(which, bytes, now);
		return false;
	}

	private void begin(long which, long bytes, long now) {
		this.which = which;
		this.since = now;
		this.bytesThen = bytes;
	}

}
