package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Turns credentials into a caller. */
public final class Authenticator {

	private final byte[] operatorToken;

	/**
	 * @param operatorToken the operator's token
	 */
	public Authenticator(String operatorToken) {
		this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The caller to whom {@code token} belongs. Takes as long for a wrong token as for
	 * the right one.
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when nobody has this token
	 */
	public Caller authenticate(String token) {
		if (MessageDigest.isEqual(this.operatorToken, token.getBytes(StandardCharsets.UTF_8))) {
			return Caller.operator();
		}
		throw new Refused(ErrorCode.UNAUTHENTICATED, "This token is not known here.",
				"The operator's token is the one in STOMPBOX_TOKEN (property stompbox.token); when that is not set, "
						+ "one is made and printed at each start.");
	}

}
