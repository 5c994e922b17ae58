package dev.stompbox.connection;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Whose an address is, for limits per address: an IPv4 address is one customer's, and of
 * an IPv6 address the first 64 bits are, who chooses the others freely (RFC 4291 §2.5.4,
 * RFC 6177).
 */
public final class Networks {

	/** IPv4 addresses, as IPv6 has them (RFC 4291 §2.5.5.2), without colliding. */
	private static final long IPV4 = 0xffffL << 32;

	private Networks() {
	}

	/** The network of an address, as a number. */
	public static long of(InetAddress address) {
		byte[] bytes = address.getAddress();
		return (bytes.length == 4) ? IPV4 | (ByteBuffer.wrap(bytes).getInt() & 0xffffffffL)
				: ByteBuffer.wrap(bytes).getLong();
	}

	/** The network as a person writes it: {@code 10.1.2.3}, {@code 2001:db8:0:1::/64}. */
	public static String text(InetAddress address) {
		if (address instanceof Inet4Address) {
			return address.getHostAddress();
		}
		byte[] bytes = address.getAddress();
		for (int i = 8; i < bytes.length; i++) {
			bytes[i] = 0;
		}
		try {
			return Addresses.text(InetAddress.getByAddress(bytes)) + "/64";
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address has " + bytes.length + " bytes", ex);
		}
	}

}
