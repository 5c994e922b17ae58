package dev.stompbox.connection;

/**
 * What one client has the server keep for as long as the client wants: subscriptions,
 * open transactions, messages that wait for its acknowledgement, frames that it has
 * begun. Of each alone a limit is told where it is asked for; this is for all of them
 * together. Safe on any thread.
 *
 * <p>
 * Lock: its monitor, for a field; nothing is taken inside.
 */
public final class Holdings {

	private final HoldingsTotal total;

	private long bytes;

	private boolean over;

	Holdings(HoldingsTotal total) {
		this.total = total;
	}

	/**
	 * Notes that it is so many bytes more, or less. Never refuses: when all clients
	 * together hold too much, those go that hold most.
	 */
	public void add(long more) {
		synchronized (this) {
			if (this.over) {
				return;
			}
			this.bytes += more;
		}
		this.total.moved(more);
	}

	/** The client is gone, and all of it with it. */
	void end() {
		long left;
		synchronized (this) {
			left = this.over ? 0 : this.bytes;
			this.over = true;
			this.bytes = 0;
		}
		this.total.moved(-left);
	}

	synchronized long bytes() {
		return this.bytes;
	}

}
