package dev.stompbox.websocket;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import dev.stompbox.connection.Connections;

/** Puts the engine behind Spring's WebSocket handler registry. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableConfigurationProperties(WebSocketProperties.class)
class WebSocketConfiguration {

	/** The handshake that edges give to the registry for their endpoints. */
	@Bean
	HandshakeHandler handshakeHandler(Connections connections, WebSocketProperties properties) {
		return new DefaultHandshakeHandler(
				new EngineUpgradeStrategy(connections, properties.container(), properties.forMessages()));
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
	 * an upgrade of it is echo.
	 */
	@Bean
	static BeanPostProcessor upgradesOnly() {
		return new BeanPostProcessor() {
			@Override
			public Object postProcessBeforeInitialization(Object bean, String name) {
				if (bean instanceof WebSocketHandlerMapping mapping) {
					mapping.setWebSocketUpgradeMatch(true);
				}
				return bean;
			}
		};
	}

}
