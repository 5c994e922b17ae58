package dev.stompbox.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Names and values in the order in which they came. Of a repeated name the first value
 * counts (STOMP 1.2, "Repeated Header Entries"). Immutable.
 */
public final class Headers {

	private static final Set<String> SERVERS = Set.of("destination", "content-type", "content-length", "receipt",
			"transaction", "idempotency-key", "message-id", "subscription", "ack", "timestamp", "user-name", "login",
			"passcode", "Authorization", "authorization", "redelivered", "deliveries", "dropped", "persistent");

	/** No headers. */
	public static final Headers NONE = new Headers(List.of());

	// name, value, name, value: one list instead of an object per header
	private final List<String> entries;

	private Headers(List<String> entries) {
		this.entries = entries;
	}

	/**
	 * Whether a header is for the server, or its place in what subscribers get is the
	 * server's: a publisher's does not travel.
	 */
	public static boolean isServers(String name) {
		return SERVERS.contains(name);
	}

	/** A builder with room for {@code expected} headers. */
	public static Builder builder(int expected) {
		return new Builder(expected);
	}

	/** The first value of {@code name}, or {@code null}. */
	public @Nullable String get(String name) {
		for (int i = 0; i < this.entries.size(); i += 2) {
			if (this.entries.get(i).equals(name)) {
				return this.entries.get(i + 1);
			}
		}
		return null;
	}

	/** How many headers there are, repeated ones included. */
	public int size() {
		return this.entries.size() / 2;
	}

	/** Calls {@code action} with each name and value, repeated names included. */
	public void forEach(BiConsumer<String, String> action) {
		for (int i = 0; i < this.entries.size(); i += 2) {
			action.accept(this.entries.get(i), this.entries.get(i + 1));
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Headers that && this.entries.equals(that.entries);
	}

	@Override
	public int hashCode() {
		return this.entries.hashCode();
	}

	@Override
	public String toString() {
		return this.entries.toString();
	}

	/** Collects headers. */
	public static final class Builder {

		private final List<String> entries;

		private Builder(int expected) {
			this.entries = new ArrayList<>(expected * 2);
		}

		/** Adds a header after those that are there. */
		public Builder add(String name, String value) {
			this.entries.add(name);
			this.entries.add(value);
			return this;
		}

		/** How many have been added. */
		public int size() {
			return this.entries.size() / 2;
		}

		/** The headers; the builder must not be used afterwards. */
		public Headers build() {
			return this.entries.isEmpty() ? NONE : new Headers(this.entries);
		}

	}

}
