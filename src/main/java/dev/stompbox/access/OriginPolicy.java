package dev.stompbox.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Which web pages may talk to this server from a browser (RFC 6455 §10.2, RFC 6454). A
 * request without an Origin does not come from a page and is not judged here.
 */
public final class OriginPolicy {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

	private volatile Set<String> allowed;

	private final boolean onLoopback;

	/**
	 * @param allowed origins of other hosts, as {@code scheme://host[:port]}; {@code *}
	 * for all
	 * @param onLoopback whether the server is reachable from this machine only, which
	 * lets local pages in
	 */
	public OriginPolicy(List<String> allowed, boolean onLoopback) {
		this.allowed = normal(allowed);
		this.onLoopback = onLoopback;
	}

	/** From now on lets in pages of these origins of other hosts, and no others. */
	public void replace(List<String> others) {
		this.allowed = normal(others);
	}

	private static Set<String> normal(List<String> origins) {
		return origins.stream().map(OriginPolicy::normal).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether a page of {@code origin} may make a request to {@code host}.
	 * @param origin the Origin header, or {@code null} when there is none
	 * @param host the Host header, or {@code null} when there is none
	 */
	public boolean allows(@Nullable String origin, @Nullable String host) {
		if (origin == null || this.allowed.contains("*") || this.allowed.contains(normal(origin))) {
			return true;
		}
		URI uri = parse(origin);
		if (uri == null || uri.getHost() == null) {
			return false;
		}
		if (this.onLoopback) {
			// While the server is on loopback the Host header is no proof: a name that a
			// stranger's DNS points to
			// 127.0.0.1 would be "the same host" (DNS rebinding).
			return LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
		}
		return host != null && uri.getRawAuthority().equalsIgnoreCase(host);
	}

	/**
	 * Whether a request to {@code host} may be meant for this server. On loopback only
	 * loopback names are, and, for a proxy on this machine, those of the allowed origins.
	 */
	public boolean knowsHost(@Nullable String host) {
		if (!this.onLoopback || host == null || this.allowed.contains("*")
				|| this.allowed.contains(normal("https://" + host))
				|| this.allowed.contains(normal("http://" + host))) {
			return true;
		}
		URI uri = parse("http://" + host);
		return uri != null && uri.getHost() != null && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT));
	}

	private static @Nullable URI parse(String origin) {
		try {
			return new URI(origin);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static String normal(String origin) {
		return origin.toLowerCase(Locale.ROOT);
	}

}
