package dev.stompbox.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as people write them. */
public final class Addresses {

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
		String text = host.getHostAddress();
		if (host instanceof Inet6Address) {
			text = '[' + (host.isLoopbackAddress() ? "::1" : text) + ']';
		}
		return (address.getPort() != 0) ? text + ':' + address.getPort() : text;
	}

}
