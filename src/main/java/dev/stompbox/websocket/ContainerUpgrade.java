package dev.stompbox.websocket;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.server.HandshakeFailureException;

/**
 * Lets Jetty answer an upgrade (RFC 6455 §4.2.2, and RFC 8441 §5 over HTTP/2) and puts a
 * {@link ContainerConnection} on what it makes of it. This is what Spring's strategy for
 * Jetty does, without its session on top: that one waits in the sending thread and holds
 * each message whole, as a String where it is text, so that one slow client would hold up
 * others.
 */
final class ContainerUpgrade {

	private static final int BUFFER_SIZE = 64 * 1024;

	private ContainerUpgrade() {
	}

	static void upgrade(HttpServletRequest request, HttpServletResponse response, SessionOpening opening,
			HttpHeaders headers) {
		ContainerConnection connection = new ContainerConnection(opening, headers);
		Request core = ServletCoreRequest.wrap(request);
		Response answer = ServletCoreResponse.wrap(core, response, false);
		WebSocketMappings mappings = WebSocketMappings
			.ensureMappings(ServletContextHandler.getServletContextHandler(request.getServletContext()));
		try (Blocker.Callback written = Blocker.callback()) {
			if (!mappings.upgrade(new Negotiator(connection, opening), core, answer, written, null)) {
				throw new IOException("Jetty finds no WebSocket handshake in the request");
			}
			written.block();
		}
		catch (IOException | RuntimeException ex) {
			connection.connection().gone("The answer to the upgrade could not be written");
			throw new HandshakeFailureException("The upgrade failed", ex);
		}
	}

	/** Agrees to what Spring's handshake has chosen, and to no extension. */
	private static final class Negotiator extends WebSocketNegotiator.AbstractNegotiator {

		private final ContainerConnection connection;

		private final SessionOpening opening;

		Negotiator(ContainerConnection connection, SessionOpening opening) {
			this.connection = connection;
			this.opening = opening;
			// Silence is Keepalive's business.
			setIdleTimeout(Duration.ZERO);
			setInputBufferSize(BUFFER_SIZE);
			setOutputBufferSize(BUFFER_SIZE);
			// Frames of any length come in parts, as they are read.
			setAutoFragment(true);
			setMaxFrameSize(0);
		}

		@Override
		public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
			response.setExtensions(List.of());
			String subProtocol = this.opening.subProtocol();
			if (subProtocol != null) {
				response.setAcceptedSubProtocol(subProtocol);
			}
			return this.connection;
		}

	}

}
