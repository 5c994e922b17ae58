package dev.stompbox;

import java.net.InetAddress;
import java.util.EnumSet;

import jakarta.servlet.DispatcherType;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import dev.stompbox.access.Refusals;
import dev.stompbox.connection.AbuseProperties;
import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Proxies;

/** Where and how Jetty listens. */
@Configuration(proxyBeanMethods = false)
class JettyConfiguration {

	private static final Logger LOGGER = LoggerFactory.getLogger(JettyConfiguration.class);

	/**
	 * A selecting thread for each core: WebSockets are read, and written to, by the
	 * thread that finds them ready.
	 */
	@Bean
	WebServerFactoryCustomizer<JettyServletWebServerFactory> jetty(AbuseProperties limits, Proxies proxies,
			ObjectProvider<Refusals> refusals, ObjectProvider<Connections> connections) {
		return (factory) -> {
			factory.setSelectors(Runtime.getRuntime().availableProcessors());
			factory.addServerCustomizers((server) -> {
				server.setErrorHandler(new JettyErrors());
				FairThreads fair = new FairThreads(limits.requestsPerAddress(),
						(address) -> connections.getObject().concerns(address),
						(where, refused) -> refusals.getObject().refused(where, refused));
				AnswerTimes answers = new AnswerTimes(limits.requestTime(),
						(where, refused) -> refusals.getObject().refused(where, refused));
				answers.setHandler(server.getHandler());
				fair.setHandler(answers);
				HttpSockets sockets = new HttpSockets(limits.socketsPerAddress(), limits.sockets(),
						(address) -> connections.getObject().concerns(address) && !proxies.trusts(address),
						(where, refused) -> refusals.getObject().refused(where, refused));
				sockets.setHandler(fair);
				server.setHandler(sockets);
				for (Connector connector : server.getConnectors()) {
					if (proxies.any()) {
						connector.getConnectionFactory(HttpConnectionFactory.class)
							.getHttpConfiguration()
							.addCustomizer(new ForwardedRequests(proxies));
					}
					connector.addBean(sockets, false);
					connector.addBean(new RequestTimes(limits.requestTime(), connector.getScheduler(),
							(where, refused) -> refusals.getObject().refused(where, refused)));
				}
			});
		};
	}

	/** Before all that asks for a request's address. */
	@Bean
	FilterRegistrationBean<AddressFilter> addresses() {
		FilterRegistrationBean<AddressFilter> first = new FilterRegistrationBean<>(new AddressFilter());
		first.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		// After the one that tells upgrades of HTTP/2 apart.
		first.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return first;
	}

	/**
	 * Listens on ::1 as well while the server is on 127.0.0.1: {@code localhost} is
	 * either, depending on the client and its machine.
	 */
	@Bean
	ApplicationListener<WebServerInitializedEvent> otherLoopback(ServerProperties properties) {
		return (event) -> {
			InetAddress address = properties.getAddress();
			boolean plain = properties.getSsl() == null;
			if (plain && address != null && address.getHostAddress().equals("127.0.0.1")
					&& event.getWebServer() instanceof JettyWebServer jetty) {
				listen(jetty.getServer(), jetty.getPort());
			}
		};
	}

	private static void listen(Server server, int port) {
		Connector first = server.getConnectors()[0];
		HttpConnectionFactory http = first.getConnectionFactory(HttpConnectionFactory.class);
		ServerConnector other = new ServerConnector(server, new HttpConnectionFactory(http.getHttpConfiguration()));
		first.getConnectionFactories().forEach(other::addIfAbsentConnectionFactory);
		first.getBeans(Connection.Listener.class).forEach((listener) -> other.addBean(listener, false));
		other.setHost("::1");
		other.setPort(port);
		try {
			server.addConnector(other);
			other.start();
		}
		catch (Exception ex) {
			server.removeConnector(other);
			// A machine without IPv6 has no ::1, and then nobody asks for it.
			LOGGER.debug("Not listening on [::1]:{}: {}", port, ex.getMessage());
		}
	}

}
