package dev.stompbox.access;

import java.security.SecureRandom;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * The operator's token.
 *
 * @param value the token
 * @param made whether it was made at this start, because none was configured
 */
public record OperatorToken(String value, boolean made) {

	private static final int RANDOM_BYTES = 18;

	/** The configured token, or a new random one. */
	static OperatorToken of(@Nullable String configured) {
		if (configured != null && !configured.isBlank()) {
			return new OperatorToken(configured.strip(), false);
		}
		byte[] random = new byte[RANDOM_BYTES];
		new SecureRandom().nextBytes(random);
		return new OperatorToken("sb_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random), true);
	}

	/** Hides the value from logs. */
	@Override
	public String toString() {
		return "OperatorToken[made=" + this.made + "]";
	}

}
