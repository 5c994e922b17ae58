package dev.stompbox.echo;

import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Payload.Kind;
import dev.stompbox.connection.Receiver;

/**
 * Sends what comes back as it comes. A message that comes in parts goes back in parts,
 * which may end within a character of text (RFC 6455 §5.6 lets fragments do so).
 */
final class EchoStream implements Receiver {

	private final Connection connection;

	private boolean withinMessage;

	EchoStream(Connection connection) {
		this.connection = connection;
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to, boolean last) {
		Kind kind = this.withinMessage ? Kind.CONTINUATION : text ? Kind.TEXT : Kind.BINARY;
		this.withinMessage = !last;
		this.connection.sendPart(kind, last, bytes, from, to);
	}

	@Override
	public void received(boolean text, byte[] bytes, int from, int to) {
		received(text, bytes, from, to, true);
	}

	@Override
	public void ended(Closed closed) {
	}

}
