package dev.stompbox.relay;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;
import dev.stompbox.stomp.Upstream;

/** Notes what a link tells, in its order; {@code written} is only counted. */
class LinkListener implements Upstream.Listener {

	private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

	final AtomicInteger written = new AtomicInteger();

	/**
	 * What was told.
	 *
	 * @param what the method
	 * @param headers of a message
	 * @param text of a message, or a receipt's id
	 * @param refused why the link is no more
	 */
	record Told(String what, Headers headers, String text, Refused refused) {
	}

	@Override
	public void opened() {
		this.told.add(new Told("opened", Headers.NONE, "", null));
	}

	@Override
	public void message(Headers headers, byte[] body) {
		this.told.add(new Told("message", headers, new String(body), null));
	}

	@Override
	public void receipt(String id) {
		this.told.add(new Told("receipt", Headers.NONE, id, null));
	}

	@Override
	public void written() {
		this.written.incrementAndGet();
	}

	@Override
	public void failed(Refused why) {
		this.told.add(new Told("failed", Headers.NONE, why.detail(), why));
	}

	/** The next thing that is told, which has to be this. */
	Told next(String what) {
		Told next = next();
		if (!next.what().equals(what)) {
			throw new AssertionError("Not " + what + " but " + next);
		}
		return next;
	}

	Told next() {
		try {
			Told next = this.told.poll(30, TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("Nothing was told in 30 s");
			}
			return next;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** How much was told that nobody has asked for. */
	int unasked() {
		return this.told.size();
	}

}
