package dev.stompbox.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as people write them: those of IPv6 in the short form of RFC 5952. */
public final class Addresses {

	/** Two zeros or more in what Java writes, which leaves no group out. */
	private static final Pattern ZEROS = Pattern.compile("(?<![^:])0(?::0)+(?![^:%])");

	private static final Pattern PORT = Pattern.compile(":\\d+$");

	private Addresses() {
	}

	/**
	 * For example {@code 10.0.4.17:5120} or {@code [::1]:5120}; without a port that a
	 * proxy has and has not said.
	 */
	public static String text(InetSocketAddress address) {
		InetAddress host = address.getAddress();
		if (host == null) {
			return address.getHostString() + ':' + address.getPort();
		}
		String text = text(host);
		if (host instanceof Inet6Address) {
			text = '[' + text + ']';
		}
		return (address.getPort() != 0) ? text + ':' + address.getPort() : text;
	}

	/** For example {@code 10.0.4.17} or {@code 2001:db8::1}. */
	static String text(InetAddress address) {
		String text = address.getHostAddress();
		return (address instanceof Inet6Address) ? shortened(text) : text;
	}

	/**
	 * What {@link #text(InetSocketAddress)} has written, without the port, if there is
	 * one.
	 */
	public static String host(String text) {
		return PORT.matcher(text).replaceFirst("");
	}

	/** The longest zeros are left out; of equally long ones the first (RFC 5952 §4.2). */
	private static String shortened(String text) {
		int from = 0;
		int to = 0;
		for (Matcher zeros = ZEROS.matcher(text); zeros.find();) {
			if (zeros.end() - zeros.start() > to - from) {
				from = zeros.start();
				to = zeros.end();
			}
		}
		if (to == 0) {
			return text;
		}
		String before = text.substring(0, from);
		String after = text.substring(to);
		return (before.isEmpty() ? ":" : before) + (after.startsWith(":") ? after : ':' + after);
	}

}
