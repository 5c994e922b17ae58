package dev.stompbox.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * Counts wrong tokens and passcodes by address, and lets an address guess no further for
 * the rest of a minute. Signed tokens are not counted: a signature is not to be guessed,
 * and clients whose token has expired try again by themselves. Of an IPv6 address the
 * first 64 bits count, since who has it chooses the others freely (RFC 4291 §2.5.4).
 * Bounded; the address that guessed longest ago is forgotten first.
 */
final class Guesses {

	private static final long WINDOW = Duration.ofMinutes(1).toNanos();

	private static final int MOST_ADDRESSES = 10_000;

	private static final int IPV6_BYTES = 16;

	private final int most;

	private final Map<String, Guessed> byAddress = new LinkedHashMap<>();

	private volatile boolean none = true;

	/**
	 * @param most wrong ones in a minute, from one address; 0 for any number
	 */
	Guesses(int most) {
		this.most = most;
	}

	private record Guessed(long since, int count) {
	}

	/**
	 * Asks whether an address may try.
	 * @throws Refused {@link ErrorCode#TOO_MANY_GUESSES} when not
	 */
	void check(String address, long now) {
		if (this.none || this.most == 0) {
			return;
		}
		synchronized (this.byAddress) {
			Guessed guessed = this.byAddress.get(network(address));
			if (guessed != null && guessed.count >= this.most && now - guessed.since < WINDOW) {
				throw new Refused(ErrorCode.TOO_MANY_GUESSES,
						"From this address came " + this.most + " wrong tokens within a minute.",
						"Wait a minute, and send the right one.")
					.at(this.most + " in a minute", "stompbox.access.wrong-tokens");
			}
		}
	}

	/** A wrong one came from an address. */
	void wrong(String from, long now) {
		String address = network(from);
		synchronized (this.byAddress) {
			Guessed before = this.byAddress.remove(address);
			boolean goesOn = before != null && now - before.since < WINDOW;
			this.byAddress.put(address, goesOn ? new Guessed(before.since, before.count + 1) : new Guessed(now, 1));
			Iterator<Guessed> oldest = this.byAddress.values().iterator();
			if (this.byAddress.size() > MOST_ADDRESSES && oldest.hasNext()) {
				oldest.next();
				oldest.remove();
			}
			this.none = false;
		}
	}

	/** Nothing is looked up: what has a colon and is no address is taken as it is. */
	private static String network(String address) {
		if (address.indexOf(':') < 0) {
			return address;
		}
		try {
			byte[] bytes = InetAddress.getByName(address).getAddress();
			return (bytes.length == IPV6_BYTES) ? HexFormat.of().formatHex(bytes, 0, IPV6_BYTES / 2) : address;
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

}
