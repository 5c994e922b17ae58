package dev.stompbox.connection;

import org.jspecify.annotations.Nullable;

/**
 * How fast a client sends. It is not closed for sending too fast: it is not read for a
 * moment, so that TCP slows it down, and loses nothing. Used by the thread that reads;
 * {@link #isOver} and {@link #resume} by any.
 */
final class Pace {

	/** How much a client may have saved up. */
	private static final int BURST_SECONDS = 2;

	/** What has to be there before reading goes on, so that it does not stutter. */
	private static final int RESUME_WITH = 10;

	private final @Nullable TokenBucket frames;

	private final @Nullable TokenBucket bytes;

	private final RateLimits limits;

	private volatile long resumeAt;

	private volatile boolean over;

	private Overload cause = Overload.FRAMES;

	Pace(RateLimits limits, long now) {
		this.limits = limits;
		this.frames = (limits.frames() > 0) ? new TokenBucket(limits.frames(), BURST_SECONDS, now) : null;
		this.bytes = (limits.bytes() > 0) ? new TokenBucket(limits.bytes(), BURST_SECONDS, now) : null;
	}

	/** Counts a frame; answers whether it is the one that was too much. */
	boolean frame() {
		return this.frames != null && spend(this.frames, 1, this.limits.frames(), Overload.FRAMES);
	}

	/** Counts bytes; answers whether these were too much. */
	boolean bytes(int count) {
		return this.bytes != null && spend(this.bytes, count, this.limits.bytes(), Overload.BYTES);
	}

	private boolean spend(TokenBucket bucket, int count, long rate, Overload which) {
		bucket.spend(count);
		if (!bucket.isEmpty()) {
			return false;
		}
		return runsDry(bucket, rate, which, System.nanoTime());
	}

	private boolean runsDry(TokenBucket bucket, long rate, Overload which, long now) {
		bucket.fill(now);
		if (!bucket.isEmpty()) {
			return false;
		}
		long wait = bucket.until(Math.max(1, rate / RESUME_WITH), now);
		boolean first = !this.over;
		this.resumeAt = first ? now + wait : Math.max(this.resumeAt, now + wait);
		this.cause = first ? which : this.cause;
		this.over = true;
		return first;
	}

	/** Whether the client is not to be read now. */
	boolean isOver() {
		return this.over;
	}

	/** Lets it be read again when it is time; answers whether that is now. */
	boolean resume(long now) {
		if (!this.over || now - this.resumeAt < 0) {
			return false;
		}
		this.over = false;
		return true;
	}

	/** What is told of it. */
	Notice notice() {
		boolean byFrames = this.cause == Overload.FRAMES;
		String rate = byFrames ? this.limits.frames() + " frames/s" : Sizes.text(this.limits.bytes()) + "/s";
		return new Notice(this.cause, "Sends more than " + rate + "; it is read more slowly", rate,
				byFrames ? "stompbox.limits.frame-rate" : "stompbox.limits.byte-rate");
	}

}
