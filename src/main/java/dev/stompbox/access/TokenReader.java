package dev.stompbox.access;

/** Knows whose a JSON Web Token is. */
@FunctionalInterface
interface TokenReader {

	/** There are no issuers. */
	TokenReader NONE = (token, mayWait) -> {
		throw new BadToken("no issuer is configured (stompbox.jwt)");
	};

	/**
	 * The caller to whom a token belongs.
	 * @param mayWait whether the issuer's keys may be fetched; without, a token whose
	 * keys are not at hand is not taken
	 * @throws BadToken when it is not good
	 */
	Caller read(String token, boolean mayWait) throws BadToken;

	/** Whether it has a JSON Web Token's three parts. */
	static boolean isJwt(String token) {
		int first = token.indexOf('.');
		int second = token.indexOf('.', first + 1);
		return first > 0 && second > first && token.indexOf('.', second + 1) < 0 && token.startsWith("eyJ");
	}

	/** Why a token is not good, for the operator; the client is told the same for all. */
	final class BadToken extends Exception {

		private static final long serialVersionUID = 1L;

		BadToken(String why) {
			super(why);
		}

	}

}
