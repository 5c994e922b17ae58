package dev.stompbox.stomp;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;

/** Who a CONNECT frame says that the client is. */
final class Credentials {

	private static final String BEARER = "Bearer ";

	private Credentials() {
	}

	/**
	 * The caller named by {@code Authorization: Bearer TOKEN} or {@code passcode};
	 * without either, the one whom the upgrade's own credentials named, or an anonymous
	 * one.
	 * @throws dev.stompbox.message.Refused when credentials are given that nobody has
	 */
	static Caller caller(Frame connect, Authenticator authenticator, @Nullable Principal upgradedBy,
			String connection) {
		String header = connect.header("Authorization");
		if (header == null) {
			header = connect.header("authorization");
		}
		if (header != null) {
			boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
			return authenticator.authenticate(bearer ? header.substring(BEARER.length()).strip() : header);
		}
		String passcode = connect.header("passcode");
		if (passcode != null && !passcode.isEmpty()) {
			// STOMP 1.0 writes a space after the colon.
			return authenticator.authenticate(passcode.stripLeading());
		}
		return Caller.of(upgradedBy, connection);
	}

}
