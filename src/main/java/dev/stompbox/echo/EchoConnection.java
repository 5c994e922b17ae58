package dev.stompbox.echo;

import java.util.Map;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.MessageLimit;

/** What the echo endpoints have in common: how much of a client's data they hold. */
final class EchoConnection {

	/**
	 * While more than this waits to be read by the client, nothing more is read from it.
	 */
	private static final long READ_WHILE_PENDING = 64 * 1024;

	/**
	 * What one read can add to an outbox that was just below the line, small answers
	 * included.
	 */
	private static final long ONE_READ = 256 * 1024;

	private EchoConnection() {
	}

	/**
	 * Sets a new connection up. A client may send all of a message before it reads, so
	 * one of the largest size has room; the next is not read before that has gone.
	 */
	static void begin(Map<String, Object> attributes, String edge, String caller, long mostBytes) {
		Connection connection = Connection.of(attributes);
		connection.serve(edge, caller);
		connection.limitMessages(new MessageLimit(mostBytes, "stompbox.limits.message-size-echo"));
		connection.outboxLimit(mostBytes + READ_WHILE_PENDING + ONE_READ);
		connection.pauseReadingAbove(READ_WHILE_PENDING);
	}

	/**
	 * Ends a connection whose client sent the kind of message that the endpoint does not
	 * take.
	 */
	static void wrongKind(Map<String, Object> attributes, String sent, String taken, String path) {
		Connection.of(attributes)
			.close(Closed.of(CloseReason.WRONG_KIND,
					path + " takes " + taken + " messages; this one was " + sent + ". /echo takes both"));
	}

}
