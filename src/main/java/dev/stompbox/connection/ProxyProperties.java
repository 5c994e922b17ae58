package dev.stompbox.connection;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Whose word counts on whom they ask for.
 *
 * @param trustedProxies addresses and networks of reverse proxies, as {@code 10.0.0.0/8};
 * what they say of whom they ask for is believed, and nobody else
 * @param proxyHeader the header that they write it into: {@code X-Forwarded-For} or
 * {@code Forwarded}
 */
@ConfigurationProperties("stompbox.access")
public record ProxyProperties(@DefaultValue List<String> trustedProxies,
		@DefaultValue("X-Forwarded-For") String proxyHeader) {

	/**
	 * Reads the networks.
	 * @throws IllegalArgumentException when one is none, or the header another
	 */
	public ProxyProperties {
		among(trustedProxies, "stompbox.access.trusted-proxies");
		if (!proxyHeader.equalsIgnoreCase("X-Forwarded-For") && !proxyHeader.equalsIgnoreCase("Forwarded")) {
			throw new IllegalArgumentException(
					"stompbox.access.proxy-header is X-Forwarded-For or Forwarded, and not \"" + proxyHeader + '"');
		}
	}

	Proxies proxies() {
		return this.trustedProxies.isEmpty() ? new Proxies(null, false)
				: new Proxies(among(this.trustedProxies, "stompbox.access.trusted-proxies"),
						this.proxyHeader.equalsIgnoreCase("Forwarded"));
	}

	/**
	 * Whether an address is in one of some networks.
	 * @param property what they are the value of
	 * @throws IllegalArgumentException naming it, and the one that is none
	 */
	static Predicate<InetAddress> among(List<String> networks, String property) {
		List<IpAddressMatcher> all = new ArrayList<>(networks.size());
		for (String text : networks) {
			all.add(network(text, property + '[' + all.size() + ']'));
		}
		return (address) -> {
			String text = address.getHostAddress().replaceFirst("%.*", "");
			return all.stream().anyMatch((network) -> network.matches(text));
		};
	}

	private static IpAddressMatcher network(String text, String key) {
		try {
			// What may be a host's name is not looked up.
			if (text.matches("[0-9a-fA-F:.]+(/\\d{1,3})?")) {
				return new IpAddressMatcher(text);
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new IllegalArgumentException(
				key + ": \"" + text + "\" is neither an address nor a network, as 10.0.0.0/8 is");
	}

}
