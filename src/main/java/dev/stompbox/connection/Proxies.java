package dev.stompbox.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Who really asks, where proxies are in between. Only what a configured proxy says is
 * believed: from the one that is connected here, back through others that are configured,
 * to the first that is not. What clients write before that is theirs, and ignored; so is
 * the header that the proxies do not write, since they pass a client's on as it is.
 */
public final class Proxies {

	/** Longer chains are not of this world. */
	private static final int MOST = 32;

	private static final Pattern ADDRESS = Pattern
		.compile("(?<four>\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?|\\[?(?<six>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)](?::\\d+)?"
				+ "|(?<bare>[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)");

	private final @Nullable Predicate<InetAddress> trusted;

	private final boolean standard;

	/**
	 * @param trusted the proxies that are believed, or {@code null} when there are none
	 * @param standard whether they write {@code Forwarded} (RFC 7239), and not
	 * {@code X-Forwarded-For}
	 */
	public Proxies(@Nullable Predicate<InetAddress> trusted, boolean standard) {
		this.trusted = trusted;
		this.standard = standard;
	}

	/** Whether there are any. */
	public boolean any() {
		return this.trusted != null;
	}

	/** Whether what {@code peer} says of whom it asks for is believed. */
	public boolean trusts(InetSocketAddress peer) {
		return peer.getAddress() != null && trusts(peer.getAddress());
	}

	/** Whether a proxy that is configured has this address. */
	public boolean trusts(InetAddress address) {
		return this.trusted != null && this.trusted.test(address);
	}

	/**
	 * The client's address; its port is 0 when a proxy has it.
	 * @param peer who is connected here
	 * @param headers the values of a header, in their order
	 */
	public InetSocketAddress client(InetSocketAddress peer, Function<String, List<String>> headers) {
		if (!trusts(peer)) {
			return peer;
		}
		InetSocketAddress client = peer;
		// From the client to the last proxy before the one that is connected here.
		List<String> chain = said(headers, "for", "X-Forwarded-For");
		for (int i = chain.size() - 1; i >= 0 && trusts(client); i--) {
			InetAddress next = address(chain.get(i));
			if (next == null) {
				// Unknown, or hidden: the one who says so is the last that is known.
				break;
			}
			client = new InetSocketAddress(next, 0);
		}
		return client;
	}

	/** Whether the client's own connection is encrypted, as far as a proxy says so. */
	public boolean secure(InetSocketAddress peer, Function<String, List<String>> headers) {
		if (!trusts(peer)) {
			return false;
		}
		List<String> said = said(headers, "proto", "X-Forwarded-Proto");
		// The proxy that is connected here says it last.
		return !said.isEmpty() && said.get(said.size() - 1).equalsIgnoreCase("https");
	}

	private List<String> said(Function<String, List<String>> headers, String parameter, String header) {
		return this.standard
				? elements(headers.apply("Forwarded")).stream().map((element) -> parameter(element, parameter)).toList()
				: elements(headers.apply(header));
	}

	/** The last of them are the nearest. */
	private static List<String> elements(List<String> values) {
		List<String> all = new ArrayList<>();
		for (String value : values) {
			for (String element : value.split(",", -1)) {
				all.add(element.strip());
			}
		}
		all.removeIf(String::isEmpty);
		return all.subList(Math.max(0, all.size() - MOST), all.size());
	}

	/** A parameter of an element of {@code Forwarded}, or {@code ""}. */
	private static String parameter(String element, String name) {
		for (String pair : element.split(";", -1)) {
			int equals = pair.indexOf('=');
			if (equals > 0 && pair.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(name)) {
				return pair.substring(equals + 1).strip().replace("\"", "");
			}
		}
		return "";
	}

	/** Never asks a name server: what is not an address in numbers is none. */
	private static @Nullable InetAddress address(String text) {
		var matcher = ADDRESS.matcher(text);
		if (text.length() > 64 || !matcher.matches()) {
			return null;
		}
		String four = matcher.group("four");
		String six = (matcher.group("six") != null) ? matcher.group("six") : matcher.group("bare");
		try {
			return InetAddress.getByName((four != null) ? four : '[' + six + ']');
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
