package dev.stompbox.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpRequestHandler;

import dev.stompbox.connection.Proxies;

/**
 * The short way of an upgrade: Jetty asks here as soon as it has read a request's
 * headers, before a servlet is involved. Spring Security's filters and the handler that
 * Spring's registry has for the path judge it, as they would on the long way; who they
 * let in has a WebSocket, and everything else goes the long way, to be answered there.
 * What that costs more, the servlet container's, the dispatcher servlet's and all other
 * filters' work for each request, is several times what a handshake needs.
 */
final class UpgradeFactory extends AbstractConnectionFactory implements ConnectionFactory.Upgrading {

	private static final Logger LOGGER = LoggerFactory.getLogger(UpgradeFactory.class);

	private final Supplier<Filter> security;

	private final Supplier<Map<String, HttpRequestHandler>> endpoints;

	private final Proxies proxies;

	/**
	 * @param security Spring Security's filters; asked for when the first upgrade comes
	 * @param endpoints the registry's handlers by path; likewise
	 * @param proxies who is believed on whom they ask for
	 */
	UpgradeFactory(Supplier<Filter> security, Supplier<Map<String, HttpRequestHandler>> endpoints, Proxies proxies) {
		super("websocket");
		this.proxies = proxies;
		this.security = security;
		this.endpoints = endpoints;
	}

	@Override
	public @Nullable Connection upgradeConnection(Connector connector, EndPoint endPoint, MetaData.Request asked,
			HttpFields.Mutable answer) {
		HttpRequestHandler endpoint = "GET".equals(asked.getMethod())
				? this.endpoints.get().get(asked.getHttpURI().getPath()) : null;
		if (endpoint == null || !connector.isRunning()) {
			return null;
		}
		ShortWay way = new ShortWay(endPoint, connector.getExecutor(), answer, client(endPoint, asked));
		try {
			this.security.get()
				.doFilter(way.request(asked), new UpgradeResponse(), (request, response) -> endpoint
					.handleRequest((HttpServletRequest) request, (HttpServletResponse) response));
		}
		catch (IOException | ServletException | RuntimeException ex) {
			LOGGER.debug("An upgrade goes the long way", ex);
			way.giveUp("The upgrade failed");
		}
		return way.connection();
	}

	private InetSocketAddress client(EndPoint endPoint, MetaData.Request asked) {
		return this.proxies.client((InetSocketAddress) endPoint.getRemoteSocketAddress(),
				asked.getHttpFields()::getValuesList);
	}

	@Override
	public Connection newConnection(Connector connector, EndPoint endPoint) {
		throw new UnsupportedOperationException("A WebSocket begins as a request of HTTP");
	}

}
