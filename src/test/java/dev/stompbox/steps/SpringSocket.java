package dev.stompbox.steps;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * The WebSocket client below the STOMP client, for one connection: it tells how that was
 * closed, which the STOMP client keeps to itself.
 */
final class SpringSocket implements WebSocketClient {

	private final WebSocketClient client;

	private final CompletableFuture<WebSocketSession> open = new CompletableFuture<>();

	private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

	SpringSocket(WebSocketClient client) {
		this.client = client;
	}

	CompletableFuture<WebSocketSession> open() {
		return this.open;
	}

	CompletableFuture<CloseStatus> closed() {
		return this.closed;
	}

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String template,
			@Nullable Object... variables) {
		return execute(handler, null, URI.create(template));
	}

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, @Nullable WebSocketHttpHeaders headers,
			URI uri) {
		return this.client.execute(new WebSocketHandlerDecorator(handler) {
			@Override
			public void afterConnectionEstablished(WebSocketSession session) throws Exception {
				SpringSocket.this.open.complete(session);
				super.afterConnectionEstablished(session);
			}

			@Override
			public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
				super.afterConnectionClosed(session, status);
				SpringSocket.this.closed.complete(status);
			}
		}, headers, uri);
	}

}
