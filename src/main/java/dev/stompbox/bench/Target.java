package dev.stompbox.bench;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The server that is measured.
 *
 * @param url as it was given
 * @param address where it listens
 * @param tls how {@code wss} is spoken, or {@code null} for {@code ws}
 * @param token sent as {@code Authorization: Bearer}, or {@code null} for none
 */
record Target(URI url, InetSocketAddress address, @Nullable TlsClient tls, @Nullable String token) {

	/** Ports that one source address has for connections to one server, roughly. */
	static final int PORTS = 28_000;

	/**
	 * @param insecure whether any certificate will do
	 * @throws BenchFailure when the URL is not of a WebSocket, or its host is not known
	 */
	static Target of(String text, boolean insecure, @Nullable String token) {
		URI url = url(text);
		boolean secure = url.getScheme().equalsIgnoreCase("wss");
		int port = (url.getPort() >= 0) ? url.getPort() : secure ? 443 : 80;
		String host = url.getHost().replaceAll("^\\[|]$", "");
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
			return new Target(url, address, secure ? TlsClient.to(host, port, insecure) : null, token);
		}
		catch (UnknownHostException ex) {
			throw new BenchFailure("The host \"" + host + "\" of --url is not known here.");
		}
	}

	private static URI url(String text) {
		try {
			URI url = new URI(text);
			String scheme = Objects.requireNonNullElse(url.getScheme(), "").toLowerCase(Locale.ROOT);
			if (url.getHost() != null && (scheme.equals("ws") || scheme.equals("wss"))) {
				return url;
			}
		}
		catch (URISyntaxException ex) {
			// Said below, as for any other text that is no such URL.
		}
		throw new BenchFailure(
				"--url has to be like ws://localhost:8080/ws or wss://host/ws, and \"" + text + "\" is not.");
	}

	/** What is asked for in the upgrade: path and query. */
	String path() {
		String path = this.url.getRawPath();
		String query = this.url.getRawQuery();
		return ((path == null || path.isEmpty()) ? "/" : path) + ((query != null) ? "?" + query : "");
	}

	/** The Host header. */
	String host() {
		return (this.url.getPort() >= 0) ? this.url.getHost() + ':' + this.url.getPort() : this.url.getHost();
	}

	/**
	 * Where connection {@code number} of {@code all} comes from: over loopback, when one
	 * address has too few ports for them, from 127.0.0.2, .3 and so on in turn. Otherwise
	 * {@code null}: as the system likes.
	 */
	@Nullable InetSocketAddress source(int number, int all) {
		int sources = 1 + all / 20_000;
		if (sources == 1 || !(this.address.getAddress() instanceof Inet4Address address) || !address.isLoopbackAddress()
				|| !System.getProperty("os.name").equals("Linux")) {
			return null;
		}
		try {
			return new InetSocketAddress(
					InetAddress.getByAddress(new byte[] { 127, 0, 0, (byte) (2 + number % Math.min(sources, 250)) }),
					0);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
