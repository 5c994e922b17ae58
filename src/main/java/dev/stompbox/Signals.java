package dev.stompbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What the operating system says to the server. The only class that mentions Java's
 * unofficial interface to it, which every Java up to today has.
 */
final class Signals {

	private static final Logger LOGGER = LoggerFactory.getLogger(Signals.class);

	private Signals() {
	}

	/**
	 * Runs {@code action}, on a thread of its own, each time that a signal comes, in
	 * place of what Java would do.
	 * @param name without {@code SIG}: {@code TERM}, {@code HUP}
	 */
	static void on(String name, Runnable action) {
		try {
			Signal.handle(new Signal(name), (signal) -> {
				// Newer JDKs give this thread a loader that knows nothing of what is in
				// the jar.
				Thread.currentThread().setContextClassLoader(Signals.class.getClassLoader());
				action.run();
			});
		}
		catch (IllegalArgumentException ex) {
			// The platform does not have it, or Java was told to leave it alone (-Xrs).
			LOGGER.debug("SIG{} is not listened to: {}", name, ex.getMessage());
		}
	}

}
