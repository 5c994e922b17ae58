package dev.stompbox;

import java.io.IOException;
import java.net.ServerSocket;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import dev.stompbox.access.UnusableRevocationsException;
import dev.stompbox.store.UnusableStoreException;

/** Says why the server did not start, and what to do, in place of a stack trace. */
final class StartFailures {

	private StartFailures() {
	}

	/** A key under {@code stompbox.} that does not exist. */
	static final class UnknownKey extends AbstractFailureAnalyzer<Settings.UnknownKeyException> {

		@Override
		protected FailureAnalysis analyze(Throwable root, Settings.UnknownKeyException cause) {
			return new FailureAnalysis("SB-102 " + cause.getMessage() + " Nothing was started.",
					"Did you mean \"" + cause.nearest() + "\"?", cause);
		}

	}

	/** A value that does not fit its key. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class BadValue extends AbstractFailureAnalyzer<BindException> {

		private final Environment environment;

		/**
		 * @param environment where the value is
		 */
		BadValue(Environment environment) {
			this.environment = environment;
		}

		@Override
		protected @Nullable FailureAnalysis analyze(Throwable root, BindException cause) {
			if (!cause.getName().toString().startsWith("stompbox")) {
				return null;
			}
			String why = why(cause);
			var property = cause.getProperty();
			String what = (property != null && !isSecret(property.getName()))
					? Settings.place(property.getOrigin()) + ": \"" + property.getValue() + "\" is not a value for "
							+ property.getName() + ". "
					: Settings.placeOfNamed(why, this.environment).map((place) -> place + ": ").orElse("");
			return new FailureAnalysis("SB-102 " + what + why + ". Nothing was started.",
					"Sizes are numbers with B, KB or MB (64KB), times with ms, s, m or h (10s).", cause);
		}

		/** What names a key says most; else it is the first cause of all. */
		private static String why(BindException failed) {
			Throwable deepest = failed;
			Throwable naming = null;
			while (deepest.getCause() != null) {
				deepest = deepest.getCause();
				String message = deepest.getMessage();
				naming = (message != null && message.startsWith("stompbox.")) ? deepest : naming;
			}
			return String.valueOf(((naming != null) ? naming : deepest).getMessage());
		}

		private static boolean isSecret(ConfigurationPropertyName name) {
			return name.toString().matches(".*(token|secret|passcode|key|password)[^.]*");
		}

	}

	/** The log on disk is damaged, or another server's. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class UnusableStore extends AbstractFailureAnalyzer<UnusableStoreException> {

		@Override
		protected FailureAnalysis analyze(Throwable root, UnusableStoreException cause) {
			return new FailureAnalysis("SB-353 " + cause.getMessage() + ". Nothing was started.",
					cause.isDamaged() ? "Have a copy of the directory before you repair it."
							: "Give each server a directory of its own (stompbox.store.dir) that it may write to.",
					cause);
		}

	}

	/** Who was taken back is not known any more. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class UnusableRevocations extends AbstractFailureAnalyzer<UnusableRevocationsException> {

		@Override
		protected FailureAnalysis analyze(Throwable root, UnusableRevocationsException cause) {
			return new FailureAnalysis("SB-102 " + cause.getMessage() + ". Nothing was started.",
					"Mend the file, or take it away: then nobody is taken back.", cause);
		}

	}

	/** TLS is asked for, and no handshake would succeed. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class UnusableCertificate extends AbstractFailureAnalyzer<Certificates.UnusableException> {

		@Override
		protected FailureAnalysis analyze(Throwable root, Certificates.UnusableException cause) {
			String keyStore = "spring.ssl.bundle.*." + cause.bundle() + ".keystore";
			return new FailureAnalysis(
					"SB-102 " + keyStore + " (server.ssl.bundle: " + cause.bundle() + "): " + cause.getMessage()
							+ ". Nothing was started.",
					"Give it a certificate and the private key that it was made for, with the certificate first in its file"
							+ " and those of who signed it after it.",
					cause);
		}

	}

	/** Another program has the port. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class PortInUse extends AbstractFailureAnalyzer<PortInUseException> {

		private static final int LOOKED_AT = 100;

		/**
		 * The next port that nobody listens on now; 0, which is any, when there is none.
		 */
		private static int freeAfter(int port) {
			for (int next = port + 1; next <= Math.min(port + LOOKED_AT, 65_535); next++) {
				try (ServerSocket free = new ServerSocket(next)) {
					return free.getLocalPort();
				}
				catch (IOException ex) {
					// Somebody has that one too.
				}
			}
			return 0;
		}

		@Override
		protected FailureAnalysis analyze(Throwable root, PortInUseException cause) {
			return new FailureAnalysis("SB-101 Port " + cause.getPort() + " is already used by another program.",
					"Stop it, or start Stompbox on another port: java -jar stompbox.jar --server.port="
							+ freeAfter(cause.getPort()),
					cause);
		}

	}

}
