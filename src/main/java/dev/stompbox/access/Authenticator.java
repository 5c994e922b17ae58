package dev.stompbox.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.TokenReader.BadToken;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Turns credentials into a caller, and knows when a caller's time is over. */
public final class Authenticator {

	private final byte[] operatorToken;

	private final Guesses guesses;

	private final Tickets tickets;

	private final Sessions sessions;

	private final Revocations revocations;

	private volatile ApiKeys keys;

	private volatile TokenReader reader;

	/**
	 * Knows the operator alone.
	 * @param operatorToken the operator's token
	 */
	public Authenticator(String operatorToken) {
		this(operatorToken, AccessProperties.Access.DEFAULT, TokenReader.NONE);
	}

	Authenticator(String operatorToken, AccessProperties.Access access, TokenReader reader) {
		this.operatorToken = operatorToken.getBytes(StandardCharsets.UTF_8);
		this.keys = ApiKeys.of(access.keys());
		this.reader = reader;
		this.guesses = new Guesses(access.wrongTokens());
		this.tickets = new Tickets(access.ticketTime());
		this.sessions = new Sessions(access.sessionTime());
		this.revocations = new Revocations(InstantSource.system(), RevocationFile.at(access.revocationsFile()));
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
			return standing(key.caller(Caller.Proof.KEY, null));
		}
		if (mayWait) {
			this.guesses.wrong(address, System.nanoTime());
		}
		throw unknown();
	}

	/** The caller of a ticket, which is used up by this. */
	Caller redeem(String ticket) {
		return standing(this.tickets.redeem(ticket));
	}

	/**
	 * The caller of a client certificate; {@code null} when its name can be no caller's.
	 */
	@Nullable Caller ofCertificate(String commonName, Instant notAfter) {
		ApiKey key = this.keys.ofCertificate(commonName);
		Caller caller = null;
		if (key != null) {
			caller = key.caller(Caller.Proof.CERTIFICATE, notAfter);
		}
		else if (CallerNames.free(commonName)) {
			caller = new Caller(commonName, Caller.Proof.CERTIFICATE, Set.of(),
					new Credential(notAfter, null, null, Map.of(), Map.of()));
		}
		return (caller != null && over(caller) == null) ? caller : null;
	}

	/**
	 * A caller to ask "what if" with: the one whose key has this name, or, when roles or
	 * claims are given, one who has these.
	 * @param name the name; {@code ""} for somebody without credentials
	 */
	public Caller imagine(String name, Set<String> roles, Map<String, Set<String>> claims) {
		if (name.isEmpty()) {
			return Caller.anonymous("nobody");
		}
		if (name.equals(Caller.OPERATOR)) {
			return Caller.operator();
		}
		ApiKey key = this.keys.named(name);
		return (key != null && roles.isEmpty() && claims.isEmpty()) ? key.caller(Caller.Proof.KEY, null)
				: new Caller(name, Caller.Proof.JWT, roles, new Credential(null, null, null, Map.of(), claims));
	}

	/** Why a token is not taken, for the operator; {@code null} when it is. */
	public @Nullable String whyNot(String token) {
		try {
			if (TokenReader.isJwt(token)) {
				Refused over = over(this.reader.read(token, true));
				return (over != null) ? over.detail() : null;
			}
			authenticate(token, "", false);
			return null;
		}
		catch (BadToken | Refused ex) {
			return ex.getMessage();
		}
	}

	/** The tickets that wait to be used. */
	public Tickets tickets() {
		return this.tickets;
	}

	/** The sessions of pages. */
	public Sessions sessions() {
		return this.sessions;
	}

	/** Whether a text is a secret, or signed: nothing that may be written anywhere. */
	public boolean isSecret(String text) {
		return TokenReader.isJwt(text) || this.keys.find(text) != null
				|| MessageDigest.isEqual(this.operatorToken, text.getBytes(StandardCharsets.UTF_8));
	}

	/** What was taken back. */
	public Revocations revocations() {
		return this.revocations;
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
		if (caller.proof() == Caller.Proof.CERTIFICATE && caller.credential().id() != null
				&& !this.keys.has(caller.credential().id())) {
			return new Refused(ErrorCode.REVOKED, "The rights of the certificate were changed.", "Connect again.");
		}
		if (caller.credential().session() != null && this.sessions.of(caller).isEmpty()) {
			return new Refused(ErrorCode.SESSION_OVER, "The page's session is over.", "Log in again.");
		}
		if (this.revocations.covers(caller)) {
			return new Refused(ErrorCode.REVOKED, "The operator has taken back the right to be here.",
					"Ask the operator of this server.");
		}
		return null;
	}

	private static Refused unknown() {
		return new Refused(ErrorCode.UNAUTHENTICATED, "This token is not known here.",
				"The operator's token is the one in STOMPBOX_TOKEN (property stompbox.token), or made and printed at each "
						+ "start. A signed one may have expired, or be of another issuer: a new one helps.");
	}

}
