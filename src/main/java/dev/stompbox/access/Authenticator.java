package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.TokenReader.BadToken;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Turns credentials into a caller, and knows when a caller's time is over. */
public final class Authenticator {

	private final byte[] operatorToken;

	private final Guesses guesses;

	private volatile ApiKeys keys;

	private volatile TokenReader reader;

	/**
	 * Knows the operator alone.
	 * @param operatorToken the operator's token
	 */
	public Authenticator(String operatorToken) {
		this(operatorToken, ApiKeys.NONE, TokenReader.NONE, 0);
	}

	/**
	 * @param wrongTokens how many wrong ones one address may try in a minute; 0 for any
	 * number
	 */
	Authenticator(String operatorToken, ApiKeys keys, TokenReader reader, int wrongTokens) {
		this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
		this.keys = keys;
		this.reader = reader;
		this.guesses = new Guesses(wrongTokens);
	}

	/**
	 * From now on knows the keys and issuers of these properties and no others. Who has
	 * come in by a key that is not among them any more is cut off.
	 * @throws IllegalArgumentException when an issuer's key cannot be read; then all is
	 * as before
	 */
	public synchronized void replace(AccessProperties access, JwtProperties jwt) {
		TokenReader other = JwtConfiguration.reader(jwt);
		this.keys = ApiKeys.of(access.access().keys());
		this.reader = other;
	}

	/**
	 * The caller to whom {@code token} belongs. Takes as long for a wrong token as for
	 * the right one, and may wait for an issuer's keys.
	 * @param address whose guess it is, without a port
	 * @throws Refused {@link ErrorCode#UNAUTHENTICATED} when nobody has this token, in
	 * the same words whatever is wrong with it; {@link ErrorCode#TOO_MANY_GUESSES}
	 */
	public Caller authenticate(String token, String address) {
		return authenticate(token, address, true);
	}

	/**
	 * The same.
	 * @param mayWait whether it may wait for keys; without, a refusal may be because they
	 * are not at hand, and is not counted
	 */
	Caller authenticate(String token, String address, boolean mayWait) {
		if (TokenReader.isJwt(token)) {
			try {
				return standing(this.reader.read(token, mayWait));
			}
			catch (BadToken ex) {
				throw unknown();
			}
		}
		this.guesses.check(address, System.nanoTime());
		boolean operator = MessageDigest.isEqual(this.operatorToken, token.getBytes(StandardCharsets.UTF_8));
		ApiKey key = this.keys.find(token);
		if (operator) {
			return Caller.operator();
		}
		if (key != null) {
			return standing(key.caller(Caller.Proof.KEY));
		}
		if (mayWait) {
			this.guesses.wrong(address, System.nanoTime());
		}
		throw unknown();
	}

	private Caller standing(Caller caller) {
		Refused over = over(caller);
		if (over != null) {
			throw over;
		}
		return caller;
	}

	/**
	 * Why a caller's time is over, or {@code null} while it is not. Quick, and never
	 * waits.
	 */
	public @Nullable Refused over(Caller caller) {
		Instant expires = caller.credential().expires();
		if (expires != null && !Instant.now().isBefore(expires)) {
			return new Refused(ErrorCode.TOKEN_EXPIRED, "The token has expired.",
					"Connect with a new one, or send it to /app/refresh before the old one ends.");
		}
		if (caller.proof() == Caller.Proof.KEY && !this.keys.has(caller.credential().id())) {
			return new Refused(ErrorCode.REVOKED, "The key was taken back or changed.", "Connect with the new one.");
		}
		return null;
	}

	private static Refused unknown() {
		return new Refused(ErrorCode.UNAUTHENTICATED, "This token is not known here.",
				"The operator's token is the one in STOMPBOX_TOKEN (property stompbox.token), or made and printed at each "
						+ "start. A signed one may have expired, or be of another issuer: a new one helps.");
	}

}
