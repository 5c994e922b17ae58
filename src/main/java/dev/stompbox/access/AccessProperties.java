package dev.stompbox.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may come in.
 *
 * @param token the operator's token, who may do everything; made and printed at start
 * when not set
 * @param access what pages may connect, and the keys of programs
 */
@ConfigurationProperties("stompbox")
public record AccessProperties(@Nullable String token, @DefaultValue Access access) {

	/**
	 * Reads the keys.
	 * @throws IllegalArgumentException when one is wrong
	 */
	public AccessProperties {
		ApiKeys.of(access.keys());
	}

	/** Hides the token from logs. */
	@Override
	public String toString() {
		return "AccessProperties[access=" + this.access + "]";
	}

	/**
	 * What pages may connect, and the keys of programs.
	 *
	 * @param allowedOrigins origins of web pages on other hosts, as
	 * {@code https://app.example}; {@code *} allows all
	 * @param keys callers who have a secret or a certificate
	 * @param wrongTokens how many wrong tokens or passcodes one address may try in a
	 * minute; 0 for any number
	 * @param ticketTime how long a ticket can be used
	 * @param sessionTime how long a page's session lasts, if its token does
	 * @param revocationsFile where revocations survive a restart, in a file of this
	 * server alone; nowhere when it is empty
	 */
	public record Access(@DefaultValue List<String> allowedOrigins, @DefaultValue List<Key> keys,
			@DefaultValue("20") int wrongTokens, @DefaultValue("30s") Duration ticketTime,
			@DefaultValue("12h") Duration sessionTime, @DefaultValue("data/revocations.ndjson") Path revocationsFile) {

		static final Access DEFAULT = new Access(List.of(), List.of(), 0, Duration.ofSeconds(30), Duration.ofHours(12),
				Path.of(""));

		/**
		 * Checks the numbers.
		 * @throws IllegalArgumentException when one is wrong
		 */
		public Access {
			if (wrongTokens < 0) {
				throw new IllegalArgumentException("stompbox.access.wrong-tokens is 1 or more, or 0 for any number");
			}
			check(ticketTime, Duration.ofSeconds(1), Duration.ofHours(1), "ticket-time is from 1s to 1h");
			check(sessionTime, Duration.ofMinutes(1), Duration.ofDays(365), "session-time is from 1m to 365d");
		}

		private static void check(Duration time, Duration least, Duration most, String what) {
			if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
				throw new IllegalArgumentException("stompbox.access." + what);
			}
		}

	}

	/**
	 * A caller who has a secret, its hash in place of it, or a client certificate.
	 *
	 * @param name the caller's name
	 * @param secret what is sent as token or passcode
	 * @param secretSha256 SHA-256 of the secret, 64 hex digits
	 * @param certificate the common name (CN) of a client certificate
	 * @param roles what the caller is, for the rules
	 * @param subscribe topics and patterns that may be subscribed to, whatever the rules
	 * @param publish topics and patterns that may be published to, whatever the rules
	 */
	public record Key(@DefaultValue("") String name, @Nullable String secret, @Nullable String secretSha256,
			@Nullable String certificate, @DefaultValue List<String> roles, @DefaultValue List<String> subscribe,
			@DefaultValue List<String> publish) {

		/** Hides the secret from logs. */
		@Override
		public String toString() {
			return "Key[name=" + this.name + "]";
		}

	}

}
