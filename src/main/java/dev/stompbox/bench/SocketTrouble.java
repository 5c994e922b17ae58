package dev.stompbox.bench;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Objects;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

/** Says what a socket's trouble means and what to do about it. */
final class SocketTrouble {

	private SocketTrouble() {
	}

	static String explain(IOException ex, @Nullable Target target) {
		String said = Objects.requireNonNullElse(ex.getMessage(), ex.getClass().getSimpleName());
		String where = (target != null) ? target.url().toString() : "the server";
		if (said.contains("Too many open files")) {
			return "This machine lets a process have no more open files, and each connection is one."
					+ " Raise the limit in this shell first: ulimit -n 100000 (the server's as well),"
					+ " or use fewer connections.";
		}
		if (ex instanceof BindException || ex instanceof NoRouteToHostException && said.contains("assign")
				|| said.contains("Cannot assign requested address")) {
			return "This machine has no port left for another connection to " + where + ": one address has about "
					+ Target.PORTS + ". Use fewer connections, or a second machine;"
					+ " to a server on 127.0.0.1 several addresses are used by themselves.";
		}
		if (ex instanceof ConnectException) {
			return "Nobody listens at " + where + " (" + said + "). Is the server running, and the port right?";
		}
		if (ex instanceof SSLException) {
			return "TLS with " + where + " failed: " + said + ". For a certificate that nobody signed there is"
					+ " --insecure.";
		}
		return "The socket broke: " + said + '.';
	}

}
