package dev.stompbox.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeFailureException;
import org.springframework.web.socket.server.RequestUpgradeStrategy;

import dev.stompbox.connection.Compression;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Denied;

/**
 * Answers an upgrade that Spring's handshake has found good (RFC 6455 §4.2.2) and puts a
 * {@link WebSocketConnection} on the socket in place of Jetty's HTTP connection. What
 * comes over HTTP/2 (RFC 8441), which has no socket of its own, is
 * {@link ContainerUpgrade}'s; everything is with
 * {@code stompbox.websocket.engine=container}. The one extension that is agreed is
 * {@code permessage-deflate}, where it is switched on.
 */
final class EngineUpgradeStrategy implements RequestUpgradeStrategy {

	private static final String DENIED = """
			{"type":"/errors#%s","title":"%s","status":%d,"code":"%s","detail":"%s","hint":"%s","limit":"%s",\
			"property":"%s"}""";

	private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

	private final Connections connections;

	private final boolean container;

	private final @Nullable Compression compression;

	/**
	 * @param container whether Jetty's WebSocket is used for all, and not only for what
	 * this engine cannot take
	 * @param compression what is agreed to with clients that offer it, or {@code null}
	 */
	EngineUpgradeStrategy(Connections connections, boolean container, @Nullable Compression compression) {
		this.connections = connections;
		this.container = container;
		this.compression = container ? null : compression;
	}

	@Override
	public String[] getSupportedVersions() {
		return new String[] { "13" };
	}

	@Override
	public List<WebSocketExtension> getSupportedExtensions(ServerHttpRequest request) {
		return List.of();
	}

	@Override
	public void upgrade(ServerHttpRequest request, ServerHttpResponse response, @Nullable String subProtocol,
			List<WebSocketExtension> extensions, @Nullable Principal user, WebSocketHandler handler,
			Map<String, Object> attributes) {
		HttpServletRequest servletRequest = ((ServletServerHttpRequest) request).getServletRequest();
		ShortWay way = ShortWay.of(servletRequest);
		InetSocketAddress remote = (way != null) ? way.remote() : request.getRemoteAddress();
		Denied denied = this.connections.ask(remote, SessionOpening.callerOf(user));
		if (denied != null) {
			refuse(denied, response);
			// Not on the short way, which has ended above.
			this.connections.denied(remote, denied);
			return;
		}
		HttpServletRequest connect = Http2UpgradeFilter.connect(servletRequest);
		boolean own = !this.container && connect == null;
		String deflate = (own && this.compression != null)
				? DeflateOffers.answer(request.getHeaders().getOrEmpty(EXTENSIONS)) : null;
		SessionOpening opening = new SessionOpening(this.connections, handler,
				servletRequest.getRequestURL().toString(), user, subProtocol, attributes,
				(way != null) ? way.local() : request.getLocalAddress(), remote,
				(deflate != null) ? this.compression : null);
		HttpServletResponse servletResponse = ((ServletServerHttpResponse) response).getServletResponse();
		if (!own) {
			ContainerUpgrade.upgrade((connect != null) ? connect : servletRequest, servletResponse, opening,
					request.getHeaders());
			return;
		}
		Agreement agreement = new Agreement(servletRequest.getHeader("Sec-WebSocket-Key"), subProtocol, deflate);
		if (way != null) {
			way.agree(opening, request.getHeaders(), agreement);
		}
		else {
			upgrade(servletRequest, servletResponse, opening, request.getHeaders(), agreement);
		}
	}

	/** The long way: the answer is the servlet's response. */
	private static void upgrade(HttpServletRequest request, HttpServletResponse response, SessionOpening opening,
			HttpHeaders headers, Agreement agreement) {
		Request core = ServletCoreRequest.wrap(request);
		ConnectionMetaData socket = core.getConnectionMetaData();
		WebSocketConnection connection = new WebSocketConnection(socket.getConnection().getEndPoint(),
				socket.getConnector().getExecutor(), opening, headers);
		Response answer = ServletCoreResponse.wrap(core, response, false);
		answer.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
		agreement.answer(answer.getHeaders());
		core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
		try (Blocker.Callback written = Blocker.callback()) {
			answer.write(true, null, written);
			written.block();
		}
		catch (IOException ex) {
			connection.connection().gone("The answer to the upgrade could not be written");
			throw new HandshakeFailureException("The answer to the upgrade could not be written", ex);
		}
	}

	/** On the short way this ends it: who answers is {@link Beyond} it. */
	private static void refuse(Denied denied, ServerHttpResponse response) {
		response.setStatusCode(HttpStatusCode.valueOf(denied.status()));
		response.getHeaders().set("Retry-After", String.valueOf(denied.retryAfter()));
		response.getHeaders().set("Content-Type", "application/problem+json");
		String problem = DENIED.formatted(denied.code(), denied.title(), denied.status(), denied.code(),
				escaped(denied.detail()), denied.hint(), denied.limit(), denied.property());
		try {
			response.getBody().write(problem.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new HandshakeFailureException("The refusal could not be written", ex);
		}
	}

	/** A caller's name is in it, in quotation marks. */
	private static String escaped(String detail) {
		return detail.replaceAll("[\\\\\"]", "\\\\$0").replaceAll("[\\x00-\\x1f]", "?");
	}

}
