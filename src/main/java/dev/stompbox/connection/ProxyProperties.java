package dev.stompbox.connection;

import java.net.InetAddress;
import java.util.List;

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
		networks(trustedProxies);
		if (!proxyHeader.equalsIgnoreCase("X-Forwarded-For") && !proxyHeader.equalsIgnoreCase("Forwarded")) {
			throw new IllegalArgumentException(
					"stompbox.access.proxy-header is X-Forwarded-For or Forwarded, and not \"" + proxyHeader + '"');
		}
	}

	private static List<IpAddressMatcher> networks(List<String> texts) {
		return texts.stream().map((text) -> {
			if (!text.matches("[0-9a-fA-F:.]+(/\\d{1,3})?")) {
				throw new IllegalArgumentException(
						"stompbox.access.trusted-proxies takes addresses and networks, and not \"" + text + '"');
			}
			return new IpAddressMatcher(text);
		}).toList();
	}

	Proxies proxies() {
		List<IpAddressMatcher> networks = networks(this.trustedProxies);
		return networks.isEmpty() ? new Proxies(null, false)
				: new Proxies((address) -> matches(networks, address), this.proxyHeader.equalsIgnoreCase("Forwarded"));
	}

	private static boolean matches(List<IpAddressMatcher> networks, InetAddress address) {
		String text = address.getHostAddress().replaceFirst("%.*", "");
		return networks.stream().anyMatch((network) -> network.matches(text));
	}

}
