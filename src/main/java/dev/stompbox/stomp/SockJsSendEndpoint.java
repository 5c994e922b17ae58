package dev.stompbox.stomp;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.sockjs.transport.SockJsServiceConfig;
import org.springframework.web.socket.sockjs.transport.SockJsSession;
import org.springframework.web.socket.sockjs.transport.TransportHandler;
import org.springframework.web.socket.sockjs.transport.TransportType;

import dev.stompbox.access.Problem;
import dev.stompbox.connection.Burst;
import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.message.ErrorCode;
import dev.stompbox.message.Refused;

/**
 * The requests with which a SockJS client without a WebSocket sends. A body is taken as
 * it is read, so that it may be long, and none of it is read any more once the connection
 * has ended over what was in it.
 */
final class SockJsSendEndpoint implements TransportHandler {

	private static final int CHUNK = 16 * 1024;

	/** Jetty's, and Spring Boot's property for it. */
	private static final String SILENCE = "server.jetty.connection-idle-timeout";

	@Override
	public void initialize(SockJsServiceConfig config) {
		// the engine has its own settings
	}

	@Override
	public TransportType getTransportType() {
		return TransportType.XHR_SEND;
	}

	@Override
	public boolean checkSessionType(SockJsSession session) {
		return session instanceof SockJsHttpEndpoint.Client;
	}

	@Override
	public void handleRequest(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			SockJsSession session) {
		SockJsHttpEndpoint.Client client = (SockJsHttpEndpoint.Client) session;
		Connection connection = client.connection();
		SockJsReceiver receiver = client.receiver();
		try {
			boolean empty;
			// Requests that come at the same time are one stream's all the same.
			synchronized (receiver) {
				if (connection.closed() != null) {
					response.setStatusCode(HttpStatusCode.valueOf(404));
					return;
				}
				connection.frameRead();
				if (connection.isAhead()) {
					response.getHeaders().set("Retry-After", "1");
					response.setStatusCode(HttpStatusCode.valueOf(429));
					return;
				}
				empty = take(body(request), connection, receiver);
			}
			answer(response, empty ? nothing() : refusal(connection.closed()));
		}
		catch (IOException ex) {
			if (ex.getCause() instanceof TimeoutException) {
				silent(connection, response);
			}
			else {
				connection.gone("A request broke off within a message");
			}
		}
	}

	/** The rest of a message stopped coming, and without it nothing after it counts. */
	private static void silent(Connection connection, ServerHttpResponse response) {
		Refused refused = new Refused(ErrorCode.REQUEST_TIMEOUT,
				"A request's body stopped coming for as long as an HTTP connection may be silent.",
				"Send requests in one go, or raise " + SILENCE + '.')
			.at("30 s unless said otherwise", SILENCE);
		connection.close(new Closed(CloseReason.SILENT, refused.code().code(), refused.detail(), refused.limit(),
				refused.property()));
		try {
			answer(response, refused);
		}
		catch (IOException ex) {
			// Nobody is there to read it.
		}
	}

	/** Not Spring's, which writes anew what says that it is a form, as curl does. */
	private static InputStream body(ServerHttpRequest request) throws IOException {
		return ((ServletServerHttpRequest) request).getServletRequest().getInputStream();
	}

	/** Takes all of the body; answers whether there was none. */
	private static boolean take(InputStream body, Connection connection, SockJsReceiver receiver) throws IOException {
		byte[] chunk = new byte[CHUNK];
		boolean empty = true;
		while (connection.closed() == null) {
			int read = body.read(chunk);
			if (read < 0) {
				receiver.endOfRequest();
				return empty;
			}
			empty = false;
			boolean may = connection.leaving().beginReading();
			try (Burst burst = Burst.open()) {
				connection.read(read);
				for (int i = may ? receiver.take(chunk, 0, read) : 0; i > 0; i--) {
					connection.messageRead();
				}
			}
			finally {
				connection.leaving().endReading();
			}
		}
		return empty;
	}

	private static void answer(ServerHttpResponse response, @Nullable Refused refused) throws IOException {
		response.setStatusCode(HttpStatusCode.valueOf((refused != null) ? refused.code().status() : 204));
		response.getHeaders().set("Content-Type", (refused != null) ? Problem.MEDIA_TYPE : "text/plain;charset=UTF-8");
		if (refused != null) {
			response.getBody().write(Problem.of(refused).json());
		}
	}

	/**
	 * What the client is told here, too. All other refusals it gets as ERROR where it
	 * receives, which a failure here would make it give up.
	 */
	private static @Nullable Refused refusal(@Nullable Closed closed) {
		if (closed == null || closed.reason() != CloseReason.TOO_BIG) {
			return null;
		}
		Refused refused = new Refused(ErrorCode.MESSAGE_TOO_BIG, closed.detail(),
				"Send it in parts, or raise the limit.");
		return (closed.limit() != null && closed.property() != null) ? refused.at(closed.limit(), closed.property())
				: refused;
	}

	private static Refused nothing() {
		return new Refused(ErrorCode.BAD_REQUEST, "The request has no body.",
				"Send a JSON array of strings with STOMP frames in them.");
	}

}
