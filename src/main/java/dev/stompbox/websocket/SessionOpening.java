package dev.stompbox.websocket;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.WebSocketHandler;

import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Transport;

/**
 * What the handshake found out and the session needs.
 *
 * @param connections where the connection is counted
 * @param handler Spring's handler for the path
 * @param asked the URI that was asked for
 * @param principal who asked, or {@code null}
 * @param subProtocol the agreed subprotocol, or {@code null}
 * @param attributes the session's attributes
 * @param local the server's address
 * @param remoteAddress the client's
 * @param compression how messages are compressed, or {@code null} when that was not
 * agreed
 */
record SessionOpening(Connections connections, WebSocketHandler handler, String asked, @Nullable Principal principal,
		@Nullable String subProtocol, Map<String, Object> attributes, InetSocketAddress local,
		InetSocketAddress remoteAddress, @Nullable Compression compression) {

	/** Read only when somebody wants it: few do. */
	URI uri() {
		return URI.create(this.asked);
	}

	/** The connection, on {@code transport}. */
	Connection open(Transport transport) {
		return this.connections.open(this.remoteAddress, callerOf(this.principal), transport);
	}

	/** Whose it is; {@code null} when they gave no credentials. */
	static @Nullable String callerOf(@Nullable Principal principal) {
		return (principal != null) ? principal.getName() : null;
	}

}
