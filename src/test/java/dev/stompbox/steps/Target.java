package dev.stompbox.steps;

import dev.stompbox.support.RabbitMq;

/** What the ten steps are run against. */
public enum Target {

	/** STOMP on {@code /ws}. */
	EMBEDDED("websocket", true),
	/** STOMP on {@code /sockjs}, over a WebSocket. */
	SOCKJS_WEBSOCKET("sockjs-websocket", true),
	/** STOMP on {@code /sockjs}, without a WebSocket. */
	SOCKJS_XHR_STREAMING("sockjs-xhr-streaming", true),
	/** STOMP on {@code /ws} of a server that passes it on to RabbitMQ. */
	RELAY("websocket", false);

	private final String transport;

	private final boolean embedded;

	Target(String transport, boolean embedded) {
		this.transport = transport;
		this.embedded = embedded;
	}

	String transport() {
		return this.transport;
	}

	/** Whether the server keeps the topics itself. */
	public boolean isEmbedded() {
		return this.embedded;
	}

	/** What a server is started with that is to be this target. */
	public String[] arguments() {
		return this.embedded ? new String[0] : RabbitMq.shared().relay();
	}

}
