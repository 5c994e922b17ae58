package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Turns credentials into a caller. */
public final class Authenticator {

	private final byte[] operatorToken;

	private volatile ApiKeys keys;

	/**
	 * Knows the operator alone.
	 * @param operatorToken the operator's token
	 */
	public Authenticator(String operatorToken) {
		this(operatorToken, ApiKeys.NONE);
	}

	Authenticator(String operatorToken, ApiKeys keys) {
		this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
		this.keys = keys;
	}

	/**
	 * From now on knows the keys of these properties and no others. Who has come in by
	 * one that is not among them any more is cut off.
	 */
	public void replaceKeys(AccessProperties properties) {
		this.keys = ApiKeys.of(properties.access().keys());
	}

	/**
	 * The caller to whom {@code token} belongs. Takes as long for a wrong token as for
	 * the right one.
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when nobody has this token
	 */
	public Caller authenticate(String token) {
		boolean operator = MessageDigest.isEqual(this.operatorToken, token.getBytes(StandardCharsets.UTF_8));
		ApiKey key = this.keys.find(token);
		if (operator) {
			return Caller.operator();
		}
		if (key != null) {
			return key.caller(Caller.Proof.KEY);
		}
		throw new Refused(ErrorCode.UNAUTHENTICATED, "This token is not known here.",
				"The operator's token is the one in STOMPBOX_TOKEN (property stompbox.token); when that is not set, "
						+ "one is made and printed at each start.");
	}

}
