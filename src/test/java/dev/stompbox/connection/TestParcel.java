package dev.stompbox.connection;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A numbered parcel, whose bytes say of which lane it is, its number, and how many were
 * lost before it.
 */
record TestParcel(String lane, long number, Parcel.Overflow overflow, @Nullable Object key, int size,
		AtomicLong lost) implements Parcel {

	@Override
	public Payload payload() {
		return payload(0);
	}

	@Override
	public Payload payload(long dropped) {
		return Payload.of(Payload.Kind.TEXT, new Came(this.lane, this.number, dropped, key()).bytes(this.size));
	}

	@Override
	public void dropped() {
		this.lost.incrementAndGet();
	}

	/** What of a parcel came to the client. */
	record Came(String lane, long number, long dropped, @Nullable Object key) {

		private byte[] bytes(int size) {
			String text = this.lane + ',' + this.number + ',' + this.dropped + ',' + this.key + ',';
			return (text + "x".repeat(Math.max(0, size - text.length())))
				.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
		}

		static Came read(String text) {
			String[] parts = text.split(",", 5);
			return new Came(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]);
		}

	}

}
