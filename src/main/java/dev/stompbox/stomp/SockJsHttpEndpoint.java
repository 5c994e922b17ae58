package dev.stompbox.stomp;

import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.sockjs.transport.SockJsServiceConfig;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.SockJsSessionFactory;
import org.springframework.web.socket.sockjs.transport.TransportHandler;
import org.springframework.web.socket.sockjs.transport.TransportType;

import dev.stompbox.access.Caller;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.Connections;

/**
 * The requests on which a SockJS client without a WebSocket receives. Spring's own
 * sessions would write to a slow client on the publisher's thread, wait for it, and keep
 * for one that is between two requests what they count in messages; a connection's outbox
 * does neither.
 */
final class SockJsHttpEndpoint implements TransportHandler, SockJsSessionFactory {

	/** Bytes of a body that says nothing which are read at most. */
	private static final int LONGEST_BODY = 1024;

	private final StompServer server;

	private final Connections connections;

	private final TransportType type;

	private final SockJsStyle style;

	SockJsHttpEndpoint(StompServer server, Connections connections, TransportType type, SockJsStyle style) {
		this.server = server;
		this.connections = connections;
		this.type = type;
		this.style = style;
	}

	/** A client without a WebSocket. */
	static final class Client extends SockJsClientEndpoint {

		private final Connection connection;

		private final SockJsHttp transport;

		private final SockJsReceiver receiver;

		Client(String id, ServerHttpRequest first, SockJsHttpEndpoint endpoint) {
			super(id, first);
			this.transport = new SockJsHttp(endpoint.style);
			Principal principal = first.getPrincipal();
			this.connection = endpoint.connections.open(first.getRemoteAddress(),
					(principal != null) ? principal.getName() : null, this.transport);
			this.transport.begin(this.connection);
			StompSession session = new StompSession(this.connection, endpoint.server, first.getPrincipal(),
					Packaging.SOCKJS_LINE);
			this.receiver = new SockJsReceiver(this.connection, session, this.transport);
			Caller caller = Caller.of(first.getPrincipal(), this.connection.id());
			this.connection.serve("sockjs", caller.name());
			this.connection.belongsTo(caller);
			this.connection.receiver(this.receiver);
			this.receiver.open();
			endpoint.connections.opened(this.connection);
		}

		@Override
		Connection connection() {
			return this.connection;
		}

		SockJsReceiver receiver() {
			return this.receiver;
		}

		/**
		 * A client that is gone is remembered for a moment, so that its next request is
		 * told why.
		 */
		@Override
		public long getTimeSinceLastActive() {
			return this.connection.sinceClosing().toMillis();
		}

	}

	@Override
	public void initialize(SockJsServiceConfig config) {
		// the engine has its own settings
	}

	@Override
	public TransportType getTransportType() {
		return this.type;
	}

	@Override
	public SockJsSession createSession(String id, WebSocketHandler handler, Map<String, Object> attributes) {
		return new Client(id, SockJsGuardEndpoint.request(attributes), this);
	}

	@Override
	public boolean checkSessionType(SockJsSession session) {
		return session instanceof Client client && client.transport.style() == this.style;
	}

	@Override
	public void handleRequest(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			SockJsSession session) {
		Client client = (Client) session;
		response.getHeaders().set("Content-Type", this.style.contentType());
		response.getHeaders().set("X-Accel-Buffering", "no");
		try {
			client.connection.heard();
			receive(client, ((ServletServerHttpRequest) request).getServletRequest(), response);
		}
		catch (IOException ex) {
			client.connection.gone("The response could not be begun");
		}
	}

	private void receive(Client client, HttpServletRequest request, ServerHttpResponse response) throws IOException {
		// One of two requests at once is the second.
		synchronized (client) {
			if (client.transport.isReceiving()) {
				response.getBody().write(this.style.of(SockJsFrames.ANOTHER_OPEN));
				return;
			}
			// Writes the headers, which Spring would do when the response has begun.
			Objects.requireNonNull(response.getBody());
			readAll(request);
			AsyncContext async = request.startAsync();
			async.setTimeout(0);
			new SockJsResponse(client.transport, async).begin();
		}
	}

	/**
	 * Reads a body that says nothing. Where it comes in chunks, as of Spring's client,
	 * the last one may be on its way still: an answer before that would cost the TCP
	 * connection, which the client takes for one that it can use again.
	 */
	private static void readAll(HttpServletRequest request) throws IOException {
		InputStream body = request.getInputStream();
		int left = LONGEST_BODY;
		for (int next = body.read(); next >= 0 && left > 0; next = body.read()) {
			left--;
		}
	}

}
