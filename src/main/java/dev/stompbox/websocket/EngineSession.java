package dev.stompbox.websocket;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import dev.stompbox.connection.CloseReason;
import dev.stompbox.connection.Closed;
import dev.stompbox.connection.Connection;
import dev.stompbox.connection.MessageLimit;
import dev.stompbox.connection.Payload;
import dev.stompbox.connection.Payload.Kind;

/**
 * Spring's view of a WebSocket connection. Unlike the container's sessions it may be sent
 * to from any thread, and sending never waits: what a client does not read stays in the
 * outbox, whose limit ends the connection.
 */
final class EngineSession implements WebSocketSession {

	private static final Logger LOGGER = LoggerFactory.getLogger(EngineSession.class);

	private final Connection connection;

	private final SessionOpening opening;

	private HttpHeaders handshakeHeaders;

	/** Whether a message has been begun that is sent in parts. */
	private boolean inParts;

	EngineSession(Connection connection, SessionOpening opening, HttpHeaders handshakeHeaders) {
		this.connection = connection;
		this.opening = opening;
		this.handshakeHeaders = handshakeHeaders;
		opening.attributes().put(Connection.ATTRIBUTE, connection);
		if (opening.principal() != null) {
			connection.belongsTo(opening.principal());
		}
	}

	void open() {
		try {
			this.opening.handler().afterConnectionEstablished(this);
			this.opening.connections().opened(this.connection);
		}
		catch (Exception ex) {
			failed(ex);
		}
		finally {
			this.handshakeHeaders = HttpHeaders.EMPTY;
		}
	}

	/** Whether the handler wants long messages in parts, as they come. */
	boolean takesParts() {
		return this.opening.handler().supportsPartialMessages();
	}

	void handle(boolean text, byte[] message, boolean last) throws Exception {
		WebSocketMessage<?> part;
		if (!text) {
			part = new BinaryMessage(message, last);
		}
		else {
			// Made of bytes it keeps them, which saves an encoder when it is sent on.
			part = last ? new TextMessage(message)
					: new TextMessage(new String(message, StandardCharsets.UTF_8), false);
		}
		this.opening.handler().handleMessage(this, part);
	}

	void failed(Exception ex) {
		LOGGER.error("The handler of {} failed on {}", this.opening.uri().getPath(), getId(), ex);
		this.connection.close(Closed.of(CloseReason.INTERNAL, "The server failed; its log says more"));
	}

	void ended() {
		try {
			Closed closed = this.connection.closed();
			CloseReason reason = (closed != null) ? closed.reason() : CloseReason.GONE;
			this.opening.handler().afterConnectionClosed(this, new CloseStatus(reason.webSocketCode()));
		}
		catch (Exception ex) {
			LOGGER.error("The handler of {} failed after {} was closed", this.opening.uri().getPath(), getId(), ex);
		}
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			send(Kind.TEXT, text.isLast(), text.asBytes());
		}
		else if (message instanceof BinaryMessage binary) {
			send(Kind.BINARY, binary.isLast(), bytesOf(binary.getPayload()));
		}
		else if (message.getPayload() instanceof ByteBuffer bytes) {
			this.connection.send(Payload.of(kindOf(message), bytesOf(bytes)));
		}
		else {
			throw new IllegalArgumentException("Not a WebSocket message: " + message.getClass().getName());
		}
	}

	/** A message in parts is sent by one thread, as Spring's contract has it. */
	private void send(Kind kind, boolean last, byte[] bytes) {
		this.connection.sendPart(this.inParts ? Kind.CONTINUATION : kind, last, bytes, 0, bytes.length);
		this.inParts = !last;
	}

	private static Kind kindOf(WebSocketMessage<?> message) {
		return (message instanceof PingMessage) ? Kind.PING : Kind.PONG;
	}

	private static byte[] bytesOf(ByteBuffer buffer) {
		if (buffer.hasArray() && buffer.remaining() == buffer.array().length) {
			return buffer.array();
		}
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

	@Override
	public void close() {
		close(CloseStatus.NORMAL);
	}

	@Override
	public void close(CloseStatus status) {
		CloseReason reason = CloseReason.NORMAL;
		for (CloseReason candidate : CloseReason.values()) {
			if (candidate.webSocketCode() == status.getCode()) {
				reason = candidate;
			}
		}
		String detail = (status.getReason() != null) ? status.getReason() : reason.sentence();
		this.connection.close(Closed.of(reason, detail));
	}

	/** Bounds messages of both kinds; there is one limit. */
	@Override
	public void setTextMessageSizeLimit(int bytes) {
		this.connection.limitMessages(new MessageLimit(bytes, "the endpoint's own limit"));
	}

	@Override
	public void setBinaryMessageSizeLimit(int bytes) {
		setTextMessageSizeLimit(bytes);
	}

	@Override
	public int getTextMessageSizeLimit() {
		return (int) Math.min(Integer.MAX_VALUE, this.connection.messageLimit().bytes());
	}

	@Override
	public int getBinaryMessageSizeLimit() {
		return getTextMessageSizeLimit();
	}

	@Override
	public boolean isOpen() {
		return this.connection.closed() == null;
	}

	@Override
	public String getId() {
		return this.connection.id();
	}

	@Override
	public URI getUri() {
		return this.opening.uri();
	}

	/**
	 * The handshake's headers until the handler has been told of the connection; none
	 * afterwards, since they hold on to the whole HTTP request.
	 */
	@Override
	public HttpHeaders getHandshakeHeaders() {
		return this.handshakeHeaders;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.opening.attributes();
	}

	@Override
	public @Nullable Principal getPrincipal() {
		return this.opening.principal();
	}

	@Override
	public InetSocketAddress getLocalAddress() {
		return this.opening.local();
	}

	@Override
	public InetSocketAddress getRemoteAddress() {
		return this.opening.remoteAddress();
	}

	@Override
	public @Nullable String getAcceptedProtocol() {
		return this.opening.subProtocol();
	}

	@Override
	public List<WebSocketExtension> getExtensions() {
		return (this.opening.compression() != null) ? List.of(DeflateOffers.AGREED) : List.of();
	}

}
