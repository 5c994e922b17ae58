package dev.stompbox.access;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes what nobody can guess. */
final class Secrets {

	private static final int BYTES = 24;

	private static final SecureRandom RANDOM = new SecureRandom();

	private Secrets() {
	}

	/** 192 random bits, in characters that a cookie, an address and a header can have. */
	static String make() {
		byte[] random = new byte[BYTES];
		RANDOM.nextBytes(random);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
	}

}
