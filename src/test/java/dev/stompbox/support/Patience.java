package dev.stompbox.support;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long a condition is awaited when a test says nothing: a busy machine is slow, and
 * what never comes is as wrong after half a minute as after ten seconds.
 */
public final class Patience implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(Wire.PATIENCE);
	}

}
