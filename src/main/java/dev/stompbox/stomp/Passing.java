package dev.stompbox.stomp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.stompbox.connection.Burst;
import dev.stompbox.connection.Connection;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Refused;

/**
 * One client's way to the broker that keeps the topics: opened by the first frame that
 * needs it, and never holding more than the client may have waiting. What cannot be
 * passed on yet keeps the client from being read.
 *
 * <p>
 * Lock: its monitor, for the link and what waits for it; nothing is taken inside but an
 * outbox's.
 */
final class Passing implements Upstream.Listener {

	/** Bytes on the way to the other broker above which the client is not read. */
	private static final long MOST_PENDING = 256 * 1024;

	/** What the session makes of what comes back. */
	interface Session {

		void receipt(String id);

		void fail(Refused why);

	}

	private final Upstream upstream;

	private final Connection connection;

	private final Session session;

	private final Subscriptions subscriptions;

	private final Queue<Step.Pass> waiting = new ArrayDeque<>();

	private Version version = Version.V1_0;

	private Upstream.@Nullable Link link;

	private boolean opened;

	private boolean over;

	Passing(Upstream upstream, Connection connection, Session session, Subscriptions subscriptions) {
		this.upstream = upstream;
		this.connection = connection;
		this.session = session;
		this.subscriptions = subscriptions;
	}

	void begin(Version version) {
		this.version = version;
	}

	/**
	 * Passes a frame on, now or as soon as there is a link.
	 * @throws Refused when the other broker is known to be away
	 */
	synchronized void pass(Step.Pass frame) {
		if (this.over) {
			return;
		}
		if (this.link == null) {
			this.link = this.upstream.open(this.version.toString(), this);
		}
		this.waiting.add(frame);
		flush();
	}

	private void flush() {
		Upstream.Link to = this.link;
		if (to == null) {
			return;
		}
		if (this.opened) {
			// One by one, since a link may say within the call that it has written.
			for (Step.Pass next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
				to.pass(next.command(), next.headers(), next.body());
			}
		}
		this.connection.holdReading(!this.opened || to.pending() > MOST_PENDING);
	}

	/** Whether there is a link, or will be one. */
	synchronized boolean linked() {
		return this.link != null && !this.over;
	}

	/** Ends the link; nothing comes back afterwards. */
	void end() {
		Upstream.Link to;
		synchronized (this) {
			this.over = true;
			to = this.link;
			this.waiting.clear();
		}
		if (to != null) {
			to.close();
		}
	}

	@Override
	public synchronized void opened() {
		this.opened = true;
		flush();
	}

	@Override
	public void message(Headers headers, byte[] body) {
		String id = headers.get(HeaderNames.SUBSCRIPTION);
		StompSubscription subscription = (id != null) ? this.subscriptions.find(id) : null;
		if (subscription != null) {
			inBurst((bytes) -> this.connection.send(subscription.form().of(headers, bytes)), body);
		}
	}

	@Override
	public void receipt(String id) {
		inBurst(this.session::receipt, id);
	}

	private static <T> void inBurst(Consumer<T> action, T value) {
		try (Burst burst = Burst.open()) {
			action.accept(value);
		}
	}

	@Override
	public synchronized void written() {
		flush();
	}

	@Override
	public void failed(Refused why) {
		synchronized (this) {
			if (this.over) {
				return;
			}
			this.over = true;
		}
		this.connection.holdReading(false);
		this.session.fail(why);
	}

}
