package dev.stompbox.stomp;

import java.nio.charset.StandardCharsets;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

import dev.stompbox.access.Authenticator;
import dev.stompbox.access.Caller;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/** Who a CONNECT frame says that the client is. */
final class Credentials {

	private static final String BEARER = "Bearer ";

	private Credentials() {
	}

	/**
	 * The caller named by {@code Authorization: Bearer TOKEN} or {@code passcode};
	 * without either, the one whom the upgrade's own credentials named, or an anonymous
	 * one.
	 * @param address where from, without a port
	 * @throws dev.stompbox.message.Refused when credentials are given that nobody has
	 */
	static Caller caller(Frame connect, Authenticator authenticator, @Nullable Principal upgradedBy, String connection,
			String address) {
		String header = connect.header("Authorization");
		if (header == null) {
			header = connect.header("authorization");
		}
		if (header != null) {
			boolean bearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
			return authenticator.authenticate(bearer ? header.substring(BEARER.length()).strip() : header, address);
		}
		String passcode = connect.header("passcode");
		if (passcode != null && !passcode.isEmpty()) {
			// STOMP 1.0 writes a space after the colon.
			return authenticator.authenticate(passcode.stripLeading(), address);
		}
		return Caller.of(upgradedBy, connection);
	}

	/**
	 * The caller named by the token that a frame's body, or its {@code Authorization}
	 * header, is.
	 * @throws Refused when it is nobody's, or another caller's than before
	 */
	static Caller renewed(Frame frame, Authenticator authenticator, Caller before, String address) {
		String header = frame.header("Authorization");
		String token = (header != null) ? header : new String(frame.body(), StandardCharsets.UTF_8).strip();
		boolean bearer = token.regionMatches(true, 0, BEARER, 0, BEARER.length());
		Caller caller = authenticator.authenticate(bearer ? token.substring(BEARER.length()).strip() : token, address);
		if (!caller.name().equals(before.name())) {
			throw new Refused(
					ErrorCode.ANOTHER_CALLER, "The new token is of \"" + caller.name()
							+ "\", and this connection is of \"" + before.name() + "\".",
					"Open another WebSocket to be somebody else.");
		}
		return caller;
	}

}
