package dev.stompbox.connection;

/** Sums over the connections of one edge. */
public final class Traffic {

	int open;

	private long messagesIn;

	private long bytesIn;

	private long messagesOut;

	private long bytesOut;

	synchronized void add(ConnectionInfo info) {
		this.messagesIn += info.messagesIn();
		this.bytesIn += info.bytesIn();
		this.messagesOut += info.messagesOut();
		this.bytesOut += info.bytesOut();
	}

	synchronized void addIn(long bytes) {
		this.messagesIn++;
		this.bytesIn += bytes;
	}

	synchronized void add(Traffic other) {
		this.messagesIn += other.messagesIn;
		this.bytesIn += other.bytesIn;
		this.messagesOut += other.messagesOut;
		this.bytesOut += other.bytesOut;
	}

	/** Connections that are open. */
	public int open() {
		return this.open;
	}

	/** Messages read. */
	public long messagesIn() {
		return this.messagesIn;
	}

	/** Bytes read. */
	public long bytesIn() {
		return this.bytesIn;
	}

	/** Messages queued to be written. */
	public long messagesOut() {
		return this.messagesOut;
	}

	/** Bytes written. */
	public long bytesOut() {
		return this.bytesOut;
	}

}
