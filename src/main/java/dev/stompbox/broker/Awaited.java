package dev.stompbox.broker;

import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Waits for what becomes of a publication. */
final class Awaited implements Outcome {

	private final CountDownLatch told = new CountDownLatch(1);

	private volatile @Nullable Published published;

	private volatile @Nullable Refused refused;

	@Override
	public void published(Published published) {
		this.published = published;
		this.told.countDown();
	}

	@Override
	public void refused(Refused why) {
		this.refused = why;
		this.told.countDown();
	}

	/**
	 * What it became. Not to be called with a lock held.
	 * @throws Refused when it was
	 */
	Published get() {
		try {
			this.told.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Refused(ErrorCode.GOING_AWAY, "The server is going away.", "Send it again in a few seconds.");
		}
		Refused why = this.refused;
		Published done = this.published;
		if (why != null || done == null) {
			throw (why != null) ? why : new IllegalStateException("told nothing");
		}
		return done;
	}

}
