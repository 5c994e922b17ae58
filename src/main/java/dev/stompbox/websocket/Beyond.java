package dev.stompbox.websocket;

import java.lang.reflect.Method;

/**
 * Something was asked of an upgrade that the short way does not have. Strangers can make
 * it happen as often as they like, so it has no stack trace.
 */
final class Beyond extends RuntimeException {

	private static final long serialVersionUID = 1L;

	Beyond(Method asked) {
		super(asked.getName() + " is not there on the short way", null, false, false);
	}

}
