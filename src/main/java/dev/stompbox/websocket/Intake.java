package dev.stompbox.websocket;

import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Receiver;

/**
 * Hands what a client sends to who takes it: to the connection's {@link Receiver} as it
 * comes, otherwise to Spring's handler, whole or in parts as that one wants it.
 */
final class Intake {

	private final Connection connection;

	private final EngineSession session;

	private final MessageBuffer kept = new MessageBuffer();

	private boolean ignoring;

	Intake(Connection connection, EngineSession session) {
		this.connection = connection;
		this.session = session;
	}

	/** Takes nothing more: the client said goodbye, or broke the protocol. */
	void ignoreRest() {
		this.ignoring = true;
	}

	/** Whether what comes now is for nobody. */
	boolean ignoresData() {
		return this.ignoring || this.connection.closed() != null;
	}

	/**
	 * A part of a message.
	 * @param last whether the message ends with it
	 */
	void data(boolean text, byte[] bytes, int from, int to, boolean last) {
		if (ignoresData()) {
			return;
		}
		if (last) {
			this.connection.messageRead();
		}
		Receiver receiver = this.connection.receiver();
		try {
			if (receiver != null) {
				receiver.received(text, bytes, from, to, last);
				return;
			}
			this.kept.add(bytes, from, to);
			if (last) {
				this.session.handle(text, this.kept.take(0), true);
			}
			else if (this.session.takesParts()) {
				// A part of a text ends between characters; the rest waits for the next.
				byte[] part = this.kept.take(text ? this.kept.tail() : 0);
				if (part.length > 0) {
					this.session.handle(text, part, false);
				}
			}
		}
		catch (Exception ex) {
			this.session.failed(ex);
		}
	}

}
