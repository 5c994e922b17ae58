package dev.stompbox.websocket;

import dev.stompbox.connection.Closed;

/** What the client sent ends the connection. */
final class ProtocolError extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient Closed closed;

	ProtocolError(Closed closed) {
		super(closed.detail(), null, false, false);
		this.closed = closed;
	}

	Closed closed() {
		return this.closed;
	}

}
