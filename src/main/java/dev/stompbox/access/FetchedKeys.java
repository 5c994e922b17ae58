package dev.stompbox.access;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.List;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's public keys, fetched and kept (RFC 7517). A key that is not among them
 * makes that they are fetched anew, but not more often than strangers may make it happen;
 * and while the issuer is away those that are there go on to count for some hours.
 */
final class FetchedKeys {

	private static final Logger LOGGER = LoggerFactory.getLogger(FetchedKeys.class);

	private static final int PATIENCE = (int) Duration.ofSeconds(3).toMillis();

	private static final int MOST_BYTES = 512 * 1024;

	private static final long KEPT = Duration.ofMinutes(5).toMillis();

	/**
	 * Long enough for strangers' keys not to matter, short enough for a new one to do.
	 */
	private static final long SELDOM = Duration.ofSeconds(5).toMillis();

	private static final long OUTAGE = Duration.ofHours(4).toMillis();

	private final URL url;

	private final JWKSource<SecurityContext> patient;

	private volatile @Nullable JWKSet last;

	private volatile long lastAt;

	FetchedKeys(URL url) {
		this.url = url;
		Noted noted = new Noted(
				new URLBasedJWKSetSource<>(url, new DefaultResourceRetriever(PATIENCE, PATIENCE, MOST_BYTES)));
		this.patient = JWKSourceBuilder.create(noted)
			.cache(KEPT, 2L * PATIENCE)
			.rateLimited(SELDOM)
			.outageTolerant(OUTAGE)
			.build();
	}

	/** Fetches them where it has to. */
	JWKSource<SecurityContext> patient() {
		return this.patient;
	}

	/** Takes those that are there, and none when they are too old. */
	JWKSource<SecurityContext> atHand() {
		return (selector, context) -> {
			JWKSet keys = this.last;
			boolean fresh = keys != null && System.nanoTime() / 1_000_000 - this.lastAt < KEPT;
			return (fresh && keys != null) ? selector.select(keys) : List.of();
		};
	}

	/** Fetches them in the background, so that the first token need not wait. */
	void prefetch() {
		Thread thread = new Thread(() -> {
			try {
				List<JWK> keys = this.patient.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
				LOGGER.debug("{} keys of {}", keys.size(), this.url);
			}
			catch (KeySourceException | RuntimeException ex) {
				LOGGER.warn("The keys at {} (stompbox.jwt.jwk-set-uri) cannot be fetched; tokens of that issuer are "
						+ "refused until they can: {}", this.url, ex.getMessage());
			}
		}, "stompbox-keys");
		thread.setDaemon(true);
		thread.start();
	}

	/** Notes what was fetched. */
	private final class Noted implements JWKSetSource<SecurityContext> {

		private final JWKSetSource<SecurityContext> source;

		Noted(JWKSetSource<SecurityContext> source) {
			this.source = source;
		}

		@Override
		public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, SecurityContext context)
				throws KeySourceException {
			JWKSet fetched = this.source.getJWKSet(evaluator, now, context);
			FetchedKeys.this.last = fetched;
			FetchedKeys.this.lastAt = System.nanoTime() / 1_000_000;
			return fetched;
		}

		@Override
		public void close() throws IOException {
			this.source.close();
		}

	}

}
