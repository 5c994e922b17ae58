package dev.stompbox.websocket;

import java.util.HashMap;
import java.util.Map;

import jakarta.servlet.Filter;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

import dev.stompbox.connection.Connections;
import dev.stompbox.connection.Proxies;

/** Puts the engine behind Spring's WebSocket handler registry. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableConfigurationProperties(WebSocketProperties.class)
class WebSocketConfiguration {

	/** The handshake that edges give to the registry for their endpoints. */
	@Bean
	HandshakeHandler handshakeHandler(Connections connections, WebSocketProperties properties) {
		return new CheckedHandshake(new DefaultHandshakeHandler(
				new EngineUpgradeStrategy(connections, properties.container(), properties.forMessages())));
	}

	/**
	 * The short way of upgrades, for connectors that speak plain HTTP/1.1 and leave
	 * requests as they come, or as a trusted proxy passes them on. With TLS, or where
	 * paths have something before them, requests are what Jetty and Spring make of them,
	 * and go the long way.
	 */
	@Bean
	WebServerFactoryCustomizer<JettyServletWebServerFactory> shortWay(WebSocketProperties properties,
			Environment environment, Proxies proxies,
			@Qualifier("springSecurityFilterChain") ObjectProvider<Filter> security,
			@Qualifier("webSocketHandlerMapping") ObjectProvider<HandlerMapping> registry) {
		UpgradeFactory upgrades = new UpgradeFactory(SingletonSupplier.of(security::getObject),
				SingletonSupplier.of(() -> endpoints((WebSocketHandlerMapping) registry.getObject())), proxies);
		boolean wanted = !properties.container() && environment.getProperty("server.servlet.context-path", "").isEmpty()
				&& environment.getProperty("spring.mvc.servlet.path", "/").equals("/");
		return (factory) -> factory.addServerCustomizers((server) -> {
			for (Connector connector : server.getConnectors()) {
				HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
				boolean plain = connector.getDefaultConnectionFactory() == http
						// One is that which does the same for proxies on the long way.
						&& http.getHttpConfiguration().getCustomizers().size() <= (proxies.any() ? 1 : 0);
				if (wanted && plain && connector instanceof ServerConnector own) {
					own.addConnectionFactory(upgrades);
				}
			}
		});
	}

	private static Map<String, HttpRequestHandler> endpoints(WebSocketHandlerMapping registry) {
		Map<String, HttpRequestHandler> endpoints = new HashMap<>();
		registry.getHandlerMap().forEach((path, handler) -> {
			if (handler instanceof WebSocketHttpRequestHandler endpoint) {
				endpoints.put(path, endpoint);
			}
		});
		return endpoints;
	}

	@Bean
	ExtensionsFilter extensionsFilter() {
		return new ExtensionsFilter();
	}

	/** Before all that judges requests, Spring Security's filters among them. */
	@Bean
	FilterRegistrationBean<Http2UpgradeFilter> http2Upgrade() {
		FilterRegistrationBean<Http2UpgradeFilter> first = new FilterRegistrationBean<>(new Http2UpgradeFilter());
		first.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return first;
	}

	/**
	 * Lets a path be a WebSocket endpoint and a page at once: {@code GET /} is the page,
	 * an upgrade of it is echo. Controllers are asked after it, so that none has to know
	 * an upgrade when it sees one.
	 */
	@Bean
	static BeanPostProcessor upgradesOnly() {
		return new BeanPostProcessor() {
			@Override
			public Object postProcessBeforeInitialization(Object bean, String name) {
				if (bean instanceof WebSocketHandlerMapping mapping) {
					mapping.setWebSocketUpgradeMatch(true);
					mapping.setOrder(-1);
				}
				return bean;
			}
		};
	}

}
