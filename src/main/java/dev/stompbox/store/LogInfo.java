package dev.stompbox.store;

/** What is known of one log: of the store's lock, and read by who has been told of it. */
public final class LogInfo {

	private final String name;

	private volatile String epoch = "";

	private volatile long next = 1;

	private volatile long lastTime;

	private volatile long purged;

	LogInfo(String name) {
		this.name = name;
	}

	/** Takes in what a segment has, the oldest first. */
	void add(Part part) {
		of(part.epoch);
		this.next = Math.max(this.next, part.last + 1);
		this.lastTime = Math.max(this.lastTime, part.lastTime);
		this.purged = Math.max(this.purged, part.purged);
	}

	/** Takes in a committed entry. */
	void add(Entry entry) {
		of(entry.epoch());
		if (entry.kind() == Entry.Kind.MESSAGE) {
			this.next = entry.offset() + 1;
			this.lastTime = entry.timestamp();
		}
		else if (entry.kind() == Entry.Kind.PURGED) {
			this.purged = Math.max(this.purged, entry.offset());
		}
	}

	private void of(String its) {
		if (!its.equals(this.epoch)) {
			this.epoch = its;
			this.next = 1;
			this.purged = 0;
		}
	}

	/** Whose it is. */
	public String name() {
		return this.name;
	}

	/** The epoch of its positions; empty when nothing was ever written to it. */
	public String epoch() {
		return this.epoch;
	}

	/** The offset that its next message gets. */
	public long next() {
		return this.next;
	}

	/** When its last message was accepted, epoch ms. */
	public long lastTime() {
		return this.lastTime;
	}

	/** Up to this offset all was thrown away; 0 for nothing. */
	public long purged() {
		return this.purged;
	}

}
