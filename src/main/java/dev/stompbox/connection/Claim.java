package dev.stompbox.connection;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/** A connection's place in the counts of its address and its caller. */
final class Claim {

	private final Admission admission;

	private final InetAddress address;

	private final long since = System.nanoTime();

	private @Nullable String caller;

	private boolean over;

	Claim(Admission admission, InetAddress address) {
		this.admission = admission;
		this.address = address;
		admission.opened(address);
	}

	/** Counts it as {@code name}'s; answers why that cannot be. */
	synchronized @Nullable Denied by(String name) {
		if (this.over) {
			return null;
		}
		Denied denied = this.admission.claim(this.address, name, this.caller);
		if (denied == null) {
			this.caller = name;
		}
		return denied;
	}

	/**
	 * Takes it out of the counts.
	 * @param clients whether it ended by the client's doing
	 */
	synchronized void end(boolean clients) {
		if (!this.over) {
			this.over = true;
			this.admission.left(this.address, this.caller, clients && System.nanoTime() - this.since < Admission.SHORT);
		}
	}

}
