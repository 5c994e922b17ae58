package dev.stompbox.access;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The keys of the configuration.
 *
 * @param keys all of them
 */
record ApiKeys(List<ApiKey> keys) {

	static final ApiKeys NONE = new ApiKeys(List.of());

	/**
	 * Reads the keys.
	 * @throws IllegalArgumentException naming the one that is wrong
	 */
	static ApiKeys of(List<AccessProperties.Key> properties) {
		List<ApiKey> keys = new ArrayList<>(properties.size());
		for (AccessProperties.Key key : properties) {
			keys.add(ApiKey.of(keys.size(), key));
		}
		return new ApiKeys(List.copyOf(keys));
	}

	/**
	 * The key with this secret, or {@code null}. All are compared, and each in full, so
	 * that the time it takes tells nothing.
	 */
	@Nullable ApiKey find(String secret) {
		byte[] hash = ApiKey.sha256(secret);
		ApiKey found = null;
		for (ApiKey key : this.keys) {
			if (key.hash() != null && MessageDigest.isEqual(key.hash(), hash)) {
				found = key;
			}
		}
		return found;
	}

	/** The key of a client certificate with this common name, or {@code null}. */
	@Nullable ApiKey ofCertificate(String commonName) {
		return this.keys.stream().filter((key) -> commonName.equals(key.certificate())).findFirst().orElse(null);
	}

	/** The first key with this name, or {@code null}. */
	@Nullable ApiKey named(String name) {
		return this.keys.stream().filter((key) -> key.name().equals(name)).findFirst().orElse(null);
	}

	/** Whether a key is still there, and quite the same. */
	boolean has(@Nullable String id) {
		return this.keys.stream().anyMatch((key) -> key.id().equals(id));
	}

}
