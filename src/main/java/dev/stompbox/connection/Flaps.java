package dev.stompbox.connection;

/**
 * One caller's connections at one address that ended right after they were opened.
 * Guarded by its owner.
 */
final class Flaps {

	private final long window;

	private final long hold;

	private long since;

	private int count;

	private long heldUntil;

	private boolean held;

	/**
	 * @param window the time in which they are counted, ns
	 * @param hold how long who had more is held off, ns
	 */
	Flaps(long window, long hold, long now) {
		this.window = window;
		this.hold = hold;
		this.since = now;
	}

	/** Counts one more; holds off from the {@code most}th on. */
	void count(int most, long now) {
		if (now - this.since > this.window) {
			this.since = now;
			this.count = 0;
		}
		if (++this.count >= most) {
			this.held = true;
			this.heldUntil = now + this.hold;
			this.count = 0;
			this.since = now;
		}
	}

	/** How long it is held off yet, ns; 0 when it is not. */
	long heldFor(long now) {
		this.held = this.held && this.heldUntil - now > 0;
		return this.held ? this.heldUntil - now : 0;
	}

	/** Whether nothing of it matters any more. */
	boolean over(long now) {
		return heldFor(now) == 0 && now - this.since > this.window;
	}

}
